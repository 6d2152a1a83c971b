import type { Definition } from './definition.ts';
import type { WorkflowRun } from './model.ts';
import type { Step } from './steps.ts';

/** A branch that a run came by, and which way it took. */
interface TakenBranch {
  readonly step: Extract<Step, { type: 'branch' }>;
  readonly held: boolean;
}

/**
 * The branches that led a run straight to a step, without another step in between: what they asked is what
 * the step is for, and is asked again when its message leaves.
 */
export function branchesBefore(
  { entries }: Pick<WorkflowRun, 'entries'>,
  { steps }: Pick<Definition, 'steps'>,
  stepId: string,
): TakenBranch[] {
  const at = entries.findIndex((entry) => entry.stepId === stepId);
  const branches: TakenBranch[] = [];
  for (const entry of entries.slice(0, Math.max(at, 0)).toReversed()) {
    const step = steps.find(({ id }) => id === entry.stepId);
    if (step?.type !== 'branch') break;
    branches.push({ step, held: entry.what === BRANCH_HELD });
  }
  return branches;
}

/** What the timeline says of a branch whose conditions hold. */
export const BRANCH_HELD = 'yes';
