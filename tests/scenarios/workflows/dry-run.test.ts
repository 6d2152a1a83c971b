import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownerType } from '../../../shared/customers/model.ts';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

interface Tried {
  items: {
    ownerId: string;
    texts: { at: string }[];
    skipped: { reason: string; reasons: string[] }[];
  }[];
  samples: { body: string }[];
  totals: Record<string, unknown>;
  costMicros: number | null;
  ownersInAll: number;
  next?: string;
}

/** Tries, and proves that the whole store holds the same bytes afterwards. */
async function tried(body: object): Promise<Tried> {
  const before = salon.edge.stored();
  const answer = await salon.ask('POST', 'workflow-dry-runs', body);
  expect(salon.edge.stored()).toBe(before);
  expect(answer.status, answer.text).toBe(200);
  return answer.json as unknown as Tried;
}

const MARCH = { from: '2026-03-01', to: '2026-04-01' };

describe('a dry run over the past', () => {
  const thanks = (key: string, more: object = {}) => ({
    name: 'Thanks',
    trigger: { type: 'appointment_completed', delayHours: 2 },
    steps: [{ type: 'send_sms', template: key }],
    ...more,
  });

  it('says who would have been thanked for a visit, in which words, when, and at what cost', async () => {
    await salon.do('PATCH', 'tenant-settings', { segmentCost: { micros: 8000, currency: 'USD' } });
    const key = await salon.template(
      'Thank you for {{appointment.services}}, {{owner.first_name}}',
    );
    const visit = await salon.book('2026-03-03T15:00:00.000Z');
    await salon.at('2026-03-03T15:00:00Z');
    await salon.do('POST', `appointments/${visit}/check-in`, {});
    await salon.at('2026-03-03T16:05:00Z');
    await salon.do('POST', `appointments/${visit}/complete`, {});
    const page = await tried({ definition: thanks(key), period: MARCH });
    expect(page.items).toMatchObject([
      { ownerId: salon.ownerId, texts: [{ at: '2026-03-03T18:05:00.000Z' }], skipped: [] },
    ]);
    expect(page.samples).toMatchObject([{ body: 'Thank you for Bath, Ada' }]);
    expect(page.totals).toMatchObject({ owners: 1, recipients: 1, texts: 1, segments: 1 });
    expect(page.costMicros).toBe(8000);
  });

  it('finds the reminder of each start that a visit had, and none of one that was cancelled before', async () => {
    const key = await salon.template('See you on {{appointment.date}}');
    const kept = await salon.book('2026-03-05T15:00:00.000Z');
    const gone = await salon.book('2026-03-06T15:00:00.000Z');
    await salon.do('POST', `appointments/${kept}/reschedule`, {
      startsAt: '2026-03-09T15:00:00.000Z',
      by: 'owner',
    });
    await salon.do('POST', `appointments/${gone}/cancel`, { by: 'owner', reason: 'ill' });
    await salon.at('2026-03-12T12:00:00Z');
    const definition = {
      name: 'Reminder',
      trigger: { type: 'appointment_approaching', hoursBefore: 24 },
      steps: [{ type: 'send_sms', template: key }],
    };
    const page = await tried({ definition, period: MARCH });
    expect(page.items.map(({ texts }) => texts.map(({ at }) => at))).toEqual([
      ['2026-03-08T15:00:00.000Z'],
    ]);
  });

  it.each([
    ['conditions', { conditions: [{ field: 'owner.tags', operator: 'contains', value: 'vip' }] }],
    ['consent', { purpose: 'marketing' }],
    ['re-entry', { reentry: { rule: 'once' } }],
    ['frequency-cap', { frequencyCap: { texts: 1, days: 30 } }],
  ])('says why somebody would not have got it: %s', async (reason, more) => {
    const key = await salon.template('Booked, {{owner.first_name}}');
    await salon.book('2026-03-05T15:00:00.000Z');
    await salon.book('2026-03-06T15:00:00.000Z');
    await salon.at('2026-03-02T18:00:00Z');
    const trigger = { type: 'appointment_created' };
    const page = await tried({ definition: { ...thanks(key, more), trigger }, period: MARCH });
    const last = page.items.at(-1)?.skipped ?? [];
    expect(last.map((it) => it.reason)).toEqual([reason]);
    expect(last[0]?.reasons.join('')).not.toBe('');
  });

  it('keeps to the hours of where the owner is, and skips what would come too late where it does not wait', async () => {
    const key = await salon.template('Booked, {{owner.first_name}}');
    await salon.do('PATCH', `owners/${salon.ownerId}`, { region: 'HI' });
    // 10:00 in New York is 05:00 on Hawaii; texts may go out from 09:00 on.
    await salon.book('2026-03-05T15:00:00.000Z');
    await salon.at('2026-03-02T22:00:00Z');
    const trigger = { type: 'appointment_created' };
    const skips = { ...thanks(key), trigger, outsideHours: 'skip' };
    const tooLate = await tried({ definition: skips, period: MARCH });
    expect(tooLate.items[0]?.skipped[0]).toMatchObject({ reason: 'hours' });
    const definition = { ...thanks(key), trigger };
    const page = await tried({ definition, period: MARCH });
    expect(page.items[0]?.texts[0]?.at).toBe('2026-03-02T19:00:00.000Z');
  });

  it('would send nothing with a hole in it, nor to somebody without a number', async () => {
    const key = await salon.template('Your address: {{owner.email}}');
    const trigger = { type: 'birthday', at: '10:00' };
    const born = { birthDate: '2020-02-28' };
    await salon.do('PATCH', `pets/${salon.petId}`, born);
    const period = { from: '2026-02-01', to: '2026-03-01' };
    const asked = { definition: { ...thanks(key), trigger }, period };
    const page = await tried(asked);
    expect(page.items[0]?.skipped[0]).toMatchObject({ reason: 'missing-values' });
    await salon.do('PATCH', `owners/${salon.ownerId}`, { phone: null });
    expect((await tried(asked)).items[0]?.skipped[0]).toMatchObject({ reason: 'no-number' });
  });
});

