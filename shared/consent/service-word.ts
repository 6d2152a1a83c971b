import type { Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import { InvariantError } from '../kernel/result.ts';
import type { Channel, ConsentEntry } from './model.ts';
import { ownerWords, WORD_FIELDS, type OwnerWords, type WordOrigin } from './owner-word.ts';

/** An owner after their word on service messages. */
export interface ServiceWord {
  readonly owner: Owner;
  readonly entry: ConsentEntry;
  /** The channels on which consent to marketing ends with it. */
  readonly refuses: OwnerWords['refuses'];
}

/**
 * An owner's own word on service messages of a channel. One that repeats what stands is noted as well,
 * since it may be asked for one day, and leaves the revision as it is.
 */
export function serviceWord(
  before: Owner,
  { channel, word }: { readonly channel: Channel; readonly word: 'given' | 'refused' },
  origin: WordOrigin,
  now: Instant,
): ServiceWord {
  const field = WORD_FIELDS[channel];
  const { [field]: _repeated, ...open } = before;
  const after: Owner = { ...before, [field]: word === 'given' };
  const words = ownerWords(open, after, origin, now);
  const entry = words.entries.find((it) => it.channel === channel);
  if (entry === undefined) throw new InvariantError('A word left no entry.');
  const changed = before[field] !== after[field];
  const owner: Owner = {
    ...after,
    ...words.owner,
    revision: before.revision + (changed ? 1 : 0),
    updatedAt: now,
  };
  return { owner, entry, refuses: words.refuses };
}
