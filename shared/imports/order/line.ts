import { z } from 'zod';
import type { Instant } from '../../kernel/instant.ts';
import { jobId, jobType } from '../../jobs/model.ts';
import { oneOffJob } from '../../jobs/one-off-job.ts';
import type { Stored, Write } from '../../platform/store/document-store.ts';
import { documentType, type DocumentOf } from '../../platform/store/document-type.ts';
import { create, replace, type Records } from '../../platform/store/records.ts';
import { liveOf } from '../../tenants/model.ts';

/** The name of the job that does an ordered import. */
export const IMPORT_JOB = 'import-customers';

/** How long a job's document stays after its last change: 90 days. */
const JOB_TTL_SECONDS = 90 * 86_400;

const ID = 'import-line';

/**
 * The orders of a tenant that have not ended, first come first served. Only the first one's job
 * exists as due work; whoever takes it out of the line makes the next one's due in the same
 * commit, so that one import runs at a time and none is forgotten.
 */
const importLineType = documentType('importLine', { orders: z.array(z.string()) });
type ImportLine = DocumentOf<typeof importLineType>;

/** The line as it was read; absent: nobody ever ordered an import. */
export interface Line {
  readonly orders: readonly string[];
  readonly stored: Stored<ImportLine> | undefined;
}

/** Reads the line of a tenant. */
export async function readLine(records: Records, tenantId: string): Promise<Line> {
  const stored = await records.get(importLineType, liveOf(tenantId), ID);
  return { orders: stored?.value.orders ?? [], stored };
}

/**
 * The writes that put an order at the end of the line, or take it out. They make the job of whoever
 * is first then due, unless it was first before. `starts` names it.
 */
export async function moveLine(
  records: Records,
  tenantId: string,
  move: { readonly join: string } | { readonly leave: string },
  now: Instant,
): Promise<{ readonly writes: readonly Write[]; readonly starts: string | undefined }> {
  const line = await readLine(records, tenantId);
  const [before] = line.orders;
  const orders =
    'join' in move ? [...line.orders, move.join] : line.orders.filter((it) => it !== move.leave);
  const [first] = orders;
  const starts = first === before ? undefined : first;
  const own = lineWrite(tenantId, line, orders);
  const turn = starts === undefined ? [] : [await turnOf(records, tenantId, starts, now)];
  return { writes: [own, ...turn], starts };
}

function lineWrite(tenantId: string, { stored }: Line, orders: string[]): Write {
  if (stored !== undefined) return replace(stored, { orders });
  return create({ id: ID, type: 'importLine', tenantId, schemaVersion: 1, orders });
}

/** Makes the job of an order due: a new one, or that of an earlier attempt. */
async function turnOf(
  records: Records,
  tenantId: string,
  orderId: string,
  now: Instant,
): Promise<Write> {
  const ttl = JOB_TTL_SECONDS;
  const fresh = oneOffJob({ tenantId, job: IMPORT_JOB, subject: orderId, now, ttl });
  const earlier = await records.get(jobType, liveOf(tenantId), jobId(IMPORT_JOB, orderId));
  if (earlier === undefined) return create(fresh);
  const { runNumber, history, createdAt, revision } = earlier.value;
  const again = { ...fresh, runNumber, history, createdAt, revision: revision + 1 };
  return { op: 'replace', document: again, etag: earlier.etag };
}
