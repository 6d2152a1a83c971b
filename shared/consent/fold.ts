import type { ConsentEntry, ConsentState } from './model.ts';

/** A number or address of which nobody said anything yet. */
export const NOTHING_SAID: ConsentState = { sequence: 0, given: [] };

/**
 * The state after one more entry. A consent speaks for its owner alone, since families share
 * numbers; a refusal and a suppression speak for the number, whoever uses it, and end all consent
 * given until then. The end of a suppression brings nothing back. Words on service texts are the
 * owner's own and are not kept here.
 */
export function afterEntry(state: ConsentState, entry: ConsentEntry): ConsentState {
  const { sequence } = entry;
  const others = (ownerId: string | undefined): ConsentState['given'] =>
    state.given.filter((it) => it.ownerId !== ownerId);
  if (!entry.purposes.includes('marketing')) return { ...state, sequence };
  const said = { at: entry.occurredAt, entryId: entry.id };
  switch (entry.word) {
    case 'given': {
      const { ownerId } = entry;
      if (ownerId === undefined) return { ...state, sequence };
      return { ...state, sequence, given: [...others(ownerId), { ownerId, ...said }] };
    }
    case 'refused':
    case 'suppressed':
      return { sequence, given: [], lastRefusal: said };
    case 'lifted':
      return { ...state, sequence };
    case 'left':
      return { ...state, sequence, given: others(entry.ownerId) };
    case 'moved':
      return { ...state, sequence, given: movedTo(state, entry) };
  }
}

/**
 * The state that a subject's entries come to, in the order of their sequence.
 * @internal
 */
export function foldOf(entries: readonly ConsentEntry[]): ConsentState {
  return entries.toSorted((a, b) => a.sequence - b.sequence).reduce(afterEntry, NOTHING_SAID);
}

/** Whether this owner's consent to marketing stands. */
export function hasGiven(state: ConsentState | undefined, ownerId: string): boolean {
  return state?.given.some((it) => it.ownerId === ownerId) ?? false;
}

function movedTo({ given }: ConsentState, entry: ConsentEntry): ConsentState['given'] {
  const { ownerId, formerOwnerId } = entry;
  const moving = given.find((it) => it.ownerId === formerOwnerId);
  if (moving === undefined || ownerId === undefined) return given;
  const rest = given.filter((it) => it !== moving && it.ownerId !== ownerId);
  // The older consent of the two covers no less, and its proof is the one to show.
  const own = given.find((it) => it.ownerId === ownerId);
  return [...rest, { ...(own ?? moving), ownerId }];
}
