import type { Definition } from '../../../shared/workflows/definition.ts';
import {
  workflowRunType,
  workflowVersionId,
  type WorkflowRun,
} from '../../../shared/workflows/model.ts';
import type { Commit } from '../engine/truth.ts';
import type { Salon } from './salon.ts';
import { runsIn } from './workflow-acts.ts';

const DAY_MS = 86_400_000;

/** Checks that nobody enters a workflow more often than its re-entry rule allows, merged owners included. */
export function entryChecks(salon: Salon): (commit: Commit) => void {
  const { world, plan, facts } = salon;
  const { truth } = world;

  /** Who an owner is today, over every merge. */
  const whoIs = (ownerId: string): string => {
    const into = truth.document(plan.tenantId, ownerId)?.['mergedInto'];
    return typeof into === 'string' ? whoIs(into) : ownerId;
  };
  const entered = (run: WorkflowRun): boolean => run.entries[1]?.what !== 're-entry';

  /** When the last of the merges took place that make two owners one. */
  const mergedSince = (ownerIds: readonly string[]): number =>
    Math.max(0, ...ownerIds.map((id) => facts.since('merged', plan.tenantId, id) ?? 0));

  const began = ({ by }: Commit, run: WorkflowRun): void => {
    if (!entered(run)) return;
    const broken = (what: string): void => {
      const ids = new Set([run.ownerId, ...theirs.map(({ ownerId }) => ownerId)]);
      const readAt = by?.lastRead.get(run.ownerId) ?? by?.lastRead.get('query owner') ?? 0;
      // Who lets an owner in cannot know of a merge that comes after they looked.
      if (ids.size > 1 && mergedSince([...ids]) > readAt)
        world.tally('residuals', 'somebody entered while they were merged');
      else world.broken(what);
    };
    const { id, workflowId, version, createdAt } = run;
    const kept = truth.document(plan.tenantId, workflowVersionId(workflowId, version));
    const { reentry } = kept?.['definition'] as Definition;
    if (reentry.rule === 'always') return;
    const earlier = runsIn(salon).filter(
      (it) => it.workflowId === workflowId && it.id !== id && entered(it),
    );
    const theirs = earlier.filter((it) => whoIs(it.ownerId) === whoIs(run.ownerId));
    const name = `${run.ownerId} entered ${workflowId}`;
    if (reentry.rule === 'once' && theirs.length > 0) broken(`${name} more than once`);
    if (theirs.some(({ status }) => status === 'running'))
      broken(`${name} while a run was under way`);
    if (reentry.rule !== 'after_days') return;
    const since = Date.parse(createdAt) - reentry.days * DAY_MS;
    if (theirs.some((it) => Date.parse(it.createdAt) > since)) broken(`${name} again too soon`);
  };

  return (commit) => {
    for (const { before, after } of commit.changes) {
      if (before === undefined && after?.['type'] === workflowRunType.type)
        began(commit, after as unknown as WorkflowRun);
    }
  };
}
