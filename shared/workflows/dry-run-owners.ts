import type { Owner } from '../customers/model.ts';
import { fieldsOf, OWNER_GROUPS } from '../facts/field-groups.ts';
import { ownerFacts, type OwnerRead } from '../facts/owner-facts.ts';
import { compileCondition } from '../kernel/compile-condition.ts';
import { addDays, daysBetween, type LocalDate } from '../kernel/local-date.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { messageType } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import { staffType } from '../staff/model.ts';
import { liveOf } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import type { DryRunItem, Occasion } from './dry-run-model.ts';
import { occasionsOf, stretchOf, type OwnerPast } from './dry-run-occasions.ts';
import type { DryRunQuestion, Prepared } from './dry-run-question.ts';
import { sendsOf } from './dry-run-send.ts';
import { walkOccasions, type LastEntry } from './dry-run-walk.ts';
import { entryRunIds } from './entry-runs.ts';
import { workflowEntryId, workflowEntryType, workflowRunType } from './model.ts';
import { readPasts } from './read-past.ts';

const DAY_MS = 86_400_000;
const PAGE_SIZE = 1000;

/** What each of these owners would have met; one list per owner. */
export async function tryOwners(
  prepared: Prepared,
  owners: readonly Owner[],
): Promise<DryRunItem[][]> {
  const { context, question, definition, tenant, now, templates } = prepared;
  const { tenantId, period } = question;
  if (owners.length === 0) return [];
  const dates = period === undefined ? [dateAt(tenant, now)] : datesOf(period);
  const stretch = stretchOf(tenant, dates, now);
  const { records } = context;
  const pasts = await readPasts(records, tenantId, owners, definition.trigger, { stretch, now });
  const staff = await staffNames(context, tenantId, pasts);
  const before = await readBefore(prepared, owners);
  // What fills templates takes a while to load unbundled; most commands never fill one.
  const { fillTemplate: fill } = await import('../templates/preview-template.ts');
  const belongs = membership(prepared);
  return pasts.map((past) => {
    const { read } = past;
    if (!belongs(read)) return [];
    const occasions: Occasion[] =
      period === undefined
        ? [{ at: now, facts: {} }]
        : occasionsOf(definition.trigger, past, tenant, stretch);
    const { earlier, last } = before(read.owner.id);
    const send = sendsOf({ definition, tenant, read, templates, fill, earlier });
    const staffName = (id: string) => staff.get(id);
    return walkOccasions({ definition, tenant, read, staffName, send }, occasions, last);
  });
}

function datesOf({ from, to }: NonNullable<DryRunQuestion['period']>): LocalDate[] {
  return Array.from({ length: daysBetween(from, to) }, (_, n) => addDays(from, n));
}

async function staffNames(
  { records }: Context,
  tenantId: string,
  pasts: readonly OwnerPast[],
): Promise<Map<string, string>> {
  const ids = new Set(pasts.flatMap(({ visits }) => visits.map(({ staffId }) => staffId)));
  if (ids.size === 0) return new Map();
  const found = await records.getMany(staffType, liveOf(tenantId), [...ids]);
  return new Map(found.map(({ value }) => [value.id, value.name]));
}

/** Whether an owner belongs to the segment that is asked for, as it stands today. */
function membership({ among, tenant, now }: Prepared): (read: OwnerRead) => boolean {
  if (among === undefined) return () => true;
  const compiled = compileCondition(among, fieldsOf(OWNER_GROUPS));
  const today = dateAt(tenant, now);
  return (read) => compiled.holds(ownerFacts(read, tenant, today), today);
}

interface Before {
  readonly earlier: readonly Instant[];
  readonly last?: LastEntry;
}

/**
 * What a saved workflow did for these owners before now: it counts for whoever enters now. A period is
 * tried as if the workflow began with it.
 */
async function readBefore(
  { context, question, definition, now }: Prepared,
  owners: readonly Owner[],
): Promise<(ownerId: string) => Before> {
  const { workflowId, period, tenantId } = question;
  if (workflowId === undefined || period !== undefined) return () => ({ earlier: [] });
  const { records } = context;
  const ids = owners.map(({ id }) => id);
  const [entries, sent] = await Promise.all([
    definition.reentry.rule === 'always'
      ? []
      : records.getMany(
          workflowEntryType,
          liveOf(tenantId),
          ids.map((id) => workflowEntryId(workflowId, id)),
        ),
    definition.frequencyCap === undefined
      ? []
      : sentSince(
          context,
          { tenantId, workflowId },
          ids,
          addMs(now, -definition.frequencyCap.days * DAY_MS),
        ),
  ]);
  const runIds = entries.flatMap(({ value }) => entryRunIds(value));
  const runs = await records.getMany(workflowRunType, liveOf(tenantId), runIds);
  const running = new Set(
    runs.flatMap(({ value }) => (value.status === 'running' ? [value.id] : [])),
  );
  const lastOf = new Map(entries.map(({ value }) => [value.ownerId, value]));
  return (ownerId) => {
    const earlier = sent.filter((it) => it.ownerId === ownerId).map(({ createdAt }) => createdAt);
    const entry = lastOf.get(ownerId);
    if (entry === undefined) return { earlier };
    const { enteredAt } = entry;
    const over = !entryRunIds(entry).some((id) => running.has(id));
    return { earlier, last: { enteredAt, ...(over && { endedAt: enteredAt }) } };
  };
}

/** Texts of a workflow to these owners that were not given up, from an instant on. */
async function sentSince(
  { records }: Context,
  { tenantId, workflowId }: { readonly tenantId: string; readonly workflowId: string },
  ownerIds: readonly string[],
  from: Instant,
) {
  const found = [];
  let cursor: string | undefined;
  do {
    const page = await records.query(messageType, liveOf(tenantId), {
      where: { ownerId: { in: [...ownerIds] }, createdAt: { from } },
      orderBy: { field: 'createdAt' },
      limit: PAGE_SIZE,
      ...(cursor !== undefined && { cursor }),
    });
    found.push(...page.items.map(({ value }) => value));
    cursor = page.next;
  } while (cursor !== undefined);
  const gone = ['skipped', 'expired', 'failed'];
  return found.filter((it) => it.workflowId === workflowId && !gone.includes(it.status));
}
