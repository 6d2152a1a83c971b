import { petType } from '../../../shared/customers/model.ts';
import type { Definition } from '../../../shared/workflows/definition.ts';
import {
  workflowRunType,
  workflowVersionId,
  type WorkflowRun,
} from '../../../shared/workflows/model.ts';
import { allOf, type Commit } from '../engine/truth.ts';
import type { Salon } from './salon.ts';
import { whoIs } from './who-is.ts';
import { runsIn } from './workflow-acts.ts';

const DAY_MS = 86_400_000;

/** Checks that nobody enters a workflow more often than its re-entry rule allows, merged owners included. */
export function entryChecks(salon: Salon): (commit: Commit) => void {
  const { world, plan } = salon;
  const { truth } = world;
  const people = whoIs(salon);
  const entered = (run: WorkflowRun): boolean => run.entries[1]?.what !== 're-entry';

  /** Whether a pet of theirs was born on the day and month for which they entered. */
  const hasBirthday = ({ ownerId, cause }: WorkflowRun): boolean =>
    allOf(truth, petType).some(
      (it) =>
        people.now(it.ownerId) === people.now(ownerId) &&
        it.birthDate?.slice(-5) === cause.slice(-5),
    );

  const began = ({ by }: Commit, run: WorkflowRun): void => {
    if (!entered(run)) return;
    const broken = (what: string): void => {
      const ids = theirs.map(({ ownerId }) => ownerId);
      // Who lets an owner in cannot know of a merge that comes after they looked.
      if (people.becameOneSince(by, run.ownerId, ids))
        world.tally('residuals', 'somebody entered while they were merged');
      else world.broken(what);
    };
    const { id, workflowId, version, createdAt } = run;
    const kept = truth.document(plan.tenantId, workflowVersionId(workflowId, version));
    const { reentry, trigger } = kept?.['definition'] as Definition;
    if (trigger.type === 'birthday' && run.cause.startsWith('schedule:') && !hasBirthday(run))
      world.broken(`${run.ownerId} entered ${workflowId} on no birthday, ${run.cause}`);
    if (reentry.rule === 'always') return;
    const earlier = runsIn(salon).filter(
      (it) => it.workflowId === workflowId && it.id !== id && entered(it),
    );
    const theirs = earlier.filter((it) => people.now(it.ownerId) === people.now(run.ownerId));
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
