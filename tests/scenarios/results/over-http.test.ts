import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { results } from '../../../shared/results/results.ts';
import { creditedSalon, type CreditedSalon } from './credited-salon.ts';

let salon: CreditedSalon;
let workflow: string;
let campaign: string;

type Numbers = Record<string, number | string | null>;
interface Answer extends Record<string, unknown> {
  readonly totals: Numbers;
  readonly groups?: readonly { readonly key: string | null; readonly numbers: Numbers }[];
}
const ask = async (path: string) => (await salon.do('GET', path)) as unknown as Answer;

/**
 * Four texts at 0.01 each on March 2nd: two of variant a, one of b, one without a campaign. One owner of a
 * clicks and books the next day, is served and pays all. The owner of b answers, books and cancels.
 */
beforeAll(async () => {
  salon = await creditedSalon();
  const template = await salon.template('Hello {{owner.first_name}}');
  const steps = [{ type: 'send_sms', template }];
  workflow = await salon.activate({ name: 'Hello', trigger: { type: 'manual' }, steps });
  const variants = [
    { id: 'a', name: 'A' },
    { id: 'b', name: 'B' },
  ];
  const draft = { name: 'Spring', workflowId: workflow, audience: { kind: 'everybody' }, variants };
  const experiment = { metric: 'booking', baseline: 0.1, effect: 0.05 };
  campaign = String((await salon.do('POST', 'campaigns', { ...draft, experiment }))['id']);
  const [ana, bert, cleo, dana] = [
    await salon.admit(),
    await salon.admit(),
    await salon.admit(),
    await salon.admit(),
  ];
  const of = { workflowId: workflow, campaignId: campaign };
  const first = await salon.text(ana, { ...of, variant: 'a' });
  await salon.text(cleo, { ...of, variant: 'a' });
  await salon.text(bert, { ...of, variant: 'b' });
  await salon.text(dana, { workflowId: workflow });
  await salon.pass(10);
  await salon.click(first);
  await salon.reply(bert);
  const cancelled = await salon.visit(bert);
  await salon.do('POST', `appointments/${cancelled}/cancel`, { by: 'owner', reason: 'Sick' });
  await salon.pass(24 * 60);
  const visit = await salon.visit(ana);
  await salon.do('POST', `appointments/${visit}/check-in`, {});
  await salon.do('POST', `appointments/${visit}/complete`, {});
  const money = { method: 'card', amountCents: 5400, tipCents: 1000 };
  await salon.do('POST', `owners/${ana.ownerId}/payments`, money);
  for (let n = 0; n < 3; n++) await salon.pass(2);
});
afterAll(async () => salon.edge.stop());

