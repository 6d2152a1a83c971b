import { MAX_ATTEMPTS } from '../../../shared/due-work/back-off.ts';
import { isBug } from './fleet.ts';
import type { Commit } from './truth.ts';
import type { World } from './world.ts';

/** The invariants of every document: no attempt too many, and none that failed for a mistake of ours. */
export function checkAttempts(world: Pick<World, 'broken'>, { changes }: Commit): void {
  for (const { after } of changes) {
    if (after === undefined) continue;
    const { id, attempts = 0, lastError } = after;
    if (isBug(lastError)) world.broken(`${id} met a bug: ${String(lastError)}`);
    if (Number(attempts) > MAX_ATTEMPTS) world.broken(`${id} has ${String(attempts)} attempts`);
  }
}
