import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

/** As if their last visit had been on that date. */
async function cameLast(lastVisitOn: string): Promise<void> {
  const { records } = salon.edge.context;
  const stored = await records.store.get({ tenantId: 'maple' }, salon.ownerId);
  if (stored === undefined) throw new Error('No owner');
  const document = { ...stored.value, lastVisitOn };
  await records.commit({ tenantId: 'maple' }, [{ op: 'replace', document, etag: stored.etag }]);
}

const ends = async (): Promise<unknown> =>
  (await salon.runs()).map((it) => [it['status'], (it['entries'] as unknown[]).at(-1)]);
const texts = async () => (await salon.do('GET', 'messages')).items ?? [];

describe('what started a run that recurs is asked again before it says anything', () => {
  const lapsed = { type: 'customer_lapsed', days: 70 };

  it('withdraws the planned text to a lapsed customer who has booked since', async () => {
    await cameLast('2026-01-01');
    const template = await salon.template('We miss you!');
    await salon.activate({
      name: 'Back',
      trigger: lapsed,
      steps: [{ type: 'send_sms', template }],
    });
    await salon.at('2026-03-11T14:01:00Z');
    await salon.at('2026-03-12T14:00:00Z', 'sms-bulk');
    expect(await texts()).toMatchObject([{ status: 'planned' }]);
    await salon.book('2026-03-20T14:00:00Z');
    await salon.at('2026-03-12T14:05:00Z');
    expect(salon.sent).toEqual([]);
    expect(await texts()).toMatchObject([{ status: 'skipped', reason: 'no-longer-fits' }]);
  });

  it('ends before a later step when they have booked or come since, and says what is not so', async () => {
    await cameLast('2026-01-01');
    const template = await salon.template('We still miss you!');
    const steps = [
      { type: 'wait', days: 14 },
      { type: 'send_sms', template },
    ];
    await salon.activate({ name: 'Back', trigger: lapsed, steps });
    await salon.at('2026-03-11T14:01:00Z');
    await salon.at('2026-03-12T14:00:00Z');
    await cameLast('2026-03-16');
    await salon.at('2026-03-26T14:05:00Z');
    expect(await texts()).toEqual([]);
    expect(await ends()).toMatchObject([
      ['skipped', { what: 'What started it is not so any more.' }],
    ]);
    const [run] = await salon.runs();
    expect(JSON.stringify(run?.['entries'])).toContain('2026-03-16');
  });

  it('goes on for who has neither booked nor come', async () => {
    await cameLast('2026-01-01');
    const template = await salon.template('We still miss you!');
    const steps = [
      { type: 'wait', days: 14 },
      { type: 'send_sms', template },
    ];
    await salon.activate({ name: 'Back', trigger: lapsed, steps });
    await salon.at('2026-03-11T14:01:00Z');
    await salon.at('2026-03-12T14:00:00Z');
    await salon.at('2026-03-26T14:05:00Z');
    expect(salon.sent.map(({ body }) => body)).toEqual(['We still miss you!']);
  });

  it('congratulates nobody on a pet that died since the day began', async () => {
    await salon.do('PATCH', `pets/${salon.petId}`, { birthDate: '2024-03-05' });
    const template = await salon.template('A birthday in your family!');
    const steps = [{ type: 'send_sms', template }];
    await salon.activate({ name: 'Birthday', trigger: { type: 'birthday', at: '10:00' }, steps });
    await salon.at('2026-03-04T15:01:00Z');
    await salon.at('2026-03-05T15:00:00Z', 'sms-bulk');
    expect(await texts()).toMatchObject([{ status: 'planned' }]);
    await salon.do('PATCH', `pets/${salon.petId}`, { status: 'deceased' });
    await salon.at('2026-03-05T15:05:00Z');
    expect(salon.sent).toEqual([]);
    expect(await texts()).toMatchObject([{ status: 'skipped', reason: 'no-longer-fits' }]);
  });
});

