import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import {
  documentType,
  dueFields,
  instantField,
  type DocumentOf,
} from '../platform/store/document-type.ts';
import type { Definition } from './definition.ts';

/**
 * draft: never switched on. active: starts runs. paused: starts none, and runs that come due end.
 * archived: as paused, and out of the lists.
 */
export const WORKFLOW_STATUSES = ['draft', 'active', 'paused', 'archived'] as const;

/** The most workflows of one trigger that may be active: their runs are one commit. */
export const MOST_ACTIVE_PER_TRIGGER = 50;

const definitionField = z.looseObject({ name: z.string() }) as unknown as z.ZodType<Definition>;

/** A workflow: what stands now. Runs pin the version they began with. */
export const workflowType = documentType('workflow', {
  name: z.string(),
  nameKey: z.string(),
  status: z.enum(WORKFLOW_STATUSES),
  /** The trigger's type, while the workflow is active: what an event looks for. */
  activeTrigger: z.string().optional(),
  triggerType: z.string(),
  /** The version in force. */
  version: z.number(),
  definition: definitionField,
  /** The library entry it was made from. */
  origin: z.string().optional(),
  activatedAt: instantField.optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A workflow. */
export type Workflow = DocumentOf<typeof workflowType>;

/** One version of a workflow's definition, never changed. */
export const workflowVersionType = documentType('workflowVersion', {
  workflowId: z.string(),
  version: z.number(),
  definition: definitionField,
  createdAt: instantField,
});
/** One version of a workflow. */
export type WorkflowVersion = DocumentOf<typeof workflowVersionType>;

/**
 * running: a step is still to come. done: all steps are done. skipped: it ended early by a rule.
 * stopped: a `stop` step or a person who replied ended it. cancelled: by staff, a pause or an edit.
 * failed: attempts are used up.
 */
export const RUN_STATUSES = [
  'running',
  'done',
  'skipped',
  'stopped',
  'cancelled',
  'failed',
] as const;

/** One thing that happened in a run. */
const runEntry = z.object({
  at: instantField,
  /** Absent: of the run as a whole. */
  stepId: z.string().optional(),
  what: z.string(),
  /** Why, in words, when something was not done. */
  reasons: z.array(z.string()).optional(),
  /** When a wait that began is over. */
  until: instantField.optional(),
  /** The text or e-mail that was planned. */
  messageId: z.string().optional(),
});
/** One thing that happened in a run. */
export type RunEntry = z.output<typeof runEntry>;

/** A finished run vanishes after so many seconds: 400 days. */
export const FINISHED_RUN_TTL_SECONDS = 400 * 24 * 3600;

/** One owner's way through a workflow, one step per commit. */
export const workflowRunType = documentType('workflowRun', {
  ...dueFields,
  workflowId: z.string(),
  version: z.number(),
  workflowName: z.string(),
  ownerId: z.string(),
  status: z.enum(RUN_STATUSES),
  /** What it is about beside the owner. */
  subject: z.object({ type: z.string(), id: z.string() }).optional(),
  /** The visit's `scheduleVersion` and facts when it began; what moved since ends the run. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  /** What started it: `event:…`, `schedule:…`, `manual:…` or `campaign:…`. */
  cause: z.string(),
  campaignId: z.string().optional(),
  /** The customer segment that its workflow recurs over. */
  segmentId: z.string().optional(),
  variant: z.string().optional(),
  /** It waits for the end of a pause of its campaign; absent: it does not. */
  parkedAt: instantField.optional(),
  /** The step to come; absent: none. */
  stepId: z.string().optional(),
  /** When that step was to come; a failed attempt moves `dueAt` alone. Absent: at `dueAt`. */
  stepDueAt: instantField.optional(),
  /** failed: the step it stopped at, for whoever lets it go on. */
  failedStepId: z.string().optional(),
  /** What happened, oldest first. */
  entries: z.array(runEntry),
  finishedAt: instantField.optional(),
  ttl: z.number().optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A run of a workflow. */
export type WorkflowRun = DocumentOf<typeof workflowRunType>;

/** When an owner last entered a workflow whose re-entry is limited; written with the run. */
export const workflowEntryType = documentType('workflowEntry', {
  workflowId: z.string(),
  ownerId: z.string(),
  /** The run that they entered with last. */
  runId: z.string(),
  /** Runs before it that may still go on, see `openRunIds`; absent: none. */
  earlierRunIds: z.array(z.string()).optional(),
  enteredAt: instantField,
});

/** An owner's entry into a workflow. */
export type WorkflowEntry = DocumentOf<typeof workflowEntryType>;

/** The id of a version of a workflow. */
export function workflowVersionId(workflowId: string, version: number): string {
  return derivedId('workflowVersion', workflowId, String(version));
}

/** The id of the run that a cause starts for an owner: the same cause twice collides. */
export function runId(workflowId: string, ownerId: string, cause: string): string {
  return derivedId('workflowRun', workflowId, ownerId, cause);
}

/** The id of an owner's entry into a workflow. */
export function workflowEntryId(workflowId: string, ownerId: string): string {
  return derivedId('workflowEntry', workflowId, ownerId);
}
