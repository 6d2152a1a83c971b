import { afterAll, beforeAll, expect, it } from 'vitest';
import { describedApi } from './described-api.ts';
import { askAsDescribed } from './described-requests.ts';
import { furnishedEdge, type FurnishedEdge } from './furnished-edge.ts';

let edge: FurnishedEdge;
beforeAll(async () => {
  edge = await furnishedEdge();
});
afterAll(async () => edge.stop());

it('answers 1,000 requests made from its own description as documented, without a fault', async () => {
  const { json } = await edge.ask('GET', 'openapi.json');
  const tally = await askAsDescribed(edge, describedApi(json), { runs: 1000, seed: 20_260_302 });
  const answers = [...tally.counts.values()].flatMap((it) => [...it]);
  const done = answers.filter(([status]) => status < 300).map(([, count]) => count);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  expect(sum(answers.map(([, count]) => count))).toBe(1000);
  // Refusing everything would be no proof.
  expect(sum(done)).toBeGreaterThan(100);
});
