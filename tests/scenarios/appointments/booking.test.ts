import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import { updatePet } from '../../../shared/customers/update-pet.ts';
import { ownerType } from '../../../shared/customers/model.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import { createService, updateService } from '../../../shared/services/edit-services.ts';
import { newServiceInput } from '../../../shared/services/service-input.ts';
import { setExceptions } from '../../../shared/staff/change-shifts.ts';
import { updateStaff } from '../../../shared/staff/edit-staff.ts';
import { exceptionsInput } from '../../../shared/staff/staff-input.ts';
import { recordVaccination } from '../../../shared/vaccinations/record-vaccination.ts';
import { TENANT } from '../tenants/salon.ts';
import { LIVE, MANAGER, openDayBook, refusal, STAFF, type DayBook } from './day-book.ts';

let book: DayBook;
beforeEach(async () => {
  book = await openDayBook();
});
afterEach(async () => book.salon.stop());

const inNewYork = (text: string): string => `${text}:00-04:00`;
const override = (rule: string) => ({ rules: [rule], reason: 'Agreed with the team' });
const vaccinate = async (expiryDate: string): Promise<void> => {
  const vaccination = { vaccine: 'rabies', expiryDate: expiryDate as LocalDate };
  const { petId } = book.ids;
  await recordVaccination(book.salon.context, { tenantId: TENANT, petId, vaccination });
};

describe('a booking', () => {
  it('keeps what was agreed, the local day, and who is to come', async () => {
    const visit = await book.book();
    expect(visit).toMatchObject({
      status: 'booked',
      ownerId: book.ids.ownerId,
      petIds: [book.ids.petId],
      services: [{ name: 'Bath', priceCents: 4500, durationMinutes: 60 }],
      startsAt: '2026-03-10T14:00:00.000Z',
      endsAt: '2026-03-10T15:00:00.000Z',
      busyUntil: '2026-03-10T15:10:00.000Z',
      localDate: '2026-03-10',
      timeZone: 'America/New_York',
      dueKind: 'appointments',
      dueAt: '2026-03-09T14:00:00.000Z',
      scheduleVersion: 1,
      history: [{ what: 'booked', status: 'booked', by: 'mem_staff' }],
    });
    expect(await book.visit(visit.id)).toEqual(visit);
    expect(await book.booked()).toEqual([
      'Robin 2026-03-10: 2026-03-10T14:00:00.000Z 2026-03-10T15:10:00.000Z',
    ]);
    expect(await book.events()).toMatchObject([
      { name: 'appointment_created', subject: { id: visit.id }, sequence: 1, status: 'waiting' },
    ]);
  });

  it('takes one read and one commit', async () => {
    const { store } = book.salon.context.records;
    const calls: string[] = [];
    const counting = new Proxy<DocumentStore>(store, {
      get: (target, name, receiver): unknown => {
        calls.push(String(name));
        return Reflect.get(target, name, receiver);
      },
    });
    await book.book({ context: book.salon.over(counting) });
    expect(calls).toEqual(['getMany', 'commit']);
  });

  it('of several pets and services takes their time one after the other, and the clean-up once', async () => {
    const { petId, serviceId } = book.ids;
    const lines = [{ petId, serviceId, priceCents: 5000, durationMinutes: 90 }];
    const visit = await book.book({ services: lines });
    expect(visit).toMatchObject({ endsAt: '2026-03-10T15:30:00.000Z' });
    expect(visit.services).toMatchObject([{ priceCents: 5000, durationMinutes: 90 }]);
    expect(visit.busyUntil).toBe('2026-03-10T15:40:00.000Z');
  });

  it('over UTC midnight stands in both days, and neither can be booked over it', async () => {
    const { nightId: staffId } = book.ids;
    await book.book({ staffId, startsAt: inNewYork('2026-03-10T19:30') });
    expect(await book.booked()).toEqual([
      'Noor 2026-03-10: 2026-03-10T23:30:00.000Z 2026-03-11T00:40:00.000Z',
      'Noor 2026-03-11: 2026-03-10T23:30:00.000Z 2026-03-11T00:40:00.000Z',
    ]);
    for (const startsAt of ['2026-03-10T18:30', '2026-03-10T20:30']) {
      expect(await refusal(book.book({ staffId, startsAt: inNewYork(startsAt) }))).toBe(
        'slot-taken',
      );
    }
  });

  it('over local midnight lies within a shift that goes on over it', async () => {
    const { nightId: staffId } = book.ids;
    const visit = await book.book({ staffId, startsAt: inNewYork('2026-03-10T23:30') });
    expect(visit.localDate).toBe('2026-03-10');
    const late = book.book({ staffId, startsAt: inNewYork('2026-03-11T01:30') });
    expect(await refusal(late)).toBe('outside-shift');
  });

  it('in the night on which clocks go forward takes its minutes, not those on the clock', async () => {
    const { nightId: staffId } = book.ids;
    // 2:00 does not come on 8 March: the shift until then ends at 3:00 by the new time.
    const startsAt = '2026-03-08T01:00:00-05:00';
    const visit = await book.book({ staffId, startsAt });
    expect(visit.endsAt).toBe('2026-03-08T07:00:00.000Z');
    expect(visit.localDate).toBe('2026-03-08');
    const after = book.book({ staffId, startsAt: '2026-03-08T03:00:00-04:00' });
    expect(await refusal(after)).toBe('outside-shift');
  });
});

