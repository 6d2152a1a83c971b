import { z } from 'zod';
import { getRun, listRuns } from '../../shared/workflows/find-workflows.ts';
import { RUN_STATUSES, workflowRunType, type WorkflowRun } from '../../shared/workflows/model.ts';
import { cancelRun, retryRun, startRunByHand } from '../../shared/workflows/steer-run.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const runView = z
  .object({
    id: z.string(),
    workflowId: z.string(),
    workflowName: z.string(),
    version: z.number(),
    ownerId: z.string(),
    status: z.enum(RUN_STATUSES),
    subject: z.object({ type: z.string(), id: z.string() }).optional(),
    /** What started it. */
    cause: z.string(),
    campaignId: z.string().optional(),
    /** The customer segment that it recurs over; who left it since is skipped at the next step. */
    segmentId: z.string().optional(),
    variant: z.string().optional(),
    /** The step to come. */
    stepId: z.string().optional(),
    dueAt: z.string().optional(),
    /** What happened, oldest first, with the reason of whatever was not done. */
    entries: z.array(
      z.object({
        at: z.string(),
        stepId: z.string().optional(),
        what: z.string(),
        reasons: z.array(z.string()).optional(),
        /** Of a wait: when it is over. `what` says it by the clocks of the business. */
        until: z.string().optional(),
        /** What became of the text: `GET /messages/{messageId}`. */
        messageId: z.string().optional(),
      }),
    ),
    finishedAt: z.string().optional(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'WorkflowRun' });

function changedReply(run: WorkflowRun) {
  return reply(200, run, { revision: run.revision });
}

const listRunsEndpoint = endpoint({
  name: 'list-workflow-runs',
  method: 'GET',
  route: 'workflow-runs',
  role: 'staff',
  summary: 'Runs of workflows, newest first: of an owner, a campaign or a workflow, or by status.',
  query: z.strictObject({
    ...pageQuery,
    ownerId: z.string().min(1).max(200).optional(),
    campaignId: z.string().min(1).max(200).optional(),
    workflowId: z.string().min(1).max(200).optional(),
    status: z.enum(RUN_STATUSES).optional(),
  }),
  replies: { 200: pageOf(runView) },
  handle: async ({ context, caller, query }) => {
    const page = await listRuns(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

const getRunEndpoint = endpoint({
  name: 'get-workflow-run',
  method: 'GET',
  route: 'workflow-runs/{runId}',
  role: 'staff',
  summary: 'A run with its timeline.',
  params: idParam('runId'),
  replies: { 200: runView },
  handle: async ({ context, caller, params }) =>
    changedReply(await getRun(context, { tenantId: caller.tenantId, ...params })),
});

const startRunEndpoint = endpoint({
  name: 'start-workflow-run',
  method: 'POST',
  route: 'workflows/{workflowId}/runs',
  role: 'staff',
  summary: 'Lets one owner enter an active workflow by hand, under its re-entry rule.',
  params: idParam('workflowId'),
  body: z.strictObject({ ownerId: z.string().min(1).max(200) }),
  example: { ownerId: 'own_23456789abcdefghijkm' },
  failures: [409],
  replies: { 201: runView },
  creates: {
    type: workflowRunType.type,
    again: async ({ context, caller, id }) => {
      const run = await getRun(context, { tenantId: caller.tenantId, runId: id });
      return reply(201, run, { revision: run.revision, location: `workflow-runs/${id}` });
    },
  },
  handle: async ({ context, caller, params, body }) => {
    const requestId = context.ids.next('request');
    const asked = { tenantId: caller.tenantId, ...params, ...body, requestId };
    const run = await startRunByHand(context, asked);
    return reply(201, run, { revision: run.revision, location: `workflow-runs/${run.id}` });
  },
});

const cancelRunEndpoint = endpoint({
  name: 'cancel-workflow-run',
  method: 'POST',
  route: 'workflow-runs/{runId}/cancel',
  role: 'staff',
  summary: 'Ends a run that is under way; a text of it that is planned is withdrawn.',
  params: idParam('runId'),
  failures: [409],
  replies: { 200: runView },
  handle: async ({ context, caller: { tenantId }, params }) =>
    changedReply(await cancelRun(context, { tenantId, ...params })),
});

const retryRunEndpoint = endpoint({
  name: 'retry-workflow-run',
  method: 'POST',
  route: 'workflow-runs/{runId}/retry',
  role: 'manager',
  summary: 'Lets a failed run go on with the step it failed at.',
  params: idParam('runId'),
  replies: { 202: z.object({ id: z.string(), status: z.literal('running') }) },
  handle: async ({ context, caller: { tenantId }, params }) => {
    await retryRun(context, { tenantId, ...params });
    return reply(202, { id: params.runId, status: 'running' as const });
  },
});

/** Endpoints on runs of workflows. */
export const workflowRunEndpoints = [
  listRunsEndpoint,
  getRunEndpoint,
  startRunEndpoint,
  cancelRunEndpoint,
  retryRunEndpoint,
];
