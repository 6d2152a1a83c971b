import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { furnishedEdge, type FurnishedEdge } from './furnished-edge.ts';

let edge: FurnishedEdge;
beforeAll(async () => {
  edge = await furnishedEdge();
});
afterAll(async () => edge.stop());

const path = (verb = '') => `no-shows/${edge.ids['noShowId'] ?? ''}${verb}`;
const reason = 'They told us why.';

describe('missed visits over HTTP', () => {
  it('are shown to staff with fee, policy and what waits, and listed by status and owner', async () => {
    const { json, status } = await edge.ask('GET', path(), { as: 'maple.staff' });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      status: 'marked',
      fee: { status: 'charged', cents: 2500, strike: 1, reason: 'first-strike' },
      laterFees: [],
    });
    const ofOwner = `no-shows?status=marked&ownerId=${edge.ids['ownerId'] ?? ''}`;
    const listed = await edge.ask('GET', ofOwner, { as: 'maple.staff' });
    expect(listed.json.items).toHaveLength(1);
    const held = await edge.ask('GET', 'no-shows?status=held', { as: 'maple.staff' });
    expect(held.json.items).toEqual([]);
  });

  it.each(['confirm', 'waive', 'charge', 'adjust'])('are not for staff to %s', async (verb) => {
    const answer = await edge.ask('POST', path(`/${verb}`), {
      as: 'maple.staff',
      body: { reason },
    });
    expect(answer).toMatchObject({
      status: 403,
      json: { type: 'urn:petops:problem:role-too-low' },
    });
  });

  it.each<[string, unknown, string]>([
    ['undo', { reason }, 'arrivedAt'],
    ['undo', { reason, arrivedAt: '2026-03-02 10:00' }, 'arrivedAt'],
    ['undo', { reason: '', arrivedAt: '2026-03-02T09:10:00-05:00' }, 'reason'],
    ['waive', {}, 'reason'],
    ['charge', { reason, feeCents: 0 }, 'feeCents'],
    ['charge', { reason, feeCents: 12.5 }, 'feeCents'],
    ['waive', { reason, amount: 5 }, 'amount'],
  ])('refuse to %s with %j, naming the field', async (verb, body, field) => {
    const { status, json } = await edge.ask('POST', path(`/${verb}`), { as: 'maple.owner', body });
    expect([status, json['field']]).toEqual([422, field]);
  });

  it('refuse an edit of what was edited since (412), then are undone, audited, and refuse it twice', async () => {
    const body = { reason, arrivedAt: '2026-03-02T09:10:00-05:00' };
    const stale = { as: 'maple.staff', body, headers: { 'if-match': '"7"' } };
    expect((await edge.ask('POST', path('/undo'), stale)).status).toBe(412);
    const undone = await edge.ask('POST', path('/undo'), { as: 'maple.staff', body });
    expect(undone).toMatchObject({
      status: 200,
      json: { status: 'undone', fee: { status: 'reversed' } },
    });
    const again = await edge.ask('POST', path('/undo'), { as: 'maple.staff', body });
    expect(again).toMatchObject({
      status: 409,
      json: { type: 'urn:petops:problem:no-show-state', value: 'undone' },
    });
    const audit = `audit-entries?subjectId=${edge.ids['noShowId'] ?? ''}`;
    const { json } = await edge.ask('GET', audit, { as: 'maple.owner' });
    const entries = json.items ?? [];
    expect(entries.find(({ role }) => role === 'staff')).toMatchObject({
      subjectType: 'noShowRecord',
      changes: { status: { before: 'marked', after: 'undone' } },
    });
  });
});

describe('reputation over HTTP', () => {
  const of = (rest = '') => `owners/${edge.ids['ownerId'] ?? ''}/reputation${rest}`;

  it('tells score, booking and history to staff; judging is for managers, and safe to repeat', async () => {
    const first = await edge.ask('GET', of(), { as: 'maple.staff' });
    const history = first.json['history'] as Record<string, unknown>[];
    expect(history.map(({ kind }) => kind)).toContain('manual');
    const body = { points: -45, reason: 'Was rude to staff' };
    const refused = await edge.ask('POST', of('-events'), { as: 'maple.staff', body });
    expect(refused.status).toBe(403);
    const ask = { as: 'maple.owner', body, headers: { 'idempotency-key': 'judge-1' } };
    const judged = await edge.ask('POST', of('-events'), ask);
    const repeated = await edge.ask('POST', of('-events'), ask);
    expect([judged.status, repeated.status]).toEqual([201, 201]);
    expect(repeated.json['id']).toBe(judged.json['id']);
    expect(judged.json['words']).toBe('Adjusted by staff (Was rude to staff): -45 points.');
    const after = await edge.ask('GET', of(), { as: 'maple.staff' });
    // The clock stands still here: of two judgements of one instant the one with the lower id comes first.
    expect([55, 60]).toContain(after.json['score']);
    expect(after.json['booking']).toMatchObject({
      online: { rung: 'deposit', outcome: 'deposit' },
    });
  });

  it.each<[unknown, string]>([
    [{ points: 0, reason }, 'points'],
    [{ points: 101, reason }, 'points'],
    [{ points: 5 }, 'reason'],
  ])('refuses a judgement of %j', async (body, field) => {
    const { status, json } = await edge.ask('POST', of('-events'), { as: 'maple.owner', body });
    expect([status, json['field']]).toEqual([422, field]);
  });

  it('keeps the thresholds of the ladder in order, whichever is changed', async () => {
    const change = async (reputation: unknown) =>
      edge.ask('PATCH', 'tenant-settings', { as: 'maple.owner', body: { reputation } });
    expect(await change({ refusedBelow: 60 })).toMatchObject({
      status: 422,
      json: {
        type: 'urn:petops:problem:ladder-out-of-order',
        field: 'reputation.refusedBelow',
        value: 60,
      },
    });
    const done = await change({ refusedBelow: 60, approvalBelow: 65 });
    expect(done.json['reputation']).toMatchObject({
      refusedBelow: 60,
      approvalBelow: 65,
      depositBelow: 70,
    });
    const fees = { noShows: { feeCents: 3000, feeMode: 'review' } };
    const set = await edge.ask('PATCH', 'tenant-settings', { as: 'maple.owner', body: fees });
    expect(set.json['noShows']).toMatchObject({
      feeCents: 3000,
      feeMode: 'review',
      windowMonths: 12,
    });
  });
});