describe('time', () => {
  it.each([
    ['12:00', 'slot-taken'],
    // Its own clean-up would reach into the visit by a minute.
    ['10:51', 'slot-taken'],
    ['10:50', undefined],
    ['13:09', 'slot-taken'],
    ['13:10', undefined],
  ])('from %s on beside a visit from 12:00 to 13:10: %s', async (time, expected) => {
    await book.book({ startsAt: inNewYork('2026-03-10T12:00') });
    const next = book.book({ startsAt: inNewYork(`2026-03-10T${time}`) });
    expect(await refusal(next)).toBe(expected);
  });

  it('of another staff member is free', async () => {
    await book.book({ startsAt: inNewYork('2026-03-10T16:00') });
    const { nightId: staffId } = book.ids;
    await book.book({ staffId, startsAt: inNewYork('2026-03-10T18:00') });
    expect(await book.booked()).toHaveLength(2);
  });

  it.each([
    ['a minute before the shift', '2026-03-10T08:59', 'outside-shift'],
    ['ending a minute after it', '2026-03-10T16:01', 'outside-shift'],
    ['ending with it, the clean-up after it', '2026-03-10T16:00', undefined],
    ['now, to the minute', '2026-03-02T11:00', undefined],
    ['a minute ago', '2026-03-02T10:59', 'start-out-of-range'],
    ['366 days ahead', '2027-03-03T11:00', undefined],
    ['a minute more', '2027-03-03T11:01', 'start-out-of-range'],
  ])('%s (%s): %s', async (_what, time, expected) => {
    // On 2 March, still winter time, 10:00 is 11:00 as these tests write it; so it is a year on.
    expect(await refusal(book.book({ startsAt: inNewYork(time) }))).toBe(expected);
  });

  it('off is not worked, extra time is, and the plan of the days before stays', async () => {
    const { staffId } = book.ids;
    const change = exceptionsInput.parse({
      from: '2026-03-10',
      exceptions: [
        { kind: 'off', start: '09:00', end: '12:00', reason: 'Dentist' },
        { kind: 'extra', start: '17:00', end: '19:00' },
      ],
    });
    const kept = await book.book();
    const set = { tenantId: TENANT, staffId, expected: undefined, change };
    const { visitsOutside } = await setExceptions(book.salon.context, set);
    expect(visitsOutside.map(({ id }) => id)).toEqual([kept.id]);
    const at = async (time: string) =>
      refusal(book.book({ startsAt: inNewYork(`2026-03-${time}`) }));
    expect(await at('10T11:30')).toBe('outside-shift');
    expect(await at('10T12:00')).toBeUndefined();
    expect(await at('10T16:30')).toBeUndefined();
    expect(await at('10T18:00')).toBeUndefined();
    expect(await at('11T11:30')).toBeUndefined();
  });
});

