import { Readable } from 'node:stream';
import type { Context } from '../../platform/context.ts';
import type { ImportFile } from '../survey-file.ts';
import { fileGone, type ImportFileRecord } from './model.ts';

/**
 * An uploaded file as an import reads it: its parts one after the other, never whole in memory.
 * Reading throws `import-file-gone` (409) when its bytes were deleted.
 */
export function openImportFile({ files }: Context, file: ImportFileRecord): ImportFile {
  async function* content(): AsyncGenerator<Uint8Array> {
    for (const { stored } of file.parts) {
      const part = await files.open(stored);
      if (part === undefined) throw fileGone(file.id);
      for await (const chunk of part) yield chunk as Uint8Array;
    }
  }
  return { name: file.name, open: () => Readable.from(content()) };
}
