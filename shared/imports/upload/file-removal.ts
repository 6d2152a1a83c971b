import { addMs } from '../../kernel/instant.ts';
import type { JobProgram } from '../../jobs/job-worker.ts';
import type { Job } from '../../jobs/model.ts';
import { runPages } from '../../jobs/run-pages.ts';
import { finishRun, PageOvertakenError, pauseRun } from '../../jobs/run-state.ts';
import type { Context } from '../../platform/context.ts';
import { fileName } from '../../platform/files/files.ts';
import type { Stored } from '../../platform/store/document-store.ts';
import { replace } from '../../platform/store/records.ts';
import { liveOf, type Tenant } from '../../tenants/model.ts';
import { readLine } from '../order/line.ts';
import { importOrderType } from '../order/model.ts';
import { importFileType, type ImportFileRecord } from './model.ts';
import { FILE_REMOVAL } from './upload-file.ts';

/** When a file that an import still waits for is looked at again: after an hour. */
const LOOK_AGAIN_MS = 3_600_000;

/**
 * Deletes an uploaded file 24 hours after it began to arrive, whether it was complete or not, once no
 * import waits for it any more. First it is marked as removed, which no order can be based on; then its
 * bytes are deleted; then its document. A run that dies anywhere is done again from the first.
 */
export const fileRemoval: JobProgram = {
  name: FILE_REMOVAL,
  run: async (context, claimed) =>
    runPages(context, claimed, async (job, tenant) => remove(context, job, tenant)),
};

async function remove(context: Context, job: Stored<Job>, tenant: Tenant): Promise<undefined> {
  const { tenantId, subject = '', run } = job.value;
  const { records, files, clock } = context;
  const file = await records.get(importFileType, liveOf(tenantId), subject);
  if (file === undefined) {
    await finishRun(context, job, tenant);
    return;
  }
  if (run !== undefined && (await isWanted(context, file.value))) {
    await pauseRun(context, job, run, addMs(clock.now(), LOOK_AGAIN_MS));
    return;
  }
  const etag = await markRemoved(context, file);
  for await (const { name } of files.list(`${fileName(tenantId, 'import-files', subject)}/`)) {
    await files.delete(name);
  }
  await finishRun(context, job, tenant, [{ op: 'delete', id: subject, etag }]);
}

async function isWanted({ records }: Context, file: ImportFileRecord): Promise<boolean> {
  const { orders } = await readLine(records, file.tenantId);
  const found = await records.getMany(importOrderType, liveOf(file.tenantId), orders);
  return found.some(({ value }) => value.files.some(({ id }) => id === file.id));
}

async function markRemoved(
  { records, clock }: Context,
  file: Stored<ImportFileRecord>,
): Promise<string> {
  if (file.value.status === 'removed') return file.etag;
  const mark = replace(file, { status: 'removed', updatedAt: clock.now() });
  const result = await records.commit(liveOf(file.value.tenantId), [mark]);
  if (!result.ok) throw new PageOvertakenError(result.broken.id);
  return result.etag;
}
