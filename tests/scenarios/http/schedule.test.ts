import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge, type Answer, type Edge } from './edge.ts';

/** Tuesday the week after the tests begin; clocks went forward on the Sunday before. */
const DAY = '2026-03-10';
const STAFF = 'maple.staff';
const MANAGER = 'maple.manager';

let edge: Edge;
let ids: Record<'owner' | 'rex' | 'tom' | 'bath' | 'nails' | 'robin' | 'sam', string>;

async function made(path: string, body: unknown, as = 'maple.owner'): Promise<Answer> {
  const answer = await edge.ask('POST', path, { as, body });
  expect([path, answer.status, answer.text.slice(0, 300)]).toEqual([
    path,
    201,
    expect.anything() as unknown,
  ]);
  return answer;
}
const idOf = ({ json }: Answer): string => String(json['id']);
const kindOf = ({ json }: Answer): string =>
  String(json['type']).replace('urn:petops:problem:', '');
const weekdays = (start: string, end: string) =>
  [1, 2, 3, 4, 5].map((weekday) => ({ weekday, start, end }));

beforeAll(async () => {
  edge = await startEdge();
  const owner = idOf(await made('owners', { firstName: 'Ada', phone: '+14155550188' }));
  const pet = async (name: string, species: string) =>
    idOf(await made(`owners/${owner}/pets`, { name, species }));
  const [rex, tom] = [await pet('Rex', 'dog'), await pet('Tom', 'cat')];
  const bath = idOf(
    await made('services', {
      ...{ name: 'Bath', priceCents: 4500, durationMinutes: 60, bufferMinutes: 10 },
    }),
  );
  const nails = idOf(
    await made('services', { name: 'Nails', priceCents: 1800, durationMinutes: 30 }),
  );
  const robin = idOf(
    await made('staff', {
      name: 'Robin',
      serviceIds: [bath, nails],
      shifts: weekdays('09:00', '13:00'),
    }),
  );
  const sam = idOf(
    await made('staff', { name: 'Sam', serviceIds: [nails], shifts: weekdays('09:00', '10:00') }),
  );
  ids = { owner, rex, tom, bath, nails, robin, sam };
});
afterAll(async () => edge.stop());

const at = (time: string, day = DAY): string => `${day}T${time}:00-04:00`;
const bookingOf = (time: string, more: object = {}) => ({
  ...{ ownerId: ids.owner, staffId: ids.robin, source: 'phone', startsAt: at(time) },
  services: [{ petId: ids.rex, serviceId: ids.bath }],
  ...more,
});
const book = async (time: string, more: object = {}, as = STAFF): Promise<Answer> =>
  edge.ask('POST', 'appointments', { as, body: bookingOf(time, more) });
const step = async (id: string, verb: string, body?: object, as = STAFF) =>
  edge.ask('POST', `appointments/${id}/${verb}`, { as, ...(body !== undefined && { body }) });