describe('what a run changed itself', () => {
  const untagged = { none: [{ field: 'owner.tags', operator: 'contains', value: 'thanked' }] };
  const tag = { type: 'update_record', addTags: ['thanked'] };

  it('takes back neither its text nor the steps after it', async () => {
    const template = await salon.template('Booked!');
    const steps = [{ type: 'send_sms', template }, tag, { type: 'log_event', message: 'tagged' }];
    const trigger = { type: 'appointment_created' };
    await salon.activate({ name: 'Once', trigger, conditions: untagged, steps });
    await salon.book('2026-03-20T14:00:00Z');
    await salon.at('2026-03-02T15:01:00Z', 'sms');
    expect(await ends()).toMatchObject([['done', { what: 'done' }]]);
    await salon.at('2026-03-02T15:02:00Z');
    expect(salon.sent).toHaveLength(1);
    // The tag does keep the owner out the next time.
    await salon.book('2026-03-19T14:00:00Z');
    await salon.at('2026-03-02T15:03:00Z');
    expect(salon.sent).toHaveLength(1);
  });

  it('does not turn the branch that led to its text', async () => {
    const template = await salon.template('Booked!');
    const steps = [
      { type: 'branch', conditions: untagged, then: 'text', else: 'stop' },
      { type: 'send_sms', id: 'text', template },
      tag,
    ];
    await salon.activate({ name: 'Once', trigger: { type: 'appointment_created' }, steps });
    await salon.book('2026-03-20T14:00:00Z');
    await salon.at('2026-03-02T15:01:00Z', 'sms');
    await salon.at('2026-03-02T15:02:00Z');
    expect(salon.sent).toHaveLength(1);
  });
});

describe('the branch right before a text is asked again when it leaves', () => {
  const ask = (way: 'then' | 'else', template: string) => ({
    name: 'Ask',
    trigger: { type: 'appointment_created' },
    steps: [
      {
        type: 'branch',
        conditions: [{ field: 'owner.tags', operator: 'contains', value: 'done' }],
        ...(way === 'then' ? { then: 'text', else: 'stop' } : { then: 'stop' }),
      },
      { type: 'send_sms', id: 'text', template },
    ],
  });

  it.each([
    ['then', ['done'], []],
    ['else', [], ['done']],
  ] as const)('and withdraws it when it leads elsewhere by then (%s)', async (way, was, is) => {
    await salon.do('PATCH', `owners/${salon.ownerId}`, { tags: was });
    await salon.activate(ask(way, await salon.template('Hello')));
    await salon.book('2026-03-20T14:00:00Z');
    await salon.at('2026-03-02T15:01:00Z', 'sms');
    expect(await texts()).toMatchObject([{ status: 'planned' }]);
    await salon.do('PATCH', `owners/${salon.ownerId}`, { tags: is });
    await salon.at('2026-03-02T15:02:00Z');
    expect(salon.sent).toEqual([]);
    expect(await texts()).toMatchObject([{ status: 'skipped', reason: 'no-longer-fits' }]);
  });

  it.each(['then', 'else'] as const)('and sends it when it leads there still (%s)', async (way) => {
    await salon.do('PATCH', `owners/${salon.ownerId}`, { tags: way === 'then' ? ['done'] : [] });
    await salon.activate(ask(way, await salon.template('Hello')));
    await salon.book('2026-03-20T14:00:00Z');
    await salon.at('2026-03-02T15:01:00Z');
    expect(salon.sent).toHaveLength(1);
  });
});

describe('a text that comes due outside the hours', () => {
  const booked = (template: string, more = {}) => ({
    name: 'Booked',
    trigger: { type: 'appointment_created' },
    steps: [{ type: 'send_sms', template }],
    ...more,
  });

  it('is dropped where the workflow says so', async () => {
    const template = await salon.template('Booked, {{owner.first_name}}');
    await salon.activate(booked(template, { outsideHours: 'skip' }));
    salon.edge.setTime('2026-03-03T03:00:00Z');
    await salon.book('2026-03-05T15:00:00Z');
    await salon.at('2026-03-03T03:00:00Z');
    await salon.at('2026-03-03T14:00:00Z');
    expect(await texts()).toMatchObject([{ status: 'expired', reason: 'too-late' }]);
  });

  it('goes out when they open: who books late in the evening hears of it in the morning', async () => {
    await salon.activate(booked(await salon.template('Booked, {{owner.first_name}}')));
    salon.edge.setTime('2026-03-03T03:00:00Z');
    await salon.book('2026-03-05T15:00:00Z');
    await salon.at('2026-03-03T03:00:00Z');
    expect(salon.sent).toEqual([]);
    await salon.at('2026-03-03T14:00:00Z');
    await salon.at('2026-03-03T15:00:00Z');
    expect(salon.sent.map(({ body }) => body)).toEqual(['Booked, Ada']);
  });

  it('never goes out for a visit that was cancelled overnight', async () => {
    await salon.activate(booked(await salon.template('Booked, {{owner.first_name}}')));
    salon.edge.setTime('2026-03-03T03:00:00Z');
    const visit = await salon.book('2026-03-05T15:00:00Z');
    await salon.at('2026-03-03T03:00:00Z');
    await salon.do('POST', `appointments/${visit}/cancel`, { by: 'owner', reason: 'ill' });
    await salon.at('2026-03-03T14:00:00Z');
    expect(salon.sent).toEqual([]);
    expect(await texts()).toMatchObject([{ status: 'skipped', reason: 'no-longer-fits' }]);
  });
});
