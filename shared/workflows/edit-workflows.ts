import { nameKey } from '../customers/name-key.ts';
import type { Instant } from '../kernel/instant.ts';
import { ProblemError, notFound } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { templateWrites } from '../templates/edit-templates.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import type { Definition } from './definition.ts';
import {
  workflowType,
  workflowVersionId,
  workflowVersionType,
  type Workflow,
  type WorkflowVersion,
} from './model.ts';
import { lentTemplates } from './library/ready-templates.ts';
import { scheduleWrites } from './schedule-job.ts';

/** Which workflow an edit is about, and on which revisions it may go ahead. */
export interface WorkflowEdit {
  readonly tenantId: string;
  readonly workflowId: string;
  readonly expected: ExpectedRevisions;
}

/**
 * Adds a workflow as a draft, in the same commit its first version and templates of the library that it names
 * and the business does not have. A definition that does not fit what
 * the business has is refused (422, `invalid-workflow`) with every finding.
 */
export async function createWorkflow(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly definition: Definition;
  },
): Promise<Workflow> {
  const { tenantId, definition } = input;
  const { records, clock, ids } = context;
  const id = ids.next('workflow');
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const now = clock.now();
    const lent = await lentTemplates(records, tenantId, definition, now);
    const value = newWorkflow({ ...input, id }, now);
    const writes = [create(value), create(versionOf(value)), ...lent.flatMap(templateWrites)];
    return { writes, value };
  });
}

/** A workflow as it begins: a draft. */
export function newWorkflow(
  facts: {
    readonly id: string;
    readonly tenantId: string;
    readonly definition: Definition;
    readonly origin?: string;
  },
  now: Instant,
): Workflow {
  const { id, tenantId, definition, origin } = facts;
  return {
    id,
    type: 'workflow',
    tenantId,
    schemaVersion: 1,
    ...named(definition),
    status: 'draft',
    version: 1,
    definition,
    ...(origin !== undefined && { origin }),
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/**
 * Saves another definition as a new version, in the same commit what it borrows of the library; one that does
 * not fit what the business has is refused, both as `createWorkflow` does. What stands already is left as
 * it is. New runs begin with it; runs under way go on with the version they began with. While the workflow is active the trigger stays what it is (409,
 * `workflow-active`): pause it first, since what was planned under the old trigger would be lost.
 */
export async function changeWorkflow(
  context: Context,
  input: WorkflowEdit & { readonly definition: Definition },
): Promise<Workflow> {
  const { tenantId, definition } = input;
  const { records, clock } = context;
  const changed = (before: Workflow): Partial<Workflow> => {
    if (before.status === 'active' && !sameTrigger(before.definition, definition)) {
      throw triggerOfActive(before);
    }
    if (JSON.stringify(before.definition) === JSON.stringify(definition)) return {};
    return { ...named(definition), definition, version: before.version + 1 };
  };
  return editWorkflow(context, input, changed, async (after) => {
    const now = clock.now();
    const lent = await lentTemplates(records, tenantId, definition, now);
    const tenant = await loadTenant(context, tenantId);
    return [
      ...lent.flatMap(templateWrites),
      ...(await scheduleWrites(records, tenant, after, now)),
    ];
  });
}

/** Takes the definition of an earlier version up again, as a new version. 404 when there is none of the number. */
export async function rollBackWorkflow(
  context: Context,
  input: WorkflowEdit & { readonly version: number },
): Promise<Workflow> {
  const { tenantId, workflowId, version } = input;
  await getWorkflow(context, input);
  const id = workflowVersionId(workflowId, version);
  const stored = await context.records.get(workflowVersionType, liveOf(tenantId), id);
  if (stored === undefined) throw notFound('version', String(version));
  return changeWorkflow(context, { ...input, definition: stored.value.definition });
}

/** A workflow by id; throws not-found (404), also for another tenant's. */
export async function getWorkflow(
  context: Pick<Context, 'records'>,
  input: { readonly tenantId: string; readonly workflowId: string },
): Promise<Workflow> {
  return (await storedWorkflow(context.records, input)).value;
}

/**
 * Reads, changes and commits a workflow, again when somebody was quicker. No changes: nothing is
 * written. `more` are further writes of the same commit.
 */
export async function editWorkflow(
  context: Context,
  edit: WorkflowEdit,
  changesOf: (before: Workflow) => Partial<Workflow> | Promise<Partial<Workflow>>,
  more: (after: Workflow) => Promise<readonly Write[]> = async () => [],
): Promise<Workflow> {
  const { records, clock } = context;
  return commitWithRetry(records, liveOf(edit.tenantId), async () => {
    const stored = await storedWorkflow(records, edit);
    const before = stored.value;
    requireRevision(before.revision, edit.expected);
    const changes = await changesOf(before);
    if (Object.keys(changes).length === 0) return { writes: [], value: before };
    const edited = { ...changes, revision: before.revision + 1, updatedAt: clock.now() };
    const value: Workflow = { ...before, ...edited };
    const kept = value.version === before.version ? [] : [create(versionOf(value))];
    return { writes: [replace(stored, edited), ...kept, ...(await more(value))], value };
  });
}

async function storedWorkflow(
  records: Records,
  input: { readonly tenantId: string; readonly workflowId: string },
): Promise<Stored<Workflow>> {
  const stored = await records.get(workflowType, liveOf(input.tenantId), input.workflowId);
  if (stored === undefined) throw notFound('workflow', input.workflowId);
  return stored;
}

function named({ name, trigger }: Definition) {
  return { name, nameKey: nameKey(name), triggerType: trigger.type };
}

/** The version that a workflow stands at, to be kept. */
export function versionOf(workflow: Workflow): WorkflowVersion {
  const { id: workflowId, tenantId, version, definition, updatedAt } = workflow;
  return {
    id: workflowVersionId(workflowId, version),
    type: 'workflowVersion',
    tenantId,
    schemaVersion: 1,
    workflowId,
    version,
    definition,
    createdAt: updatedAt,
  };
}

function sameTrigger(a: Definition, b: Definition): boolean {
  return JSON.stringify(a.trigger) === JSON.stringify(b.trigger);
}

function triggerOfActive({ definition }: Workflow): ProblemError {
  return new ProblemError({
    kind: 'workflow-active',
    status: 409,
    detail: 'The trigger of an active workflow cannot be changed: pause the workflow first.',
    field: 'trigger',
    value: definition.trigger.type,
    allowed: 'the trigger as it is',
  });
}
