import { workflowRunType, type WorkflowRun } from '../../../shared/workflows/model.ts';
import type { Commit } from '../engine/truth.ts';
import type { Lapses } from './lapses.ts';
import { isStep } from './run-checks.ts';
import type { Salon } from './salon.ts';

const NONE_LEFT = 'None of it is about to lapse now.';

/** Checks that a run goes on while something of what it began with lapses, and no longer. */
export function lapseChecks({ world }: Salon, lapses: Lapses): (commit: Commit) => void {
  const changed = ({ by }: Commit, before: WorkflowRun, after: WorkflowRun): void => {
    const left = lapses.left(before);
    if (left === undefined) return;
    const news = after.entries.slice(before.entries.length);
    const ended = news.some(({ what }) => what === NONE_LEFT);
    const stepped = news.some((note) => isStep(note, after));
    const name = `run ${before.id}`;
    const wrong =
      ended && left.length > 0
        ? `${name} ended while ${left.map(({ id }) => id).join()} lapses`
        : stepped && left.length === 0
          ? `${name} took a step and nothing that it speaks of lapses`
          : undefined;
    if (wrong === undefined) return;
    if (lapses.knew(by, before)) world.broken(wrong);
    else world.tally('residuals', 'a step was taken while its vaccinations changed');
  };

  return (commit) => {
    for (const { before, after } of commit.changes) {
      if (before === undefined || after?.['type'] !== workflowRunType.type) continue;
      changed(commit, before as unknown as WorkflowRun, after as unknown as WorkflowRun);
    }
  };
}
