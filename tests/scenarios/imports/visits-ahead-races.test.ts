import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appointmentType } from '../../../shared/appointments/model.ts';
import { importCustomers, type ImportResult } from '../../../shared/imports/import-customers.ts';
import { addDays, type LocalDate } from '../../../shared/kernel/local-date.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import type { DocumentStore, Write } from '../../../shared/platform/store/document-store.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { openDayBook, refusal, type DayBook } from '../appointments/day-book.ts';
import { TENANT } from '../tenants/salon.ts';
import { csv, filesOf } from './business.ts';

const DAY = '2026-03-10' as LocalDate;
/** Longer than a run of an import keeps others out. */
const LATER_MS = 60_000;
const ROUNDS = 12;

let book: DayBook;
let handles: DocumentStore[];
beforeEach(async () => {
  book = await openDayBook();
  handles = [];
});
afterEach(async () => {
  await Promise.all(handles.map(async (it) => it.close()));
  await book.salon.stop();
});

/** The same store through another connection, as another instance has it. */
function anotherHandle(): DocumentStore {
  const clock = { now: () => book.salon.now() };
  const handle = openSqliteStore({ file: book.salon.file, clock, ids: randomIds });
  handles.push(handle);
  return handle;
}

/** A file with a visit of Bea's dog at 10:30 of a day, half an hour into what a booking at 10:00 takes. */
const fileOf = (day: LocalDate) => ({
  'owners.csv': csv('Customer ID,Name', 'C1,Bea Arthur'),
  'pets.csv': csv('Customer ID,Pet,Species', 'C1,Rex,dog'),
  'visits.csv': csv(
    'Appointment ID,Customer ID,Pet Name,Appointment Date,Start Time,Duration,Status,Service,Groomer',
    `A-${day},C1,Rex,${day},10:30,60,Booked,Bath,Robin`,
  ),
});
const bringIn = async (context: Context, day = DAY): Promise<ImportResult> =>
  importCustomers(context, { tenantId: TENANT, files: filesOf(fileOf(day), 4096) });
const startOf = (day: LocalDate): string => `${day}T10:00:00-04:00`;
const bookIt = async (context: Context, day = DAY): Promise<string | undefined> =>
  refusal(book.book({ context, startsAt: startOf(day) }));

/** Who has the slot of a day, by both sides' own account and by the staff member's. */
async function holders(day = DAY): Promise<{ visits: string[]; taken: number }> {
  const visits = (await book.all(appointmentType)).filter(({ localDate }) => localDate === day);
  const taken = (await book.booked()).filter((it) => it.includes(` ${day}:`));
  return { visits: visits.map(({ source }) => source), taken: taken.length };
}

function findingOf({ problems }: ImportResult): string | undefined {
  return problems.find(({ effect }) => effect === 'appointment')?.reason;
}

const writesVisit = (writes: readonly Write[]): boolean =>
  writes.some((it) => 'document' in it && it.document['type'] === 'appointment');

/** A store in which `act` is done right before, or right after, the first commit that writes a visit. */
function around(
  store: DocumentStore,
  when: 'before' | 'after',
  act: () => Promise<unknown>,
): DocumentStore {
  let acted = false;
  const once = async (): Promise<void> => {
    if (acted) return;
    acted = true;
    await act();
  };
  return {
    ...store,
    async commit(partition, writes) {
      if (!writesVisit(writes)) return store.commit(partition, writes);
      if (when === 'before') await once();
      const result = await store.commit(partition, writes);
      if (when === 'after') await once();
      return result;
    },
  };
}

