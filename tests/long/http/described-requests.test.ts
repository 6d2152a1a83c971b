import { afterAll, beforeAll, expect, it } from 'vitest';
import { endpoints } from '../../../functions/http/endpoints.ts';
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
  // What was never done proves nothing about its replies. These need more than one request with
  // made-up content (a code, a held job, a failure, two known owners), or what they act on may be
  // taken away by another request first (a member).
  const beyondRequests = [
    'accept-invitation',
    'approve-job',
    'dismiss-job',
    'dismiss-owner-duplicate',
    'merge-owner',
    'retry-email',
    'retry-import',
    'retry-job',
    'update-member',
  ];
  // A provider's request is signed, over an address that names a text.
  const signed = endpoints.filter(({ role }) => role === 'provider').map(({ name }) => name);
  const excused = new Set([...beyondRequests, ...signed]);
  expect(tally.neverDone.filter((name) => !excused.has(name))).toEqual([]);
});
