import { createHash } from 'node:crypto';
import { ProblemError } from '../../kernel/problem.ts';
import type { Context } from '../../platform/context.ts';
import { fileName } from '../../platform/files/files.ts';
import { commitWithRetry } from '../../platform/store/commit-with-retry.ts';
import { replace } from '../../platform/store/records.ts';
import { liveOf } from '../../tenants/model.ts';
import { findImportFile, MAX_PART_BYTES, type ImportFileRecord } from './model.ts';

/** One part of a file, as it arrived. */
export interface ArrivedPart {
  readonly tenantId: string;
  readonly fileId: string;
  /** Its number as a client writes it: from 1 to the number of parts that the file was said to have. */
  readonly part: string;
  readonly content: Uint8Array;
}

type Part = ImportFileRecord['parts'][number];

/**
 * Keeps one part of a file. The file is complete with its last missing part, whatever the order
 * in which they come. The same bytes again change nothing; other bytes under a number replace
 * those that came before, as long as the file is not complete.
 *
 * The bytes are stored under a name of their own and count when the file's document names
 * them: of two requests for one number the later commit wins whole, and what dies in between leaves
 * bytes that go with the file. Throws `import-part` (404) and `import-file-complete` (409).
 */
export async function putPart(context: Context, arrived: ArrivedPart): Promise<ImportFileRecord> {
  const { tenantId, fileId, content } = arrived;
  const { value: before } = await findImportFile(context, arrived);
  const number = partNumber(arrived.part, before.partCount);
  requireContent(content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (isKept(before, number, sha256)) return before;
  requireArriving(before);
  const place = `part-${String(number).padStart(4, '0')}-${context.ids.next('request')}`;
  const stored = fileName(tenantId, 'import-files', fileId, place);
  const options = { contentType: 'text/csv', maxBytes: MAX_PART_BYTES };
  const { bytes } = await context.files.put(stored, content, options);
  try {
    return await keep(context, arrived, { number, stored, bytes, sha256 });
  } catch (error) {
    if (error instanceof ProblemError) await context.files.delete(stored);
    throw error;
  }
}

async function keep(context: Context, arrived: ArrivedPart, part: Part): Promise<ImportFileRecord> {
  return commitWithRetry(context.records, liveOf(arrived.tenantId), async () => {
    const found = await findImportFile(context, arrived);
    requireArriving(found.value);
    const others = found.value.parts.filter((it) => it.number !== part.number);
    const parts = [...others, part].sort((a, b) => a.number - b.number);
    const status = parts.length === found.value.partCount ? 'complete' : 'arriving';
    const changes = { parts, status, updatedAt: context.clock.now() } as const;
    return { writes: [replace(found, changes)], value: { ...found.value, ...changes } };
  });
}

/** Refuses (422) an empty part. */
export function requireContent(content: Uint8Array): void {
  if (content.byteLength > 0) return;
  throw new ProblemError({
    kind: 'import-file-empty',
    status: 422,
    detail: 'The body is empty.',
    allowed: 'the bytes of a CSV file',
  });
}

function isKept({ parts }: ImportFileRecord, number: number, sha256: string): boolean {
  return parts.some((it) => it.number === number && it.sha256 === sha256);
}

function partNumber(text: string, partCount: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= partCount) return number;
  throw new ProblemError({
    kind: 'import-part',
    status: 404,
    detail: `The file was said to have ${String(partCount)} parts.`,
    field: 'part',
    value: text,
    allowed: `1 to ${String(partCount)}`,
  });
}

function requireArriving({ status, id }: ImportFileRecord): void {
  if (status === 'arriving') return;
  throw new ProblemError({
    kind: 'import-file-complete',
    status: 409,
    detail: `All of the file ${id} has arrived. Upload changed content as another file.`,
    field: 'status',
    value: status,
    allowed: 'a file that is still arriving',
  });
}
