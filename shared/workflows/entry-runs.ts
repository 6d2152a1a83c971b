import type { WorkflowEntry, WorkflowRun } from './model.ts';

/** More than this are not kept; they pile up only where every run fails and nobody looks at it. */
const MOST_KEPT = 20;

/** The runs of an owner's entry that keep them out while they are under way. */
export function entryRunIds({
  runId,
  earlierRunIds = [],
}: Pick<WorkflowEntry, 'runId' | 'earlierRunIds'>): string[] {
  return [runId, ...earlierRunIds];
}

/**
 * Which of these runs may still go on: those under way, of which merged owners have several, and those
 * that failed, which a person may retry. At most 20, those under way before the others, the newest first.
 */
export function openRunIds(runs: readonly WorkflowRun[]): string[] {
  const newest = runs.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return (['running', 'failed'] as const)
    .flatMap((status) => newest.filter((run) => run.status === status))
    .slice(0, MOST_KEPT)
    .map(({ id }) => id);
}
