import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workers } from '../../../shared/workers.ts';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const at = (time: string) => `2026-03-02T${time}:00-05:00`;

const twoHours = async (reentry: object): Promise<string> =>
  salon.activate({
    name: 'By hand',
    trigger: { type: 'manual' },
    steps: [
      { type: 'wait', hours: 2 },
      { type: 'log_event', message: 'x' },
    ],
    reentry,
    maxLateMinutes: 10_080,
  });

const enter = async (id: string, ownerId = salon.ownerId) => {
  const run = await salon.do('POST', `workflows/${id}/runs`, { ownerId });
  return { id: String(run['id']), refused: JSON.stringify(run).includes('re-entry') };
};

/** Lets each attempt of a run's step die until it is given up. */
const failing = async (id: string, from: string): Promise<void> => {
  let now = Date.parse(from);
  for (let attempt = 0; attempt < 12; attempt++) {
    salon.edge.setTime(new Date(now).toISOString());
    const pointer = { tenantId: 'maple', id, kind: 'workflow-steps' } as const;
    await workers['workflow-steps'].poison(salon.edge.context, pointer);
    now += 5 * 3_600_000;
  }
  expect(await salon.do('GET', `workflow-runs/${id}`)).toMatchObject({ status: 'failed' });
};

describe.each([{ rule: 'not_while_running' }, { rule: 'after_days', days: 1 }])(
  'an earlier run that is under way ($rule)',
  (reentry) => {
    it('keeps out whom two owners became, until the last run of either is over', async () => {
      const id = await twoHours(reentry);
      const other = { firstName: 'Augusta', phone: '+14155550199' };
      const into = String((await salon.do('POST', 'owners', other))['id']);
      await enter(id);
      await salon.at(at('10:00'));
      await salon.at(at('11:00'));
      const later = await enter(id, into);
      await salon.at(at('11:30'));
      await salon.do('POST', `owners/${into}/merge`, { from: salon.ownerId });
      await salon.at(at('11:40'));
      await salon.do('POST', `workflow-runs/${later.id}/cancel`);
      await salon.at(at('11:45'));
      expect(await enter(id, into)).toMatchObject({ refused: true });
      await salon.at(at('12:30'));
      const bothOver = { refused: reentry.rule === 'after_days' };
      expect(await enter(id, into)).toMatchObject(bothOver);
    });

    it('keeps its owner out when it had failed and goes on, whatever came in between', async () => {
      const id = await twoHours(reentry);
      const failed = await enter(id);
      await failing(failed.id, at('10:00'));
      await salon.at('2026-03-09T10:00:00-04:00');
      const second = await enter(id);
      expect(second).toMatchObject({ refused: false });
      await salon.at('2026-03-09T10:00:00-04:00');
      await salon.at('2026-03-09T13:00:00-04:00');
      const { status } = await salon.do('GET', `workflow-runs/${second.id}`);
      expect(status).toBe('done');
      await salon.do('POST', `workflow-runs/${failed.id}/retry`);
      await salon.at('2026-03-12T10:00:00-04:00', 'workflow-steps');
      expect(await enter(id)).toMatchObject({ refused: true });
      await salon.at('2026-03-12T13:00:00-04:00');
      await salon.at('2026-03-12T16:00:00-04:00');
      expect(await enter(id)).toMatchObject({ refused: false });
    });
  },
);
