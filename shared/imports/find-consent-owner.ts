import { ownerType } from '../customers/model.ts';
import { ID_PREFIXES } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';
import { findOwner, mayBe, survivorOf } from './plan-owner.ts';
import type { OwnerRef } from './row-facts.ts';

/**
 * The owner that a row of consent means: by their own id here (as an export has it), else as other files
 * mean them, else by their e-mail address, which lists of subscribers have alone. One who was
 * merged is the survivor. Where several are meant, or nobody, it is refused: consent is never guessed at.
 */
export function findConsentOwner(planning: PagePlanning, ref: OwnerRef): Result<string, Refusal> {
  const { drafts } = planning;
  if (ref.externalId?.startsWith(`${ID_PREFIXES.owner}_`) === true) {
    const id = survivorOf(drafts, ref.externalId);
    if (drafts.get(ownerType, id) !== undefined) return ok(id);
  }
  const found = findOwner(planning, ref);
  if (!found.ok) return found;
  if (found.value !== undefined) return ok(found.value.id);
  const sharing = ref.email === undefined ? [] : drafts.storedOwnersOf(ref.email.toLowerCase());
  const [id, ...others] = sharing.filter((it) => {
    const owner = drafts.get(ownerType, it);
    return owner !== undefined && mayBe(owner, ref);
  });
  if (id === undefined) return err({ effect: 'row', reason: 'There is no such owner.' });
  if (others.length === 0) return ok(id);
  const count = String(others.length + 1);
  const reason = `${count} owners have this e-mail address: say which by name or id.`;
  return err({ effect: 'row', reason });
}
