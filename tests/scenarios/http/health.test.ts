import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeHeartbeat } from '../../../shared/due-work/heartbeat.ts';
import { startEdge, START, type Edge } from './edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(async () => edge.stop());

it('health says that no tick has run yet, that it runs, and that it stopped', async () => {
  const health = async () => (await edge.ask('GET', 'health')).json;
  expect(await health()).toEqual({ status: 'ok', checks: { store: 'ok', tick: 'not-yet' } });
  await writeHeartbeat(edge.context, START, {}, undefined);
  edge.setTime('2026-03-02T15:03:00Z');
  expect(await health()).toEqual({ status: 'ok', checks: { store: 'ok', tick: 'ok' } });
  edge.setTime('2026-03-02T15:03:00.001Z');
  expect(await health()).toEqual({ status: 'degraded', checks: { store: 'ok', tick: 'late' } });
});
