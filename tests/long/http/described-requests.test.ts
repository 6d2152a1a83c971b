import { afterAll, beforeAll, expect, it } from 'vitest';
import { describedApi } from '../../scenarios/http/described-api.ts';
import { askAsDescribed } from '../../scenarios/http/described-requests.ts';
import { furnishedEdge, type FurnishedEdge } from '../../scenarios/http/furnished-edge.ts';

/** The part of the operations that chance must bring to success. */
const MOST = 0.75;

let edge: FurnishedEdge;
beforeAll(async () => {
  edge = await furnishedEdge();
});
afterAll(async () => edge.stop());

it('answers 10,000 requests made from its own description as documented, without a fault', async () => {
  const { json } = await edge.ask('GET', 'openapi.json');
  const tally = await askAsDescribed(edge, describedApi(json), { runs: 10_000, seed: 7 });
  // What was never done proves nothing about its replies; but much cannot be done by chance: a
  // visit is checked in only before it is completed, a job approved only while it is held, a
  // webhook is signed. Those have scenarios of their own; most of the document must be met here.
  const done = tally.counts.size - tally.neverDone.length;
  expect(done / tally.counts.size, tally.neverDone.join(', ')).toBeGreaterThan(MOST);
});
