import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { instantOf } from '../../kernel/instant.ts';
import type { FileFacts, Files } from './files.ts';
import { limited } from './limited.ts';

/** Begins the names of files that are still arriving; no file's own name begins with a dot. */
const ARRIVING = '.arriving-';

/**
 * Files in a folder of this machine. A file is written beside its place and moved there when it
 * is complete, so a crash leaves no half file under its name. Several processes may share it.
 */
export function folderFiles(folder: string): Files {
  const pathOf = (name: string): string => join(folder, ...name.split('/'));
  const factsOf = async (name: string): Promise<FileFacts | undefined> => {
    const found = await stat(pathOf(name)).catch(ignoreMissing);
    if (!found?.isFile()) return undefined;
    return { name, bytes: found.size, modifiedAt: instantOf(found.mtime) };
  };
  return {
    async put(name, content, { maxBytes }) {
      const path = pathOf(name);
      await mkdir(dirname(path), { recursive: true });
      const arriving = join(dirname(path), `${ARRIVING}${randomUUID()}`);
      try {
        const { stream, bytes } = limited(content, maxBytes);
        await pipeline(stream, createWriteStream(arriving, { flags: 'wx' }));
        await rename(arriving, path);
        return { name, bytes: bytes(), modifiedAt: instantOf((await stat(path)).mtime) };
      } catch (error) {
        await rm(arriving, { force: true });
        throw error;
      }
    },
    async open(name) {
      const handle = await open(pathOf(name)).catch(ignoreMissing);
      return handle && createReadStream('', { fd: handle });
    },
    stat: factsOf,
    async delete(name) {
      await rm(pathOf(name), { force: true });
    },
    async *list(prefix) {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
        ignoreMissing,
      );
      for (const entry of entries ?? []) {
        if (!entry.isFile() || entry.name.startsWith(ARRIVING)) continue;
        const name = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
        const facts = name.startsWith(prefix) ? await factsOf(name) : undefined;
        if (facts !== undefined) yield facts;
      }
    },
  };
}

function ignoreMissing(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw error;
}
