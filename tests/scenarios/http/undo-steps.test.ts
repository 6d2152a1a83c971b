import { afterAll, beforeAll, expect, it } from 'vitest';
import { furnishedEdge, type FurnishedEdge } from './furnished-edge.ts';

let edge: FurnishedEdge;
let visitId: string;
beforeAll(async () => {
  edge = await furnishedEdge();
  const booking = {
    ownerId: edge.ids['ownerId'],
    staffId: edge.ids['staffId'],
    services: [{ petId: edge.ids['petId'], serviceId: edge.ids['serviceId'] }],
    startsAt: '2026-03-02T10:10:00-05:00',
    source: 'phone',
    override: { rules: ['outside-shift', 'double-booking'], reason: 'A test.' },
  };
  const booked = await edge.ask('POST', 'appointments', { as: 'maple.owner', body: booking });
  expect(booked.status).toBe(201);
  visitId = String(booked.json['id']);
});
afterAll(async () => edge.stop());

interface Change {
  readonly after: { readonly step: string; readonly reason: string };
}

const reason = 'It was another dog.';
const step = async (verb: string, as = 'maple.staff', more: object = {}) => {
  const body = verb.startsWith('undo') ? { reason } : {};
  const takesNone = verb === 'start';
  const ask = { as, ...(takesNone ? {} : { body }), ...more };
  return edge.ask('POST', `appointments/${visitId}/${verb}`, ask);
};

it('a step taken by mistake is taken back with a reason, which the audit keeps; a completion by a manager', async () => {
  expect((await step('check-in')).status).toBe(200);
  const stale = { headers: { 'if-match': '"1"' } };
  expect((await step('undo-check-in', 'maple.staff', stale)).status).toBe(412);
  const empty = await step('undo-check-in', 'maple.staff', { body: { reason: '' } });
  expect([empty.status, empty.json['field']]).toEqual([422, 'reason']);
  expect(await step('undo-check-in')).toMatchObject({ status: 200, json: { status: 'booked' } });
  expect(await step('undo-check-in')).toMatchObject({
    status: 409,
    json: { type: 'urn:petops:problem:appointment-state', value: 'booked', allowed: 'arrived' },
  });
  expect((await step('check-in')).status).toBe(200);
  expect((await step('start')).status).toBe(200);
  expect((await step('undo-start')).status).toBe(200);
  expect((await step('complete')).status).toBe(200);
  expect(await step('undo-completion')).toMatchObject({
    status: 403,
    json: { type: 'urn:petops:problem:role-too-low' },
  });
  const undone = await step('undo-completion', 'maple.manager');
  expect(undone).toMatchObject({ status: 200, json: { status: 'arrived' } });
  const off = { body: { by: 'owner', reason: 'Sick' } };
  expect((await step('cancel', 'maple.staff', off)).status).toBe(200);
  expect((await step('undo-cancellation', 'maple.staff', stale)).status).toBe(412);
  const rules = { rules: ['double-booking'], reason: 'Both.' };
  const forced = { body: { reason, override: rules } };
  expect(await step('undo-cancellation', 'maple.staff', forced)).toMatchObject({
    status: 403,
    json: { type: 'urn:petops:problem:role-too-low' },
  });
  const back = await step('undo-cancellation');
  expect(back).toMatchObject({ status: 200, json: { status: 'arrived' } });
  expect(back.json).not.toHaveProperty('cancellation');
  expect(await step('undo-cancellation')).toMatchObject({
    status: 409,
    json: { type: 'urn:petops:problem:appointment-state', allowed: 'cancelled' },
  });
  const audit = await edge.ask('GET', `audit-entries?subjectId=${visitId}`, { as: 'maple.owner' });
  // All of this is of one moment, so that the entries stand in no particular order.
  const told = (audit.json.items ?? []).map((it) => it['changes'] as { undone?: Change });
  const undoings = told.flatMap(({ undone: change }) => (change === undefined ? [] : change.after));
  expect(undoings.map((it) => [it.step, it.reason]).sort()).toEqual(
    ['cancellation', 'check-in', 'completion', 'start'].map((it) => [it, reason]),
  );
});