describe('the results of a workflow', () => {
  it('are those computed by hand, under the day of the texts', async () => {
    const { totals, ...rest } = await ask(
      `workflows/${workflow}/results?from=2026-03-02&to=2026-03-03`,
    );
    expect(rest).toEqual({
      ...{ from: '2026-03-02', to: '2026-03-03', currency: 'USD', costCurrency: 'USD' },
      rule: { version: 1, hours: { click: 120, reply: 72, delivered: 24 } },
      ...{ otherCosts: [], otherRevenue: [], pending: [] },
    });
    expect(totals).toMatchObject({
      ...{ smsSent: 4, smsDelivered: 4, smsClicked: 1, smsAnswered: 1, smsOptOuts: 0 },
      ...{ smsCostFinal: 40_000, smsCostEstimated: 0, smsCostTotal: 40_000 },
      ...{ attributedBookings: 2, attributedByClick: 1, attributedByReply: 1 },
      ...{ attributedByDelivery: 0, attributedCompleted: 1, attributedCancelled: 1 },
      ...{ attributedMissed: 0, attributedBookingRate: 0.5 },
      ...{ attributedSales: 5000, attributedRevenue: 5000 },
      // 50.00 came in for 0.04.
      returnOnCost: (50 - 0.04) / 0.04,
      data: 'not-enough',
      dataSays: 'Not enough data: 4 texts were delivered, rates say something from 30 on.',
    });
    const after = await ask(`workflows/${workflow}/results?from=2026-03-03&to=2026-03-04`);
    expect(after.totals).toMatchObject({ smsSent: 0, attributedBookings: 0, returnOnCost: null });
  });

  it.each([
    ['day', ['2026-03-02']],
    ['month', ['2026-03']],
    ['campaign', ['the campaign', null]],
    ['variant', ['a', 'b', null]],
  ])('told apart by %s add up', async (groupBy, keys) => {
    const { totals, groups = [] } = await ask(`workflows/${workflow}/results?groupBy=${groupBy}`);
    expect(groups.map(({ key }) => (key === campaign ? 'the campaign' : key))).toEqual(keys);
    for (const id of ['smsSent', 'smsCostTotal', 'attributedBookings', 'attributedRevenue']) {
      const sum = groups.reduce((all, { numbers }) => all + Number(numbers[id]), 0);
      expect(sum, id).toBe(totals[id]);
    }
  });

  it('are of the last 90 days when nobody says which, and of one year at most', async () => {
    const { from, to } = await ask(`workflows/${workflow}/results`);
    expect([from, to]).toEqual(['2025-12-04', '2026-03-04']);
    const range = async (query: string) =>
      (await salon.ask('GET', `workflows/${workflow}/results?${query}`)).json;
    expect(await range('from=2026-03-03&to=2026-03-03')).toMatchObject({
      status: 422,
      field: 'to',
    });
    const long = await range('from=2025-01-01&to=2026-03-01');
    expect(long).toMatchObject({ status: 422, field: 'to', value: '2026-03-01' });
    expect(long['allowed']).toBe('1 to 366 days after from (2025-01-01)');
    expect(await range('rule=9')).toMatchObject({ status: 400, field: 'rule' });
  });

  it('say by rule 2 what answers alone brought', async () => {
    const { totals, rule } = await ask(`workflows/${workflow}/results?rule=2`);
    expect(rule).toEqual({ version: 2, hours: { click: 120, reply: 72 } });
    expect(totals).toMatchObject({ attributedBookings: 2, attributedByDelivery: 0 });
  });

  it('are not to be had of a workflow that is not there', async () => {
    expect((await salon.ask('GET', 'workflows/wfl_nobody/results')).status).toBe(404);
  });
});

describe('the results of a campaign', () => {
  it('leave out what is not of it, and tell its variants apart', async () => {
    const { totals, groups, lift, from } = await ask(
      `campaigns/${campaign}/results?groupBy=variant`,
    );
    expect(from).toBe('2026-03-02');
    expect(totals).toMatchObject({ smsSent: 3, smsCostTotal: 30_000, attributedBookings: 2 });
    expect(groups).toMatchObject([
      { key: 'a', numbers: { smsSent: 2, attributedBookings: 1, attributedRevenue: 5000 } },
      { key: 'b', numbers: { smsSent: 1, attributedCancelled: 1, attributedRevenue: 0 } },
    ]);
    expect(lift).toEqual([]);
  });
});

it('reads a year of days in five calls of the store, and the few that changed on top', async () => {
  const { context } = salon.edge;
  const calls: string[] = [];
  const { store } = context.records;
  const counted = new Proxy(store, {
    get: (target, name: keyof typeof store) => {
      const method = target[name].bind(target) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        calls.push(name);
        return method(...args);
      };
    },
  });
  const question = {
    ...{ tenantId: 'maple', workflowId: workflow },
    ...{ from: '2026-01-01' as LocalDate, to: '2027-01-01' as LocalDate },
  };
  const quiet = { ...context, records: recordsOver(counted) };
  await results(quiet, question);
  expect(calls).toEqual(['get', 'getMany', 'getMany', 'getMany', 'getMany']);
  const ana = await salon.admit();
  await salon.text(ana, { workflowId: workflow });
  await salon.visit(ana);
  calls.length = 0;
  const live = await results(quiet, question);
  // One day changed: its texts are counted and read, with their links and answers.
  expect(calls.length).toBeLessThanOrEqual(9);
  expect(live.totals).toMatchObject({ smsSent: 5 });
  expect(live.pending).toEqual([]);
});

it('explains every number that it gives', async () => {
  const { totals } = await ask(`workflows/${workflow}/results`);
  const { data, dataSays, ...numbers } = totals;
  expect([typeof data, typeof dataSays]).toEqual(['string', 'string']);
  const { metrics } = (await salon.do('GET', 'metrics')) as unknown as {
    metrics: { id: string; formula: string; dateBasis: string; zone: string }[];
  };
  const known = new Map(metrics.map((it) => [it.id, it]));
  for (const id of Object.keys(numbers)) {
    const { formula = '', dateBasis = '', zone = '' } = known.get(id) ?? {};
    expect([formula, dateBasis, zone], id).not.toContain('');
  }
});