/** Free starts as the clock of the business shows them, by staff member. */
async function free(query: string): Promise<string[]> {
  const answer = await edge.ask('GET', `availability?${query}`, { as: STAFF });
  expect(answer.status).toBe(200);
  const names = new Map([
    [ids.robin, 'Robin'],
    [ids.sam, 'Sam'],
  ]);
  const zone = { timeZone: 'America/New_York', hourCycle: 'h23' } as const;
  const format = new Intl.DateTimeFormat('en-CA', {
    ...zone,
    ...{ month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  });
  return (answer.json.items ?? []).map(({ staffId, startsAt }) => {
    const shown = format.format(new Date(String(startsAt))).replace(', ', ' ');
    return `${names.get(String(staffId)) ?? '?'} ${shown}`;
  });
}

interface ShownDay {
  readonly staff: { readonly name: string };
  readonly work: readonly { readonly from: string; readonly until: string }[];
  readonly visits: readonly {
    readonly visit: { readonly id: string; readonly status: string; readonly startsAt: string };
    readonly owner: { readonly firstName: string };
    readonly pets: readonly { readonly name: string }[];
  }[];
}
async function day(query: string): Promise<ShownDay[]> {
  const answer = await edge.ask('GET', `schedule?${query}`, { as: STAFF });
  expect(answer.status).toBe(200);
  return answer.json.items as unknown as ShownDay[];
}

describe('free times of a service', () => {
  it('are those in which it and its clean-up fit between visits, in the shifts, of who does it', async () => {
    const query = `serviceId=${ids.bath}&from=${DAY}&to=${DAY}`;
    const all = await free(query);
    expect(all.every((it) => it.startsWith('Robin 03-10'))).toBe(true);
    expect([all[0], all.at(-1)]).toEqual(['Robin 03-10 09:00', 'Robin 03-10 12:00']);
    const { json } = await book('10:30');
    const left = await free(query);
    // From 10:30 to 11:40 it is taken, and the bath before it needs its ten minutes of clean-up.
    expect(left).toEqual(all.filter((it) => it.slice(-5) <= '09:20' || it.slice(-5) >= '11:40'));
    expect(left.length).toBeLessThan(all.length);
    for (const start of left) {
      const time = start.slice(-5);
      const booked = await book(time);
      expect([time, booked.status]).toEqual([time, 201]);
      await step(idOf(booked), 'cancel', { by: 'business', reason: 'A test.' });
    }
    for (const start of all.filter((it) => !left.includes(it))) {
      expect([start, kindOf(await book(start.slice(-5)))]).toEqual([start, 'slot-taken']);
    }
    await step(String(json['id']), 'cancel', { by: 'business', reason: 'A test.' });
    expect(await free(query)).toEqual(all);
  });

  it('go by the clock on the days around a change, by exceptions, and never lie in the past', async () => {
    const nails = `serviceId=${ids.nails}&staffId=${ids.sam}`;
    // Friday before and Monday after clocks went forward: 9:00 is 9:00.
    const around = await free(`${nails}&from=2026-03-06&to=2026-03-09`);
    const firsts = around.filter((it) => it.endsWith('09:00'));
    expect(firsts).toEqual(['Sam 03-06 09:00', 'Sam 03-09 09:00']);
    expect(around.filter((it) => /03-0[78]/.test(it))).toEqual([]);
    const exceptions = [
      { kind: 'off', start: '08:00', end: '12:00', reason: 'Dentist' },
      { kind: 'extra', start: '15:00', end: '15:30' },
    ];
    const set = await edge.ask('PUT', `staff/${ids.sam}/exceptions`, {
      as: MANAGER,
      body: { from: '2026-03-11', exceptions },
    });
    expect(set.status).toBe(200);
    expect(await free(`${nails}&from=2026-03-11&to=2026-03-11`)).toEqual(['Sam 03-11 15:00']);
    expect(await free(`${nails}&from=2026-02-27&to=2026-02-27`)).toEqual([]);
    const tooLong = await edge.ask('GET', `availability?${nails}&from=2026-03-01&to=2026-04-02`, {
      as: STAFF,
    });
    expect([tooLong.status, tooLong.json['field']]).toEqual([422, 'to']);
  });
});

describe('the day of a salon', () => {
  it('shows each one’s hours and visits, with owner and pets, however they stand', async () => {
    const morning = await book('09:00', {
      services: [
        { petId: ids.rex, serviceId: ids.bath },
        { petId: ids.tom, serviceId: ids.nails },
      ],
    });
    const gone = await book('12:00');
    await step(idOf(gone), 'cancel', { by: 'owner', reason: 'Ill' });
    const [robin, sam] = await day(`date=${DAY}`);
    expect([robin?.staff.name, sam?.staff.name]).toEqual(['Robin', 'Sam']);
    expect(robin?.work).toEqual([
      { from: '2026-03-10T13:00:00.000Z', until: '2026-03-10T17:00:00.000Z' },
    ]);
    const own = robin?.visits.filter(({ visit }) => [idOf(morning), idOf(gone)].includes(visit.id));
    expect(own).toMatchObject([
      {
        visit: { status: 'booked' },
        owner: { firstName: 'Ada' },
        pets: [{ name: 'Rex' }, { name: 'Tom' }],
      },
      { visit: { status: 'cancelled' }, pets: [{ name: 'Rex' }] },
    ]);
    expect(sam?.visits).toEqual([]);
    expect(await day(`date=${DAY}&staffId=${ids.sam}`)).toHaveLength(1);
    // Nobody works on a Sunday; who has visits then is shown all the same.
    expect((await day('date=2026-03-15')).map(({ work }) => work)).toEqual([[], []]);
    await step(idOf(morning), 'cancel', { by: 'business', reason: 'A test.' });
  });

  it('goes from the booking to the payment by its steps, each as far as the role reaches', async () => {
    const booked = await book('09:00');
    const id = idOf(booked);
    const beside = { override: { rules: ['double-booking'], reason: 'Sisters.' } };
    expect(kindOf(await book('09:30', beside))).toBe('role-too-low');
    const second = await book('09:30', beside, MANAGER);
    expect(second.status).toBe(201);
    expect(second.json['overrides']).toMatchObject([
      { rule: 'double-booking', reason: 'Sisters.' },
    ]);
    await step(idOf(second), 'cancel', { by: 'business', reason: 'A test.' });
    expect((await step(id, 'confirm')).json['status']).toBe('confirmed');
    const moved = await step(id, 'reschedule', { startsAt: at('11:00'), by: 'owner' });
    expect(moved.json).toMatchObject({ status: 'booked', startsAt: '2026-03-10T15:00:00.000Z' });
    const upcoming = await edge.ask('GET', `owners/${ids.owner}/appointments`, { as: STAFF });
    const next = (upcoming.json.items ?? []).filter((it) => it['status'] === 'booked');
    expect(next.map((it) => it['id'])).toEqual([id]);
    edge.setTime(at('10:58'));
    expect((await step(id, 'check-in', {})).json['status']).toBe('arrived');
    expect((await step(id, 'start')).json['startedAt']).toBeDefined();
    edge.setTime(at('12:00'));
    expect((await step(id, 'complete', {})).json['status']).toBe('completed');
    const paid = await edge.ask('POST', `owners/${ids.owner}/payments`, {
      as: STAFF,
      body: { method: 'card', amountCents: 4500, tipCents: 700 },
    });
    expect(paid.status).toBe(201);
    const past = await edge.ask('GET', `owners/${ids.owner}/appointments?when=past`, { as: STAFF });
    expect((past.json.items ?? []).find((it) => it['id'] === id)).toMatchObject({
      status: 'completed',
    });
    const owner = await edge.ask('GET', `owners/${ids.owner}/statement`, { as: STAFF });
    expect(owner.json).toMatchObject({ balanceCents: 0 });
  });

  it('edited by two from one page: the second is told that it was edited since, and nothing is lost', async () => {
    const { json } = await book('', { startsAt: at('09:00', '2026-03-12') });
    const id = String(json['id']);
    const read = await edge.ask('GET', `appointments/${id}`, { as: STAFF });
    const headers = { 'if-match': read.headers.get('etag') ?? '' };
    const [notes, lines] = await Promise.all([
      edge.ask('PATCH', `appointments/${id}`, { as: STAFF, headers, body: { notes: 'Shy' } }),
      edge.ask('PATCH', `appointments/${id}`, {
        as: MANAGER,
        headers,
        body: { services: [{ petId: ids.rex, serviceId: ids.nails }] },
      }),
    ]);
    const statuses = [notes.status, lines.status].sort();
    expect(statuses).toEqual([200, 412]);
    const lost = notes.status === 412 ? notes : lines;
    expect(lost.json).toMatchObject({ type: 'urn:petops:problem:revision-mismatch' });
    const after = await edge.ask('GET', `appointments/${id}`, { as: STAFF });
    expect(after.json['revision']).toBe(Number(read.json['revision']) + 1);
    // Without the header an edit changes only the fields it names.
    await edge.ask('PATCH', `appointments/${id}`, { as: STAFF, body: { notes: 'Very shy' } });
    await edge.ask('PATCH', `appointments/${id}`, {
      as: STAFF,
      body: { services: [{ petId: ids.rex, serviceId: ids.nails }] },
    });
    const both = await edge.ask('GET', `appointments/${id}`, { as: STAFF });
    expect(both.json).toMatchObject({ notes: 'Very shy', services: [{ name: 'Nails' }] });
  });
});
