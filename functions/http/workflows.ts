import { z } from 'zod';
import {
  changeWorkflow,
  createWorkflow,
  getWorkflow,
  rollBackWorkflow,
} from '../../shared/workflows/edit-workflows.ts';
import { fieldsOf } from '../../shared/facts/field-groups.ts';
import { inWords } from '../../shared/kernel/compile-condition.ts';
import { definitionInput, withTodaysNames } from '../../shared/workflows/definition.ts';
import { listWorkflows, listWorkflowVersions } from '../../shared/workflows/find-workflows.ts';
import { WORKFLOW_STATUSES, workflowType, type Workflow } from '../../shared/workflows/model.ts';
import { runsUnderWay } from '../../shared/workflows/runs-under-way.ts';
import { activateWorkflow, deactivateWorkflow } from '../../shared/workflows/set-status.ts';
import { groupsOf } from '../../shared/workflows/triggers.ts';
import type { Context } from '../../shared/platform/context.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

/** A definition as it is sent back: what `definitionInput` takes, with every default filled in. */
const definitionView = z.looseObject({ name: z.string() });

/** A workflow as it is sent. */
export const workflowView = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum(WORKFLOW_STATUSES),
    triggerType: z.string(),
    /** Its conditions as a sentence; empty when there are none. */
    conditionsInWords: z.string(),
    version: z.number(),
    definition: definitionView,
    /** The entry of the library it was made from. */
    origin: z.string().optional(),
    activatedAt: z.string().optional(),
    /** What becomes of the runs that are under way; absent in lists. */
    runsUnderWay: z.object({ count: z.number(), then: z.string() }).optional(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Workflow' });
const versionView = z
  .object({
    id: z.string(),
    version: z.number(),
    definition: definitionView,
    createdAt: z.string(),
  })
  .meta({ id: 'WorkflowVersion' });

const EXAMPLE = {
  name: 'Thanks after a visit',
  trigger: { type: 'appointment_completed', delayHours: 2 },
  conditions: [{ field: 'owner.sms_opted_in', operator: 'equals', value: true }],
  steps: [{ type: 'log_event', message: 'Came and went' }],
} as const;

function viewOf(workflow: Workflow): z.input<typeof workflowView> {
  const { conditions, trigger } = workflow.definition;
  const conditionsInWords = inWords(conditions, fieldsOf(groupsOf(trigger.type)));
  return { ...workflow, conditionsInWords };
}

async function changedReply({ records }: Pick<Context, 'records'>, workflow: Workflow) {
  const view = { ...viewOf(workflow), runsUnderWay: await runsUnderWay(records, workflow) };
  return reply(200, view, { revision: workflow.revision });
}

/** The reply for a workflow that was made. */
export function createdReply(workflow: Workflow) {
  const { id, revision } = workflow;
  return reply(201, viewOf(workflow), { revision, location: `workflows/${id}` });
}

const listWorkflowsEndpoint = endpoint({
  name: 'list-workflows',
  method: 'GET',
  route: 'workflows',
  role: 'staff',
  summary: 'SMS workflows by name.',
  query: z.strictObject({ ...pageQuery, status: z.enum(WORKFLOW_STATUSES).optional() }),
  replies: { 200: pageOf(workflowView) },
  handle: async ({ context, caller, query }) => {
    const page = await listWorkflows(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: page.items.map(viewOf) });
  },
});

const createWorkflowEndpoint = endpoint({
  name: 'create-workflow',
  method: 'POST',
  route: 'workflows',
  role: 'manager',
  summary: 'Adds a workflow as a draft. Errors name the step and the field.',
  body: definitionInput,
  readsAs: withTodaysNames,
  example: EXAMPLE,
  replies: { 201: workflowView },
  creates: {
    type: workflowType.type,
    again: async ({ context, caller, id }) => {
      const asked = { tenantId: caller.tenantId, workflowId: id };
      return createdReply(await getWorkflow(context, asked));
    },
  },
  handle: async ({ context, caller, body }) => {
    const asked = { tenantId: caller.tenantId, definition: body };
    return createdReply(await createWorkflow(context, asked));
  },
});

const getWorkflowEndpoint = endpoint({
  name: 'get-workflow',
  method: 'GET',
  route: 'workflows/{workflowId}',
  role: 'staff',
  summary: 'A workflow.',
  params: idParam('workflowId'),
  replies: { 200: workflowView },
  handle: async ({ context, caller, params }) =>
    changedReply(context, await getWorkflow(context, { tenantId: caller.tenantId, ...params })),
});

const changeWorkflowEndpoint = endpoint({
  name: 'change-workflow',
  method: 'PUT',
  route: 'workflows/{workflowId}',
  role: 'manager',
  summary: 'Saves another definition as a new version; runs under way keep theirs.',
  params: idParam('workflowId'),
  body: definitionInput,
  readsAs: withTodaysNames,
  example: EXAMPLE,
  failures: [409],
  replies: { 200: workflowView },
  handle: async ({ context, caller, params, body, expected }) => {
    const edit = { tenantId: caller.tenantId, ...params, expected };
    return changedReply(context, await changeWorkflow(context, { ...edit, definition: body }));
  },
});

const setStatusEndpoint = endpoint({
  name: 'set-workflow-status',
  method: 'PUT',
  route: 'workflows/{workflowId}/status',
  role: 'manager',
  summary: 'Switches a workflow on or off. Off: runs under way end when they come due.',
  params: idParam('workflowId'),
  body: z.strictObject({
    status: z.enum(['active', 'paused', 'archived']),
    /** Switches on even one that would text more owners at a time than the guard. */
    confirm: z.boolean().optional(),
  }),
  example: { status: 'active' },
  failures: [409],
  replies: { 200: workflowView },
  handle: async ({ context, caller, params, body: { status, confirm }, expected }) => {
    const edit = { tenantId: caller.tenantId, ...params, expected };
    return changedReply(
      context,
      status === 'active'
        ? await activateWorkflow(context, { ...edit, confirm })
        : await deactivateWorkflow(context, { ...edit, status }),
    );
  },
});

const listVersionsEndpoint = endpoint({
  name: 'list-workflow-versions',
  method: 'GET',
  route: 'workflows/{workflowId}/versions',
  role: 'staff',
  summary: 'How a workflow was before, newest first.',
  params: idParam('workflowId'),
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(versionView) },
  handle: async ({ context, caller, params, query }) => {
    const asked = { tenantId: caller.tenantId, ...params, ...query };
    const page = await listWorkflowVersions(context, asked);
    return reply(200, { ...page, items: [...page.items] });
  },
});

const rollBackEndpoint = endpoint({
  name: 'roll-back-workflow',
  method: 'PUT',
  route: 'workflows/{workflowId}/version',
  role: 'manager',
  summary: 'Takes an earlier version up again, as a new version.',
  params: idParam('workflowId'),
  body: z.strictObject({ version: z.number().int().min(1) }),
  example: { version: 1 },
  failures: [409],
  replies: { 200: workflowView },
  handle: async ({ context, caller, params, body, expected }) => {
    const edit = { tenantId: caller.tenantId, ...params, expected };
    return changedReply(context, await rollBackWorkflow(context, { ...edit, ...body }));
  },
});

/** Endpoints on workflows. */
export const workflowEndpoints = [
  listWorkflowsEndpoint,
  createWorkflowEndpoint,
  getWorkflowEndpoint,
  changeWorkflowEndpoint,
  setStatusEndpoint,
  listVersionsEndpoint,
  rollBackEndpoint,
];
