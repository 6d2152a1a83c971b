import { addMs } from '../../kernel/instant.ts';
import { ProblemError } from '../../kernel/problem.ts';
import { InvariantError } from '../../kernel/result.ts';
import { oneOffJob } from '../../jobs/one-off-job.ts';
import type { Context } from '../../platform/context.ts';
import { create } from '../../platform/store/records.ts';
import { liveOf } from '../../tenants/model.ts';
import { FILE_LIFE_MS, type ImportFileRecord } from './model.ts';
import { putPart, requireContent } from './put-part.ts';

/** The name of the job that deletes an uploaded file when its time is over. */
export const FILE_REMOVAL = 'import-file-removal';

/** How long the document of a removal stays after its last change: 30 days. */
const REMOVAL_TTL_SECONDS = 30 * 86_400;

/** A file as its upload begins: with its first part, often its only one. */
export interface NewUpload {
  readonly tenantId: string;
  readonly name: string;
  readonly partCount: number;
  readonly content: Uint8Array;
}

/**
 * Begins a file with its first part. The document and the job that will delete the file are
 * committed before any byte is stored, so that nothing outlives its 24 hours; what dies in
 * between leaves a file without parts. Throws `import-file-name` and `import-file-empty` (422).
 */
export async function uploadFile(context: Context, upload: NewUpload): Promise<ImportFileRecord> {
  const { tenantId, name, partCount, content } = upload;
  requirePlainName(name);
  requireContent(content);
  const now = context.clock.now();
  const expiresAt = addMs(now, FILE_LIFE_MS);
  const file: ImportFileRecord = {
    id: context.ids.next('importFile'),
    type: 'importFile',
    tenantId,
    schemaVersion: 1,
    name,
    status: 'arriving',
    partCount,
    parts: [],
    expiresAt,
    createdAt: now,
    updatedAt: now,
  };
  const removal = oneOffJob({
    tenantId,
    job: FILE_REMOVAL,
    subject: file.id,
    now,
    dueAt: expiresAt,
    ttl: REMOVAL_TTL_SECONDS,
  });
  const result = await context.records.commit(liveOf(tenantId), [create(file), create(removal)]);
  if (!result.ok) throw new InvariantError(`${result.broken.id} is taken`);
  return putPart(context, { tenantId, fileId: file.id, part: '1', content });
}

/** Refuses (422) names that hold a path or what no file is called by. They are shown, and told apart by mappings. */
function requirePlainName(name: string): void {
  const plain = name.trim() === name && !name.startsWith('.');
  if (plain && !/[/\\:*?"<>|\p{C}]/u.test(name)) return;
  throw new ProblemError({
    kind: 'import-file-name',
    status: 422,
    detail: `${JSON.stringify(name)} is not the name of a file.`,
    field: 'name',
    value: name,
    allowed: 'a name without a folder, such as owners.csv',
  });
}