describe('what is refused', () => {
  const edit = { tenantId: TENANT, expected: undefined };
  const cases: Record<string, [() => Promise<unknown>, string]> = {
    'a deceased pet': [
      async () => {
        const { petId } = book.ids;
        const changes = { status: 'deceased' as const };
        return updatePet(book.salon.context, { ...edit, petId, changes });
      },
      'not-active',
    ],
    'an inactive owner': [
      async () => {
        const { ownerId } = book.ids;
        const changes = { status: 'inactive' as const };
        return updateOwner(book.salon.context, { ...edit, ownerId, changes });
      },
      'not-active',
    ],
    'an inactive service': [
      async () => {
        const { serviceId } = book.ids;
        const changes = { status: 'inactive' as const };
        return updateService(book.salon.context, { ...edit, serviceId, changes });
      },
      'not-active',
    ],
    'an inactive staff member': [
      async () => {
        const { staffId } = book.ids;
        const changes = { status: 'inactive' as const };
        return updateStaff(book.salon.context, { ...edit, staffId, changes });
      },
      'not-active',
    ],
    'a service that the staff member does not do': [
      async () => {
        const { staffId } = book.ids;
        return updateStaff(book.salon.context, { ...edit, staffId, changes: { serviceIds: [] } });
      },
      'service-not-done',
    ],
  };

  it.each(Object.keys(cases))('%s, and nothing is written', async (name) => {
    const [arrange, kind] = cases[name] ?? [async () => undefined, ''];
    await arrange();
    expect(await refusal(book.book({ acting: MANAGER }))).toBe(kind);
    expect(await book.booked()).toEqual([]);
    expect(await book.events()).toEqual([]);
  });

  it.each([
    [{ ownerId: 'own_nobody' }, 'unknown-reference'],
    [{ staffId: 'stf_nobody' }, 'unknown-reference'],
    [{ petId: 'pet_nobody' }, 'unknown-reference'],
    [{ serviceId: 'svc_nobody' }, 'unknown-reference'],
  ])('%j, by what is missing', async (wish, kind) => {
    expect(await refusal(book.book(wish))).toBe(kind);
  });

  it('a start with seconds, or without an offset', async () => {
    await expect(book.book({ startsAt: '2026-03-10T10:00:30-04:00' })).rejects.toThrow();
    await expect(book.book({ startsAt: '2026-03-10T10:00:00' })).rejects.toThrow();
  });

  it('services of more than a day', async () => {
    const { petId, staffId } = book.ids;
    const { context } = book.salon;
    const long = async (name: string): Promise<string> => {
      const service = newServiceInput.parse({ name, priceCents: 0, durationMinutes: 720 });
      return (await createService(context, { tenantId: TENANT, service })).id;
    };
    const serviceIds = [await long('a'), await long('b'), await long('c')];
    await updateStaff(context, { ...edit, staffId, changes: { serviceIds } });
    const services = serviceIds.map((serviceId) => ({ petId, serviceId }));
    expect(await refusal(book.book({ services }))).toBe('visit-too-long');
  });
});

describe('an override', () => {
  it('by staff is refused, whether a rule is broken or not', async () => {
    const wish = { override: override('double-booking'), acting: STAFF };
    expect(await refusal(book.book(wish))).toBe('role-too-low');
  });

  it('by a manager books over a visit, keeps why, and stands beside it in the day', async () => {
    await book.book();
    const wish = { override: override('double-booking'), acting: MANAGER };
    const second = await book.book(wish);
    expect(second.overrides).toMatchObject([
      { rule: 'double-booking', reason: 'Agreed with the team', by: 'mem_manager' },
    ]);
    expect(await book.booked()).toHaveLength(2);
  });

  it('of one rule does not cover another', async () => {
    await book.book();
    const wish = { override: override('outside-shift'), acting: MANAGER };
    expect(await refusal(book.book(wish))).toBe('slot-taken');
  });

  it('of a rule that is not broken leaves no trace', async () => {
    const wish = { override: override('outside-shift'), acting: MANAGER };
    expect((await book.book(wish)).overrides).toEqual([]);
  });
});

