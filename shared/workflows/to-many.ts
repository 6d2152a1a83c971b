import type { QueueName } from '../platform/queues/queues.ts';
import { scheduledFor } from './meant-on.ts';
import type { WorkflowRun } from './model.ts';

/** Whether a run is one of many that began together: of a campaign, or of a workflow that recurs. */
export function isToMany(run: Pick<WorkflowRun, 'cause' | 'campaignId'>): boolean {
  return run.campaignId !== undefined || scheduledFor(run) !== undefined;
}

/**
 * The queue that a run's steps travel on. What goes to many has one of its own, as its texts do: however
 * many steps come due in a minute, none stands before a step that somebody waits for.
 */
export function stepQueueOf(
  run: Pick<WorkflowRun, 'cause' | 'campaignId'>,
): Extract<QueueName, 'workflow-steps' | 'workflow-steps-bulk'> {
  return isToMany(run) ? 'workflow-steps-bulk' : 'workflow-steps';
}
