import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drain } from '../../../shared/due-work/drain.ts';
import { jobType } from '../../../shared/jobs/model.ts';
import { listTenants } from '../../../shared/tenants/list-tenants.ts';
import { workers } from '../../../shared/workers.ts';
import { startEdge, type Answer, type Edge } from '../http/edge.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await startEdge();
});
afterEach(async () => edge.stop());

const as = 'maple.owner';
const patch = async (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  edge.ask('PATCH', 'tenant-settings', { as, body, headers });
const settings = async (): Promise<Answer> => edge.ask('GET', 'tenant-settings', { as });
const jobs = async () => {
  const page = await edge.context.records.query(jobType, { tenantId: 'maple' }, { limit: 10 });
  return new Map(page.items.map(({ value }) => [value.job, value]));
};

describe('settings that are changed', () => {
  it('say what is in force, in the business and in the register', async () => {
    const answer = await patch({
      name: 'Maple Street',
      textHours: { start: '10:00', end: '18:00' },
      sender: { from: '+14155550123' },
      vaccination: { textGuard: 50, required: [{ species: 'dog', vaccine: 'Bordetella' }] },
    });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      name: 'Maple Street',
      textHours: { start: '10:00', end: '18:00' },
      sender: { from: '+14155550123' },
      vaccination: { textGuard: 50, required: [{ species: 'dog', vaccine: 'bordetella' }] },
      planVersion: 2,
      revision: 2,
    });
    const entries = await listTenants(edge.context.records);
    expect(entries.find(({ id }) => id === 'maple')?.name).toBe('Maple Street');
    expect((await edge.ask('GET', 'tenant-settings', { as: 'birch.owner' })).json).toMatchObject({
      name: 'birch',
      revision: 1,
    });
    expect((await patch({ sender: null })).json).not.toHaveProperty('sender');
  });

  it('keep thresholds with most days first, in whatever order they come', async () => {
    const { json } = await patch({ vaccination: { thresholdDays: [0, 60, 7] } });
    expect(json['vaccination']).toMatchObject({ thresholdDays: [60, 7, 0] });
  });

  it('leave revision and plans alone when they repeat what stands', async () => {
    const answer = await patch({
      name: 'maple',
      timeZone: 'America/New_York',
      sender: null,
      vaccination: { thresholdDays: [0, 7, 14, 30] },
      scheduling: { reminderHours: [2, 24], graceMinutes: 15, vaccineRule: 'warn' },
    });
    expect(answer.json).toMatchObject({ revision: 1, planVersion: 1 });
    expect((await jobs()).has('replan')).toBe(false);
  });

  it.each([
    [{ vaccination: { thresholdDays: [30] } }],
    [{ vaccination: { staleAfterDays: 3 } }],
    [{ vaccination: { scanAt: '07:00' } }],
    [{ textHours: { start: '10:00', end: '18:00' } }],
    [{ scheduling: { reminderHours: [48] } }],
    [{ scheduling: { graceMinutes: 20 } }],
    [{ timeZone: 'America/Chicago' }],
    [{ timeZone: 'America/Chicago', effectiveFrom: '2026-05-01' }],
  ])('%j: plans are counted up and planned anew', async (body) => {
    expect((await patch(body)).json).toMatchObject({ planVersion: 2, revision: 2 });
    expect((await jobs()).get('replan')).toMatchObject({ status: 'waiting', dueKind: 'jobs' });
  });
});

describe('two changes at once', () => {
  it('take effect both when they do not say which revision they mean', async () => {
    const answers = await Promise.all([
      patch({ name: 'Maple Street' }),
      patch({ vaccination: { scanAt: '07:00' } }),
      patch({ vaccination: { thresholdDays: [30] } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await settings()).json).toMatchObject({
      name: 'Maple Street',
      vaccination: { scanAt: '07:00', thresholdDays: [30] },
      revision: 4,
      planVersion: 3,
    });
  });

  it('are one change and one refusal when both mean the same revision', async () => {
    const headers = { 'if-match': '"1"' };
    const answers = await Promise.all(
      ['08:00', '09:00'].map(async (scanAt) => patch({ vaccination: { scanAt } }, headers)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const won = answers.find(({ status }) => status === 200);
    expect((await settings()).text).toBe(won?.text);
  });
});

describe('the daily scan', () => {
  const dueAt = async () => (await jobs()).get('vaccination-scan')?.dueAt;

  it('follows another time in the same commit', async () => {
    expect(await dueAt()).toBe('2026-03-03T11:00:00.000Z');
    await patch({ vaccination: { scanAt: '07:30' } });
    expect(await dueAt()).toBe('2026-03-03T12:30:00.000Z');
  });

  it('follows a move to another zone from its day on, over the change to summer time', async () => {
    edge.setTime('2026-03-06T20:00:00Z');
    await drain(edge.context, workers);
    await patch({ vaccination: { scanAt: '06:30' } });
    await patch({ timeZone: 'America/Los_Angeles', effectiveFrom: '2026-03-08' });
    expect(await dueAt()).toBe('2026-03-07T11:30:00.000Z');
    edge.setTime('2026-03-07T12:00:00Z');
    await drain(edge.context, workers);
    expect((await settings()).json['timeZone']).toBe('America/New_York');
    await patch({ vaccination: { scanAt: '06:00' } });
    // 06:00 in Los Angeles on the first day of summer time.
    expect(await dueAt()).toBe('2026-03-08T13:00:00.000Z');
    edge.setTime('2026-03-08T08:00:00Z');
    expect((await settings()).json).toMatchObject({
      timeZone: 'America/Los_Angeles',
      zonePeriods: [
        { timeZone: 'America/New_York' },
        { from: '2026-03-08', timeZone: 'America/Los_Angeles' },
      ],
    });
  });

  it('runs at once when its new time has passed on a day that was not scanned yet', async () => {
    edge.setTime('2026-03-03T10:30:00Z');
    await patch({ vaccination: { scanAt: '05:00' } });
    expect(await dueAt()).toBe('2026-03-03T10:30:00.000Z');
  });

  it('still runs when it was due as its time changed', async () => {
    edge.setTime('2026-03-03T11:00:30Z');
    await patch({ vaccination: { scanAt: '05:00' } });
    expect(await dueAt()).toBe('2026-03-03T11:00:00.000Z');
  });
});
