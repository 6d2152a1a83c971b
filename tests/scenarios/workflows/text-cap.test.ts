import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageType } from '../../../shared/messaging/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { workers } from '../../../shared/workers.ts';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const NOW = '2026-03-02T15:00:00.000Z';
const MAX_LATE = { maxLateMinutes: 10_080 };

/** A workflow of one text under a cap of one in so many days. */
const capped = async (days: number): Promise<string> => {
  const template = await salon.template('Hi {{owner.first_name}}');
  const steps = [
    { type: 'send_sms', template },
    { type: 'wait', days: 30 },
  ];
  const frequencyCap = { texts: 1, days };
  const trigger = { type: 'manual' };
  return salon.activate({ name: 'Capped', trigger, steps, frequencyCap, ...MAX_LATE });
};
const enter = async (workflowId: string, ownerId = salon.ownerId): Promise<string> =>
  String((await salon.do('POST', `workflows/${workflowId}/runs`, { ownerId }))['id']);
const work = async (kind: 'workflow-steps' | 'sms', id: string, context: Context = salon.context) =>
  workers[kind].work(context, { tenantId: 'maple', id, kind });
const texts = async () => (await salon.do('GET', 'messages')).items ?? [];
const idsOfTexts = async () => (await texts()).map(({ id }) => String(id)).sort();
/** How the texts stand, sent ones before those that were not. */
const outcomes = async () =>
  (await texts()).map(({ status, reason }) => String(reason ?? status)).sort();
const bodies = () => salon.sent.map(({ body }) => body);

/** A context in which nobody who asks for an owner's texts is answered before so many have asked. */
const together = (askers: number): Context => {
  const { context } = salon;
  const { records } = context;
  let asked = 0;
  const all = Promise.withResolvers<undefined>();
  const query: typeof records.query = async (type, ...rest) => {
    const found = await records.query(type, ...rest);
    if ((type as object) !== messageType) return found;
    if (++asked >= askers) all.resolve(undefined);
    await all.promise;
    return found;
  };
  return { ...context, records: { ...records, query } };
};

/** Two texts to one owner that were planned at once: neither step saw the other's. */
const twoPlanned = async (days: number): Promise<string[]> => {
  const workflowId = await capped(days);
  const runs = [await enter(workflowId), await enter(workflowId)];
  const context = together(runs.length);
  await Promise.all(runs.map(async (id) => work('workflow-steps', id, context)));
  expect(await outcomes()).toEqual(['planned', 'planned']);
  return idsOfTexts();
};

describe('two texts under a cap of one that were planned at once', () => {
  it('are one: the later claim finds the earlier and ends as frequency-cap', async () => {
    const [first = '', second = ''] = await twoPlanned(7);
    await work('sms', second);
    await work('sms', first);
    expect(await salon.do('GET', `messages/${first}`)).toMatchObject({
      ...{ status: 'skipped', reason: 'frequency-cap' },
    });
    expect(bodies()).toEqual(['Hi Ada']);
  });

  it('are one when they are claimed at once as well: the loser is decided again', async () => {
    const ids = await twoPlanned(7);
    const context = together(ids.length);
    await Promise.all(ids.map(async (id) => work('sms', id, context)));
    await salon.at(NOW);
    expect(bodies()).toEqual(['Hi Ada']);
    expect(await outcomes()).toEqual([expect.any(String), 'frequency-cap']);
  });

  it('leave it to the second when the first never went out', async () => {
    const [first = '', second = ''] = await twoPlanned(7);
    const text = await salon.context.records.get(messageType, { tenantId: 'maple' }, first);
    const { runId = '' } = text?.value.content as { runId?: string };
    await salon.do('POST', `workflow-runs/${runId}/cancel`);
    await work('sms', first);
    await work('sms', second);
    expect(bodies()).toEqual(['Hi Ada']);
    expect(await outcomes()).toEqual(['accepted', 'run-cancelled']);
  });

  it.each([
    ['is not sent when exactly that long ago the other was planned', 0, ['Hi Ada']],
    ['is sent a millisecond later', 1, ['Hi Ada', 'Hi Ada']],
  ])('a claim at the end of the window %s', async (_what, laterMs, sent) => {
    const [first = '', second = ''] = await twoPlanned(1);
    await work('sms', first);
    salon.edge.setTime(new Date(Date.parse(NOW) + 86_400_000 + laterMs).toISOString());
    await work('sms', second);
    expect(bodies()).toEqual(sent);
  });
});

describe('a text under a cap of one a day', () => {
  it.each([
    // 24 hours, over the hour that clocks skip.
    ['2026-03-07T10:00:00-05:00', '2026-03-08T11:00:00-04:00', 0],
    ['2026-03-07T10:00:00-05:00', '2026-03-08T11:00:00-04:00', 1],
    // And over the one that comes twice.
    ['2026-10-31T11:00:00-04:00', '2026-11-01T10:00:00-05:00', 0],
    ['2026-10-31T11:00:00-04:00', '2026-11-01T10:00:00-05:00', 1],
    ['2028-02-28T10:00:00-05:00', '2028-02-29T10:00:00-05:00', 0],
    ['2028-02-28T10:00:00-05:00', '2028-02-29T10:00:00-05:00', 1],
  ])('is planned after one of %s from a millisecond past %s on (%i ms)', async (...row) => {
    const [first, second, laterMs] = row;
    const workflowId = await capped(1);
    for (const time of [Date.parse(first), Date.parse(second) + laterMs]) {
      salon.edge.setTime(new Date(time).toISOString());
      await work('workflow-steps', await enter(workflowId));
    }
    expect(await outcomes()).toHaveLength(1 + laterMs);
  });

  it.each(['while they are merged', 'after it'])(
    'counts what an owner got who was merged into this one: %s',
    async (when) => {
      const workflowId = await capped(7);
      const other = { firstName: 'Augusta', phone: '+14155550199' };
      const into = String((await salon.do('POST', 'owners', other))['id']);
      const adas = await enter(workflowId);
      await work('workflow-steps', adas);
      const [first = ''] = await idsOfTexts();
      await work('workflow-steps', await enter(workflowId, into));
      const second = (await idsOfTexts()).find((id) => id !== first) ?? '';
      await work('sms', first);
      await salon.do('POST', `owners/${into}/merge`, { from: salon.ownerId });
      if (when === 'after it') await salon.at('2026-03-02T16:00:00.000Z', 'sms');
      await work('sms', second);
      expect(bodies()).toEqual(['Hi Ada']);
      expect(await outcomes()).toContain('frequency-cap');
    },
  );
});
