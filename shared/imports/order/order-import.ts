import { ProblemError } from '../../kernel/problem.ts';
import { jobId } from '../../jobs/model.ts';
import { enqueueNow } from '../../due-work/fast-path.ts';
import type { Context } from '../../platform/context.ts';
import { commitWithRetry } from '../../platform/store/commit-with-retry.ts';
import type { Stored } from '../../platform/store/document-store.ts';
import { create } from '../../platform/store/records.ts';
import { liveOf } from '../../tenants/model.ts';
import { readMapping } from '../mapping.ts';
import { importFileType, type ImportFileRecord } from '../upload/model.ts';
import { IMPORT_JOB, moveLine, readLine } from './line.ts';
import type { ImportOrder } from './model.ts';

/** How many imports may stand in line, the one under way included. */
const MAX_IN_LINE = 20;

/** What is to be imported. */
export interface NewOrder {
  readonly tenantId: string;
  /** Ids of uploaded files that are complete. */
  readonly fileIds: readonly string[];
  /** See `mapping.ts`. */
  readonly mapping?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Orders an import of uploaded files. It starts at once when none is under way, and waits in
 * line otherwise. Order, place in line and job are one commit that also guards the files, so that
 * they are not deleted meanwhile. Throws `import-mapping` (400), `import-files` (422),
 * `import-file-gone`, `import-file-arriving` and `import-line-full` (409).
 */
export async function orderImport(context: Context, input: NewOrder): Promise<ImportOrder> {
  const { tenantId, fileIds, mapping } = input;
  const { records, clock } = context;
  readMapping(mapping);
  const id = context.ids.next('importOrder');
  const { order, starts } = await commitWithRetry(records, liveOf(tenantId), async () => {
    const files = await completeFiles(context, tenantId, fileIds);
    const now = clock.now();
    await requireRoom(context, tenantId);
    const document: ImportOrder = {
      id,
      type: 'importOrder',
      tenantId,
      schemaVersion: 1,
      status: 'waiting',
      files: files.map(({ value }) => ({ id: value.id, name: value.name })),
      ...(mapping !== undefined && { mapping: { ...mapping } }),
      revision: 1,
      createdAt: now,
      updatedAt: now,
    };
    const line = await moveLine(records, tenantId, { join: id }, now);
    return {
      writes: [create(document), ...line.writes, ...guards(files)],
      value: { order: document, starts: line.starts },
    };
  });
  await announce(context, tenantId, starts);
  return order;
}

/** Uploaded files by id, all of them complete; throws for the first that is not. */
export async function completeFiles(
  { records }: Context,
  tenantId: string,
  fileIds: readonly string[],
): Promise<Stored<ImportFileRecord>[]> {
  const found = await records.getMany(importFileType, liveOf(tenantId), fileIds);
  const files = fileIds.map((fileId) => {
    const file = found.find(({ value }) => value.id === fileId);
    if (file === undefined || file.value.status === 'removed') throw unknownFile(fileId);
    if (file.value.status === 'arriving') throw stillArriving(file.value);
    return file;
  });
  const names = files.map(({ value }) => value.name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) throw sameName(double);
  return files;
}

/** Writes that fail when one of the files changes meanwhile, its removal included. */
export function guards(files: readonly Stored<ImportFileRecord>[]) {
  return files.map(({ value: { id }, etag }) => ({ op: 'touch' as const, id, etag }));
}

/** Refuses (409) one more order when too many stand in line. */
export async function requireRoom({ records }: Context, tenantId: string): Promise<void> {
  const { orders } = await readLine(records, tenantId);
  if (orders.length < MAX_IN_LINE) return;
  throw new ProblemError({
    kind: 'import-line-full',
    status: 409,
    detail: `${String(orders.length)} imports are waiting already.`,
    allowed: `at most ${String(MAX_IN_LINE)} at a time; cancel one, or wait for one to end`,
  });
}

/** Sends the pointer of the order whose turn has come, if there is one. */
export async function announce(
  context: Context,
  tenantId: string,
  orderId: string | undefined,
): Promise<void> {
  if (orderId === undefined) return;
  await enqueueNow(context, [{ tenantId, id: jobId(IMPORT_JOB, orderId), kind: 'jobs' }]);
}

function unknownFile(fileId: string): ProblemError {
  return new ProblemError({
    kind: 'import-files',
    status: 422,
    detail: `There is no uploaded file ${JSON.stringify(fileId)}.`,
    field: 'files',
    value: fileId,
    allowed: 'ids of files uploaded in the last 24 hours',
  });
}

function stillArriving({ id, partCount, parts }: ImportFileRecord): ProblemError {
  return new ProblemError({
    kind: 'import-file-arriving',
    status: 409,
    detail: `${String(parts.length)} of ${String(partCount)} parts of the file ${id} have arrived.`,
    field: 'files',
    value: id,
    allowed: 'files that are complete',
  });
}

function sameName(name: string): ProblemError {
  return new ProblemError({
    kind: 'import-files',
    status: 422,
    detail: `Two of the files are called ${JSON.stringify(name)}.`,
    field: 'files',
    value: name,
    allowed: 'files of different names, so that findings tell which one is meant',
  });
}
