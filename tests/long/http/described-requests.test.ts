import { afterAll, beforeAll, expect, it } from 'vitest';
import { describedApi } from '../../scenarios/http/described-api.ts';
import { askAsDescribed } from '../../scenarios/http/described-requests.ts';
import { furnishedEdge, type FurnishedEdge } from '../../scenarios/http/furnished-edge.ts';

let edge: FurnishedEdge;
beforeAll(async () => {
  edge = await furnishedEdge();
});
afterAll(async () => edge.stop());

it('answers 10,000 requests made from its own description as documented, without a fault', async () => {
  const { json } = await edge.ask('GET', 'openapi.json');
  const tally = await askAsDescribed(edge, describedApi(json), { runs: 10_000, seed: 7 });
  // Every operation must have been done, or nothing is proven about its replies.
  expect(tally.neverDone).toEqual([]);
});