describe('an import of a visit to come and a booking of that time', () => {
  it(`at once on connections of their own: one has it and the other is told, ${String(ROUNDS)} times`, async () => {
    const [one, other] = [anotherHandle(), anotherHandle()].map((it) => book.salon.over(it));
    if (one === undefined || other === undefined) throw new Error('No handle is open');
    for (let round = 0; round < ROUNDS; round++) {
      const day = addDays(DAY, round);
      const [imported, kind] = await Promise.all([bringIn(one, day), bookIt(other, day)]);
      const finding = findingOf(imported);
      if (kind === undefined) {
        expect(finding).toMatch(/meets the visit \S+ of \S+, 10:00 to 11:10/);
        expect(await holders(day)).toEqual({ visits: ['phone'], taken: 1 });
      } else {
        expect([kind, finding]).toEqual(['slot-taken', undefined]);
        expect(await holders(day)).toEqual({ visits: ['import'], taken: 1 });
      }
    }
  });

  it('whose page meets the booking at its commit is decided again: a finding names who has it', async () => {
    const { context } = book.salon;
    let booked: string | undefined = 'not tried';
    const racing = around(context.records.store, 'before', async () => {
      booked = await bookIt(context);
    });
    const result = await bringIn(book.salon.over(racing));
    expect(booked).toBeUndefined();
    expect(findingOf(result)).toMatch(/meets the visit \S+ of 2026-03-10, 10:00 to 11:10/);
    expect(result.counts).toMatchObject({ partialRows: 1, appointments: { created: 0 } });
    expect(await holders()).toEqual({ visits: ['phone'], taken: 1 });
  });

  it('that comes in while the booking is at its commit has it: the booking is told that it is taken', async () => {
    const { context } = book.salon;
    let result: ImportResult | undefined;
    const racing = around(context.records.store, 'before', async () => {
      result = await bringIn(context);
    });
    expect(await bookIt(book.salon.over(racing))).toBe('slot-taken');
    expect(result?.problems).toEqual([]);
    expect(await holders()).toEqual({ visits: ['import'], taken: 1 });
  });

  const never = async (): Promise<never> => new Promise(() => undefined);

  it.each(['before', 'after'] as const)(
    'that dies %s its commit leaves the time to whoever was first, and says so when it goes on',
    async (when) => {
      const { context } = book.salon;
      const died = Promise.withResolvers<undefined>();
      const dying = around(context.records.store, when, async () => {
        died.resolve(undefined);
        return never();
      });
      void bringIn(book.salon.over(dying));
      await died.promise;
      const kind = await bookIt(context);
      book.salon.advance(LATER_MS);
      const result = await bringIn(context);
      const { counts } = result;
      if (when === 'before') {
        expect([kind, counts.appointments.created]).toEqual([undefined, 0]);
        expect(findingOf(result)).toMatch(/meets the visit/);
        expect(await holders()).toEqual({ visits: ['phone'], taken: 1 });
      } else {
        expect([kind, counts.appointments.created]).toEqual(['slot-taken', 1]);
        expect(findingOf(result)).toBeUndefined();
        expect(await holders()).toEqual({ visits: ['import'], taken: 1 });
      }
    },
  );

  it.each(['before', 'after'] as const)(
    'after a booking that died %s its commit: the time is free, or a finding says whose it is',
    async (when) => {
      const { context } = book.salon;
      const died = Promise.withResolvers<undefined>();
      const dying = around(context.records.store, when, async () => {
        died.resolve(undefined);
        return never();
      });
      void bookIt(book.salon.over(dying));
      await died.promise;
      const finding = findingOf(await bringIn(context));
      expect(finding === undefined).toBe(when === 'before');
      expect(await holders()).toEqual({
        visits: [when === 'before' ? 'import' : 'phone'],
        taken: 1,
      });
    },
  );

  it('of many files and many clients at once: each slot has one visit, and every loser is told', async () => {
    const days = Array.from({ length: 6 }, (_, n) => addDays(DAY, n));
    const contexts = [1, 2, 3, 4].map(() => book.salon.over(anotherHandle()));
    const through = (n: number): Context => contexts[n % contexts.length] ?? book.salon.context;
    const imports = days.map(async (day, n) => bringIn(through(n), day));
    const bookings = days.flatMap((day, n) =>
      [1, 2, 3].map(async (turn) => bookIt(through(n + turn), day)),
    );
    const results = await Promise.all(imports);
    const kinds = await Promise.all(bookings);
    for (const [n, day] of days.entries()) {
      const tried = kinds.slice(3 * n, 3 * n + 3);
      const won = tried.filter((it) => it === undefined).length;
      expect(tried.filter((it) => it === 'slot-taken')).toHaveLength(3 - won);
      const result = results[n];
      const finding = result && findingOf(result);
      expect(won + (finding === undefined ? 1 : 0)).toBe(1);
      expect((await holders(day)).taken).toBe(1);
      expect((await holders(day)).visits).toHaveLength(1);
    }
  });
});