describe('a dry run of now', () => {
  it('goes through the owners page by page, each once, with totals of all pages so far', async () => {
    const key = await salon.template('Hello {{owner.first_name}}');
    for (let n = 0; n < 24; n++) {
      const phone = `+141555501${String(10 + n)}`;
      await salon.do('POST', 'owners', { firstName: `Owner ${String(n)}`, phone });
    }
    const definition = {
      name: 'Hello',
      trigger: { type: 'manual' },
      steps: [{ type: 'send_sms', template: key }],
    };
    const seen: string[] = [];
    let samples = 0;
    let cursor: string | undefined;
    let last: Tried | undefined;
    do {
      last = await tried({ definition, limit: 7, ...(cursor !== undefined && { cursor }) });
      seen.push(...last.items.map(({ ownerId }) => ownerId));
      samples += last.samples.length;
      cursor = last.next;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
    expect(samples).toBe(20);
    expect(last.totals).toMatchObject({ owners: 25, texts: 25, recipients: 25 });
    expect(last.costMicros).toBeNull();
    expect(last.ownersInAll).toBe(25);
  });

  it('of a saved workflow counts whoever entered it before', async () => {
    const key = await salon.template('Hello {{owner.first_name}}');
    const id = await salon.activate({
      name: 'Hello',
      trigger: { type: 'manual' },
      reentry: { rule: 'once' },
      steps: [{ type: 'send_sms', template: key }],
    });
    expect((await tried({ workflowId: id })).totals).toMatchObject({ texts: 1 });
    await salon.do('POST', `workflows/${id}/runs`, { ownerId: salon.ownerId });
    await salon.at('2026-03-02T15:30:00Z');
    const page = await tried({ workflowId: id });
    expect(page.totals).toMatchObject({ texts: 0, skipped: { 're-entry': 1 } });
  });
});

describe('a dry run of now of what recurs', () => {
  const VIP = [{ field: 'owner.tags', operator: 'equals', value: 'vip' }];

  it.each([
    ['birthday', { at: '11:00' }],
    ['customer_lapsed', { days: 10, at: '11:00' }],
    ['time_based', { rule: { every: 'day', at: '11:00' } }],
  ])('%s finds exactly those whose runs the job begins next', async (type, more) => {
    const { records } = salon.edge.context;
    const add = async (born: string, lastVisitOn: string, changes: object = {}) => {
      const owner = { firstName: born, phone: `+1415555${String(2000 + made++)}`, tags: ['vip'] };
      const id = String((await salon.do('POST', 'owners', owner))['id']);
      await salon.do('POST', `owners/${id}/pets`, { name: 'P', species: 'dog', birthDate: born });
      const stored = await records.get(ownerType, { tenantId: 'maple' }, id);
      if (stored === undefined) throw new Error('nobody');
      const document = { ...stored.value, lastVisitOn };
      await records.commit({ tenantId: 'maple' }, [{ op: 'replace', document, etag: stored.etag }]);
      await salon.do('PATCH', `owners/${id}`, changes);
      return id;
    };
    let made = 0;
    await add('2020-03-02', '2026-02-20');
    await add('2020-03-03', '2026-02-21');
    await add('2020-03-02', '2026-02-20', { status: 'inactive' });
    await add('2020-03-02', '2026-02-20', { smsOptedIn: false });
    await add('2020-03-02', '2026-02-20', { tags: ['plain'] });
    const booked = await add('2021-12-24', '2026-02-20');
    await salon.book('2026-03-20T15:00:00.000Z', booked);
    const segment = { name: 'VIP', conditions: VIP };
    const segmentId = String((await salon.do('POST', 'segments', segment))['id']);
    const template = await salon.template('Hello {{owner.first_name}}');
    const trigger = { type, ...more, ...(type === 'time_based' && { segmentId }) };
    const steps = [{ type: 'send_sms', template }];
    const workflowId = await salon.activate({ name: 'W', trigger, conditions: VIP, steps });
    const page = await tried({ workflowId });
    await salon.at('2026-03-02T16:00:00Z');
    const runs = await salon.runs();
    const fits = page.items.filter(({ skipped }) =>
      skipped.every((it) => it.reason !== 'conditions'),
    );
    const owners = (all: readonly { ownerId?: unknown }[]) => all.map((it) => it.ownerId).sort();
    expect(owners(fits)).toEqual(owners(runs));
    expect(runs.length).toBeGreaterThan(1);
    const texted = page.items.filter(({ texts }) => texts.length > 0).map(({ ownerId }) => ownerId);
    await salon.at('2026-03-02T16:05:00Z');
    expect(salon.sent).toHaveLength(texted.length);
  });
});

describe('a dry run is refused', () => {
  const steps = [{ type: 'log_event', message: 'x' }];
  const manual = { name: 'W', trigger: { type: 'manual' }, steps };
  const completed = { name: 'W', trigger: { type: 'appointment_completed' }, steps };

  it.each([
    ['period', { definition: manual, period: MARCH }],
    ['period', { definition: completed }],
    ['period.to', { definition: completed, period: { from: '2026-01-01', to: '2026-04-04' } }],
    ['period.to', { definition: completed, period: { from: '2026-03-02', to: '2026-03-02' } }],
    ['period.from', { definition: completed, period: { from: '2026-03-09', to: '2026-03-12' } }],
    [
      'steps[0].template',
      { definition: { ...manual, steps: [{ type: 'send_sms', template: 'no' }] } },
    ],
    ['workflowId', {}],
    ['workflowId', { workflowId: 'wfl_x', definition: manual }],
  ])('with %s named', async (field, body) => {
    const answer = await salon.ask('POST', 'workflow-dry-runs', body);
    expect(answer.status).toBe(422);
    expect(answer.json['field']).toBe(field);
  });

  it('for a workflow or segment that is not there, and with a cursor of another question', async () => {
    const missing = await salon.ask('POST', 'workflow-dry-runs', { workflowId: 'wfl_x' });
    expect(missing.status).toBe(404);
    const segment = { definition: manual, segmentId: 'seg_x' };
    expect((await salon.ask('POST', 'workflow-dry-runs', segment)).status).toBe(404);
    await salon.do('POST', 'owners', { firstName: 'Bo' });
    const { next } = await tried({ definition: manual, limit: 1 });
    const other = { definition: { ...manual, name: 'Other' }, limit: 1, cursor: next };
    expect((await salon.ask('POST', 'workflow-dry-runs', other)).status).toBe(400);
    const torn = { definition: manual, cursor: 'abc' };
    expect((await salon.ask('POST', 'workflow-dry-runs', torn)).status).toBe(400);
  });
});
