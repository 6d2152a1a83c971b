import type { Appointment } from '../appointments/model.ts';
import type { Job } from '../jobs/model.ts';
import { commitPage, finishRun, PageOvertakenError } from '../jobs/run-state.ts';
import type { Context } from '../platform/context.ts';
import type { Page, Stored } from '../platform/store/document-store.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import type { AttributionRule } from './attribution-rule.ts';
import { creditBooking } from './credit-booking.ts';
import { onceEach } from './credit-writes.ts';
import { noteCampaignBooking } from './note-campaign-booking.ts';

/** Visits between two renewals of the job's lease. */
export const CREDIT_PAGE_SIZE = 25;

/**
 * Makes the credits of a page of visits anew, each visit in a commit of its own that is guarded by what it
 * read, and then moves the job on. A run that dies does its page again, which writes nothing where
 * it is done. Answers the job for the next page; undefined: that was the last one.
 */
export async function creditPage(
  context: Context,
  job: Stored<Job>,
  tenant: Tenant,
  page: Page<Appointment>,
  rules?: readonly AttributionRule[],
): Promise<Stored<Job> | undefined> {
  const { run, tenantId } = job.value;
  if (run === undefined) return undefined;
  let changed = 0;
  for (const { value: visit } of page.items) {
    const now = context.clock.now();
    const booking = { tenantId, appointmentId: visit.id };
    const credits = await creditBooking(context, booking, now, rules);
    const writes = onceEach([...credits, ...(await noteCampaignBooking(context, booking, now))]);
    if (writes.length === 0) continue;
    const result = await context.records.commit(liveOf(tenantId), writes);
    if (!result.ok) throw new PageOvertakenError(result.broken.id);
    changed += 1;
  }
  const { cursor: _before, ...rest } = run;
  const counts = {
    visits: (run.counts['visits'] ?? 0) + page.items.length,
    changed: (run.counts['changed'] ?? 0) + changed,
  };
  const next = { ...rest, counts, ...(page.next !== undefined && { cursor: page.next }) };
  const committed = await commitPage(context, job, next, []);
  if (page.next !== undefined) return committed;
  await finishRun(context, committed, tenant);
  return undefined;
}
