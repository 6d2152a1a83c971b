import { currentOwner, ownerIdsOf } from '../customers/merge-follow.ts';
import { notFound } from '../kernel/problem.ts';
import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { getWorkflow } from './edit-workflows.ts';
import {
  workflowRunType,
  workflowType,
  workflowVersionType,
  type Workflow,
  type WorkflowRun,
  type WorkflowVersion,
} from './model.ts';

/** Workflows by name. */
export async function listWorkflows(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly status?: Workflow['status'] | undefined;
  },
): Promise<ListPage<Workflow>> {
  const { tenantId, status, limit, cursor } = input;
  const page = await context.records.query(workflowType, liveOf(tenantId), {
    ...(status !== undefined && { where: { status } }),
    orderBy: { field: 'nameKey' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

/** The versions of a workflow, newest first; throws not-found (404) when there is no such workflow. */
export async function listWorkflowVersions(
  context: Context,
  input: PageRequest & { readonly tenantId: string; readonly workflowId: string },
): Promise<ListPage<WorkflowVersion>> {
  const { tenantId, workflowId, limit, cursor } = input;
  await getWorkflow(context, input);
  const page = await context.records.query(workflowVersionType, liveOf(tenantId), {
    where: { workflowId },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

/**
 * Runs, newest first: of an owner (also while a merge of theirs is carried out), of a campaign, of a
 * workflow, or those that stand in a status. Two of the first three together are not indexed: the one
 * named first here decides, and a page may be short.
 */
export async function listRuns(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly ownerId?: string | undefined;
    readonly campaignId?: string | undefined;
    readonly workflowId?: string | undefined;
    readonly status?: WorkflowRun['status'] | undefined;
  },
): Promise<ListPage<WorkflowRun>> {
  const { tenantId, ownerId, campaignId, workflowId, status, limit, cursor } = input;
  const owner = ownerId && (await currentOwner(context.records, tenantId, ownerId));
  const ownerIds = owner ? ownerIdsOf(owner.value) : ownerId;
  const byOwner = ownerIds === undefined ? undefined : { ownerId: { in: [ownerIds].flat() } };
  const byCampaign = campaignId === undefined ? undefined : { campaignId };
  const page = await context.records.query(workflowRunType, liveOf(tenantId), {
    where: {
      ...(byOwner ?? byCampaign ?? (workflowId !== undefined && { workflowId })),
      ...(status !== undefined && { status }),
    },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  const { items, ...rest } = listPage(page);
  const theirs = items.filter(
    (it) =>
      (workflowId === undefined || it.workflowId === workflowId) &&
      (campaignId === undefined || it.campaignId === campaignId),
  );
  return { ...rest, items: theirs };
}

/** A run by id; throws not-found (404), also for another tenant's. */
export async function getRun(
  context: Context,
  input: { readonly tenantId: string; readonly runId: string },
): Promise<WorkflowRun> {
  const stored = await context.records.get(workflowRunType, liveOf(input.tenantId), input.runId);
  if (stored === undefined) throw notFound('run', input.runId);
  return stored.value;
}