describe('a vaccination that does not cover the day of the visit', () => {
  it.each([
    ['2026-03-10', []],
    ['2026-03-09', [{ vaccine: 'rabies', expiryDate: '2026-03-09' }]],
  ])('until %s: is noted where the business warns', async (expiryDate, gaps) => {
    await vaccinate(expiryDate);
    expect((await book.book()).vaccineGaps).toMatchObject(gaps);
    expect((await book.book({ startsAt: inNewYork('2026-03-10T12:00') })).vaccineGaps).toHaveLength(
      gaps.length,
    );
  });

  it('refuses the booking where the business blocks, unless a manager overrides', async () => {
    await book.salon.change({ scheduling: { vaccineRule: 'block' } });
    await vaccinate('2026-03-09');
    expect(await refusal(book.book())).toBe('vaccines-missing');
    const visit = await book.book({ override: override('vaccines'), acting: MANAGER });
    expect(visit.overrides).toMatchObject([{ rule: 'vaccines' }]);
    await vaccinate('2027-03-01');
    expect(await refusal(book.book({ startsAt: inNewYork('2026-03-10T12:00') }))).toBeUndefined();
  });

  it('is asked for by the service, for the species it names', async () => {
    await vaccinate('2027-03-01');
    const { serviceId } = book.ids;
    const changes = {
      requiredVaccines: [
        { species: 'dog' as const, vaccine: 'Kennel cough' },
        { species: 'cat' as const, vaccine: 'FVRCP' },
      ],
    };
    const edit = { tenantId: TENANT, expected: undefined, serviceId, changes };
    await updateService(book.salon.context, edit);
    expect((await book.book()).vaccineGaps).toEqual([
      { petId: book.ids.petId, vaccine: 'bordetella' },
    ]);
  });
});

describe('an owner whose score is low', () => {
  const scored = async (score: number): Promise<void> => {
    const { records } = book.salon.context;
    const owner = await records.get(ownerType, LIVE, book.ids.ownerId);
    if (owner === undefined) throw new Error('The owner is gone');
    const today = '2026-03-02' as LocalDate;
    const reputationFold = { score, recoversFrom: today, key: 'as it was' };
    await records.commit(LIVE, [replace(owner, { reputationFold, reputationScore: score })]);
  };

  it('is refused online for good, and by phone until a manager overrides', async () => {
    await scored(10);
    const online = { source: 'online', override: override('reputation'), acting: MANAGER };
    expect(await refusal(book.book(online))).toBe('booking-refused');
    expect(await refusal(book.book())).toBe('booking-refused');
    const visit = await book.book({ override: override('reputation'), acting: MANAGER });
    expect(visit.overrides).toMatchObject([{ rule: 'reputation' }]);
  });
});

describe('a walk-in', () => {
  it('begins now, has arrived, and has no checkpoints', async () => {
    const visit = await book.book({ source: 'walk_in', startsAt: undefined as never });
    expect(visit).toMatchObject({
      status: 'arrived',
      startsAt: '2026-03-02T15:00:00.000Z',
      arrivedAt: '2026-03-02T15:00:00.000Z',
      checkpoints: [],
    });
    expect(visit.dueAt).toBeUndefined();
    expect((await book.events()).map(({ name, sequence }) => [name, sequence])).toEqual([
      ['appointment_created', 1],
      ['appointment_arrived', 2],
    ]);
  });

  it.each([
    ['2026-03-02T09:00:00-05:00', undefined],
    ['2026-03-02T08:59:00-05:00', 'start-out-of-range'],
    ['2026-03-02T10:01:00-05:00', 'start-out-of-range'],
  ])('that began at %s and is entered at 10:00: %s', async (startsAt, expected) => {
    expect(await refusal(book.book({ source: 'walk_in', startsAt }))).toBe(expected);
  });
});
