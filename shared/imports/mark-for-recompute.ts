import { ownerType } from '../customers/model.ts';
import type { PagePlanning } from './page-planner.ts';

/**
 * Says on an owner that their counters, score and balance no longer agree with their records, in the
 * page's own commit: the job `owner-recompute` finds them by that. The owner is written in any case, so
 * that a recompute under way is decided again.
 */
export function markForRecompute({ drafts, startedAt }: PagePlanning, ownerId: string): void {
  const owner = drafts.get(ownerType, ownerId);
  if (owner === undefined) return;
  drafts.guard(ownerId);
  if (owner.recomputeSince === undefined) {
    drafts.change(ownerId, { recomputeSince: startedAt }, 'inner');
  }
}
