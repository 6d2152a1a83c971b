import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterEntry, foldOf, hasGiven, NOTHING_SAID } from '../../../shared/consent/fold.ts';
import type { ConsentEntry, ConsentState } from '../../../shared/consent/model.ts';
import { nextEntry, type ConsentFacts } from '../../../shared/consent/new-entry.ts';
import { addMs, type Instant } from '../../../shared/kernel/instant.ts';

const AT = '2026-06-15T12:00:00.000Z' as Instant;
const SUBJECT = { tenantId: 'maple', id: 'phn_1', channel: 'sms' } as const;

type Said = Pick<ConsentFacts, 'word' | 'ownerId'> & Partial<ConsentFacts>;

/** The entries that these words make one after the other, a minute apart, and where they lead. */
function ledger(...words: readonly Said[]): { entries: ConsentEntry[]; state: ConsentState } {
  let state = NOTHING_SAID;
  const entries = words.map((said, index) => {
    const facts: ConsentFacts = { purposes: ['marketing'], source: 'form', ...said };
    const next = nextEntry(SUBJECT, state, facts, addMs(AT, index * 60_000));
    state = next.state;
    return next.entry;
  });
  return { entries, state };
}

describe('consent at a number', () => {
  test('stands for the owner who gave it alone', () => {
    const { state } = ledger({ word: 'given', ownerId: 'own_a' });
    expect(hasGiven(state, 'own_a')).toBe(true);
    expect(hasGiven(state, 'own_b')).toBe(false);
    expect(hasGiven(undefined, 'own_a')).toBe(false);
  });

  test.each(['refused', 'suppressed'] as const)('ends for everybody when it is %s', (word) => {
    const { state } = ledger(
      { word: 'given', ownerId: 'own_a' },
      { word: 'given', ownerId: 'own_b' },
      { word, ownerId: 'own_b' },
    );
    expect(state.given).toEqual([]);
    expect(state.lastRefusal?.at).toBe(addMs(AT, 120_000));
  });

  test('does not come back with the end of a suppression', () => {
    const { state } = ledger(
      { word: 'given', ownerId: 'own_a' },
      { word: 'suppressed', ownerId: undefined },
      { word: 'lifted', ownerId: undefined },
    );
    expect(hasGiven(state, 'own_a')).toBe(false);
  });

  test('can be given anew after that, and the refusal stays known', () => {
    const { state } = ledger(
      { word: 'refused', ownerId: 'own_a' },
      { word: 'given', ownerId: 'own_a' },
    );
    expect(hasGiven(state, 'own_a')).toBe(true);
    expect(state.lastRefusal).toBeDefined();
  });

  test('ends for whoever leaves the number, and for nobody else', () => {
    const { state } = ledger(
      { word: 'given', ownerId: 'own_a' },
      { word: 'given', ownerId: 'own_b' },
      { word: 'left', ownerId: 'own_a' },
    );
    expect(state.given.map(({ ownerId }) => ownerId)).toEqual(['own_b']);
    expect(state.lastRefusal).toBeUndefined();
  });

  test('goes to the survivor of a merge with its proof', () => {
    const { state, entries } = ledger(
      { word: 'given', ownerId: 'own_a' },
      { word: 'moved', ownerId: 'own_b', formerOwnerId: 'own_a' },
    );
    expect(state.given).toEqual([{ ownerId: 'own_b', at: AT, entryId: entries[0]?.id }]);
  });

  test('is not changed by words on service texts', () => {
    const { state } = ledger(
      { word: 'given', ownerId: 'own_a' },
      { word: 'refused', ownerId: 'own_a', purposes: ['service'] },
    );
    expect(hasGiven(state, 'own_a')).toBe(true);
    expect(state.sequence).toBe(2);
  });
});

describe('the state', () => {
  const owners = fc.constantFrom('own_a', 'own_b', 'own_c');
  const said: fc.Arbitrary<Said> = fc.record({
    word: fc.constantFrom('given', 'refused', 'suppressed', 'lifted', 'left', 'moved'),
    ownerId: owners,
    formerOwnerId: owners,
    purposes: fc.constantFrom(['marketing'], ['service'], ['service', 'marketing']),
  });

  test('is the fold of the entries, in whatever order they are read', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (words, keys) => {
        const { entries, state } = ledger(...words);
        const shuffled = entries
          .map((entry) => ({ entry, key: Number(keys.next().value) }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        expect(foldOf(shuffled)).toEqual(state);
      }),
    );
  });

  test('never holds consent that no owner gave after the last refusal', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 30 }), (words) => {
        const { entries, state } = ledger(...words);
        const refusedAt = entries.findLastIndex(
          (it) => it.purposes.includes('marketing') && ['refused', 'suppressed'].includes(it.word),
        );
        for (const { entryId } of state.given) {
          const proof = entries.findIndex((it) => it.id === entryId);
          expect(entries[proof]?.word).toBe('given');
          expect(proof).toBeGreaterThan(refusedAt);
        }
      }),
    );
  });

  test('holds each owner once', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 30 }), (words) => {
        const ids = ledger(...words).state.given.map(({ ownerId }) => ownerId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  test('changes by one entry at a time and leaves what it was made from alone', () => {
    const { entries } = ledger({ word: 'given', ownerId: 'own_a' });
    const [entry] = entries;
    if (entry === undefined) throw new Error('There is no entry');
    const before = Object.freeze({ ...NOTHING_SAID, given: Object.freeze([]) as never });
    expect(afterEntry(before, entry).sequence).toBe(1);
    expect(before.sequence).toBe(0);
  });
});
