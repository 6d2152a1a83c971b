import { enqueueNow } from '../due-work/fast-path.ts';
import { addDays, type LocalDate } from '../kernel/local-date.ts';
import { ProblemError } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Job } from '../jobs/model.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Write } from '../platform/store/document-store.ts';
import { readRequired } from '../vaccinations/required-vaccines.ts';
import { refuseUnheard } from '../workflows/refuse-unheard.ts';
import { changeSettings, senderOf, type ReadChanges } from './change-settings.ts';
import { loadStoredTenant, loadTenant } from './load-tenant.ts';
import { liveOf, type Tenant } from './model.ts';
import { nameInRegister } from './register-entry.ts';
import { replanWrite } from './replan.ts';
import { requireLadder } from './reputation-input.ts';
import { reputationRulesOf } from './reputation-rules.ts';
import { claimSender } from './sender-entry.ts';
import type { SettingsChanges } from './settings-input.ts';
import { moveTenantJobs } from './tenant-jobs.ts';
import { dateAt, zoneAt } from './zone-periods.ts';

/** A move to another zone may be planned so many days ahead. */
const FARTHEST_MOVE_DAYS = 366;

/**
 * Changes a tenant's settings. A change that decides what was planned counts up `planVersion`;
 * the same commit moves the recurring jobs and starts the job that plans everything else anew. A zone
 * holds from a day on, today or later; past days keep theirs. Of two changes at once both take
 * effect, unless they name the revision they mean: then the second is refused (412). What an active
 * workflow waits for is not taken away (409, `setting-in-use`).
 *
 * Dying after the commit loses nothing: the tick finds the job, and the name in the register of
 * tenants is put right by the next change that gives the name.
 */
export async function updateSettings(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly changes: SettingsChanges;
    readonly expected: ExpectedRevisions;
  },
): Promise<Tenant> {
  const { records, clock } = context;
  const { tenantId } = input;
  const { required } = input.changes.vaccination ?? {};
  const named = required && readRequired(required, 'vaccination.required');
  if (input.changes.sender) await claimSender(context, tenantId, senderOf(input.changes.sender));
  const changed = await commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await loadStoredTenant(records, tenantId);
    const now = clock.now();
    const before: Tenant = { ...stored.value, timeZone: zoneAt(stored.value, now) };
    requireRevision(before.revision, input.expected);
    const changes: ReadChanges = {
      ...input.changes,
      effectiveFrom: effectiveFrom(input.changes, dateAt(before, now)),
      vaccination: { ...input.changes.vaccination, ...(named && { required: named }) },
    };
    const { tenant: edited, effect } = changeSettings(before, changes);
    requireLadder(reputationRulesOf(edited));
    if (effect === 'none') return { writes: [], value: { tenant: before, jobs: [] } };
    const tenant: Tenant = { ...edited, timeZone: zoneAt(edited, now) };
    await refuseUnheard(records, before, tenant);
    const own: Write = { op: 'replace', document: tenant, etag: stored.etag };
    const replans = effect === 'planning';
    const planned = [
      ...(replans ? [await replanWrite(records, tenantId, now)] : []),
      ...(await moveTenantJobs(records, before, tenant, now, replans)),
    ];
    return {
      writes: [own, ...planned.map((it) => it.write)],
      value: { tenant, jobs: planned.map((it) => it.job) },
    };
  });
  if (input.changes.name !== undefined) await nameInRegister(context, changed.tenant);
  await enqueueDue(context, changed.jobs);
  return changed.tenant;
}

/** A tenant's settings as they are in force now. */
export async function getSettings(
  context: Context,
  input: { readonly tenantId: string },
): Promise<Tenant> {
  return loadTenant(context, input.tenantId);
}

function effectiveFrom({ effectiveFrom: from }: SettingsChanges, today: LocalDate): LocalDate {
  const last = addDays(today, FARTHEST_MOVE_DAYS);
  if (from === undefined) return today;
  if (from >= today && from <= last) return from;
  throw new ProblemError({
    kind: 'date-out-of-range',
    status: 422,
    detail: 'A zone can change today or later, within a year: past days stay as they were.',
    field: 'effectiveFrom',
    value: from,
    allowed: `${today} to ${last}`,
  });
}

async function enqueueDue(context: Context, jobs: readonly Job[]): Promise<void> {
  const now = context.clock.now();
  const due = jobs.filter(({ dueAt }) => dueAt !== undefined && dueAt <= now);
  await enqueueNow(
    context,
    due.map(({ tenantId, id }) => ({ tenantId, id, kind: 'jobs' as const })),
  );
}
