import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldLedger, openOf, type OwnerLedger } from '../../../shared/ledger/fold-ledger.ts';
import { totalOf } from '../../../shared/ledger/model.ts';
import { reverse } from '../../../shared/ledger/reverse.ts';
import {
  after,
  countedIds,
  operation,
  stories,
  type Operation,
  type TestLedger,
} from './ledger-arbitraries.ts';

const EMPTY: TestLedger = { entries: [], owner: { balanceCents: 0, spendCents: 0 } };
const sum = (amounts: Iterable<number>): number => [...amounts].reduce((a, b) => a + b, 0);

function told(story: readonly Operation[], ids = countedIds()): TestLedger {
  let ledger = EMPTY;
  for (const [at, operation] of story.entries()) ledger = after(ledger, operation, ids, at);
  return ledger;
}

/** What is left of everything, without the entries themselves. */
function standOf(ledger: OwnerLedger) {
  const covering = ledger.standing.map((it) => Object.values(it).join('|')).sort();
  const charges = [...ledger.charges].map(([id, { lines }]) => ({ id, lines }));
  const sources = [...ledger.sources].map(([id, { freeCents, refundedCents }]) => ({
    ...{ id, freeCents, refundedCents },
  }));
  return { balance: ledger.balanceCents, spend: ledger.spendCents, covering, charges, sources };
}

it('balance = the sum of all effects = what is open less what is free, after any operations', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const { entries, owner } = told(story);
      const ledger = foldLedger(entries);
      expect(owner.balanceCents).toBe(sum(entries.map((it) => it.effectCents)));
      expect(owner).toEqual({ balanceCents: ledger.balanceCents, spendCents: ledger.spendCents });
      const open = sum([...ledger.charges.values()].map(openOf));
      const free = sum([...ledger.sources.values()].map((it) => it.freeCents));
      expect(owner.balanceCents).toBe(open - free);
    }),
  );
});

it('never covers more than a line has or a source holds, tax included', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const ledger = foldLedger(told(story).entries);
      for (const { lines, entry } of ledger.charges.values()) {
        for (const [at, { openCents, openTaxCents }] of lines.entries()) {
          const { priceCents, taxCents } = entry.lines?.[at] ?? { priceCents: 0, taxCents: 0 };
          expect(openTaxCents).toBeGreaterThanOrEqual(0);
          expect(openTaxCents).toBeLessThanOrEqual(Math.min(openCents, taxCents));
          expect(openCents - openTaxCents).toBeLessThanOrEqual(priceCents);
        }
      }
      for (const { entry, freeCents } of ledger.sources.values()) {
        expect(freeCents).toBeGreaterThanOrEqual(0);
        // What is waived is no credit.
        if (entry.kind === 'waiver') expect(freeCents).toBe(0);
      }
      for (const { cents, taxCents } of ledger.standing) {
        expect(cents).toBeGreaterThan(0);
        expect(taxCents).toBeGreaterThanOrEqual(0);
        expect(taxCents).toBeLessThanOrEqual(cents);
      }
    }),
  );
});

it('never refunds more than was paid, nor waives more than was charged', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const { entries } = told(story);
      const ledger = foldLedger(entries);
      for (const { entry, refundedCents, refundedTipCents } of ledger.sources.values()) {
        expect(refundedCents).toBeLessThanOrEqual(entry.money?.amountCents ?? 0);
        expect(refundedTipCents).toBeLessThanOrEqual(entry.money?.tipCents ?? 0);
      }
      for (const { entry, reversed } of ledger.charges.values()) {
        const waived = [...ledger.sources.values()].filter(
          (it) => it.entry.entryId === entry.id && !it.reversed,
        );
        const most = reversed ? 0 : totalOf(entry);
        expect(sum(waived.map((it) => -it.entry.effectCents))).toBeLessThanOrEqual(most);
      }
    }),
  );
});

it('finds as much tax in what was collected as what it covers holds', () => {
  fc.assert(
    fc.property(stories, (story) => {
      const { entries } = told(story);
      const { standing, sources } = foldLedger(entries);
      const paid = standing.filter((it) => sources.get(it.sourceId)?.entry.kind === 'payment');
      expect(sum(entries.map((it) => it.taxCents))).toBe(sum(paid.map((it) => it.taxCents)));
    }),
  );
});

it('comes to the same whatever the order in which the entries are read', () => {
  fc.assert(
    fc.property(stories, fc.integer({ min: 1, max: 1000 }), (story, seed) => {
      const { entries } = told(story);
      const shuffled = entries.toSorted((a, b) => scatter(a.id, seed) - scatter(b.id, seed));
      expect(standOf(foldLedger(shuffled))).toEqual(standOf(foldLedger(entries)));
    }),
  );
});

function scatter(id: string, seed: number): number {
  return Buffer.from(id).reduce((hash, byte) => (hash * seed + byte) % 997, 7);
}

it('is as before, to the cent and the line, once an operation is undone at once', () => {
  fc.assert(
    fc.property(stories, operation, (story, last) => {
      const ids = countedIds();
      const before = told(story, ids);
      const done = after(before, last, ids, story.length);
      fc.pre(done.change !== undefined && done.change.entries[0].kind !== 'reversal');
      const undo: Operation[] = done.entries.slice(before.entries.length).map(
        ({ id }) =>
          (posting, ledger) =>
            reverse(posting, ledger, { entryId: id, reason: 'mistake' }),
      );
      let undone: TestLedger = done;
      for (const [at, it] of undo.entries()) {
        undone = after(undone, it, ids, story.length + 1 + at);
      }
      const known = new Set(before.entries.map(({ id }) => id));
      const stand = standOf(foldLedger(undone.entries));
      expect({
        ...stand,
        charges: stand.charges.filter(({ id }) => known.has(id)),
        sources: stand.sources.filter(({ id }) => known.has(id)),
      }).toEqual(standOf(foldLedger(before.entries)));
      expect(undone.owner).toEqual(before.owner);
    }),
  );
});
