import { loadFacts, type LoadedFacts } from '../facts/load-facts.ts';
import { fieldsOf } from '../facts/field-groups.ts';
import { compileCondition } from '../kernel/compile-condition.ts';
import type { Condition, Facts } from '../kernel/condition.ts';
import type { Instant } from '../kernel/instant.ts';
import { parsed, type Records } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import type { Context } from '../platform/context.ts';
import {
  workflowType,
  workflowVersionId,
  workflowVersionType,
  type Workflow,
  type WorkflowRun,
  type WorkflowVersion,
} from './model.ts';
import { whatStillLapses } from './expiring-vaccinations.ts';
import { whyUnfit } from './run-fits.ts';
import { groupsOf } from './triggers.ts';

/** Everything a step is decided from, as it stands now. */
export interface ReadRun {
  readonly run: WorkflowRun;
  readonly version: WorkflowVersion;
  readonly tenant: Tenant;
  readonly loaded: LoadedFacts;
  /** Of owner, visit, vaccinations and what the run began with. */
  readonly facts: Facts;
  readonly now: Instant;
}

/** The workflow of a run and the version it began with, in one store call. */
export async function readDefinition(
  records: Records,
  run: WorkflowRun,
): Promise<{ readonly workflow?: Workflow; readonly version?: WorkflowVersion }> {
  const ids = [run.workflowId, workflowVersionId(run.workflowId, run.version)];
  const found = await records.store.getMany(liveOf(run.tenantId), ids);
  const workflow = found.find(({ value }) => value['type'] === workflowType.type);
  const version = found.find(({ value }) => value['type'] === workflowVersionType.type);
  return {
    ...(workflow && { workflow: parsed(workflowType, workflow).value }),
    ...(version && { version: parsed(workflowVersionType, version).value }),
  };
}

/**
 * Reads what a run is decided from. `over`: why it ends instead of going on, in words. Merged owners are
 * followed: the run goes on with the survivor.
 */
export async function readRun(
  context: Context,
  run: WorkflowRun,
  version: WorkflowVersion,
  now: Instant,
): Promise<
  | { readonly over: string; readonly reasons?: readonly string[]; readonly skipped: boolean }
  | { readonly over?: undefined; readonly read: ReadRun }
> {
  const tenant = await loadTenant(context, run.tenantId);
  const appointmentId = run.subject?.type === 'appointment' ? run.subject.id : undefined;
  const asked = { ownerId: run.ownerId, appointmentId };
  const loaded = await loadFacts(context.records, tenant, asked, now);
  if (loaded === undefined) return { over: 'The owner is gone.', skipped: false };
  const { definition } = version;
  const unfit = whyUnfit(definition.trigger.type, run, loaded.appointment);
  if (unfit !== undefined) return { over: unfit, skipped: true };
  const lapsing = await whatStillLapses(context.records, run, loaded.read);
  if (lapsing === undefined) return { over: 'None of it is about to lapse now.', skipped: true };
  const facts = { ...loaded.facts, ...run.facts, ...lapsing };
  const read: ReadRun = { run, version, tenant, loaded, facts, now };
  const reasons = whyNot(read, definition.conditions);
  if (reasons.length === 0) return { read };
  return { over: 'The conditions do not hold.', reasons, skipped: true };
}

/** The comparisons that keep conditions from holding for a run, in words; none: they hold. */
export function whyNot(
  { version: { definition }, tenant, facts, now }: ReadRun,
  conditions: Condition,
): readonly string[] {
  const fields = fieldsOf(groupsOf(definition.trigger.type));
  const compiled = compileCondition(conditions, fields);
  const today = dateAt(tenant, now);
  if (compiled.holds(facts, today)) return [];
  const reasons = compiled.whyNot(facts, today);
  return reasons.length > 0 ? reasons : ['No part of the conditions holds.'];
}
