import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMs, instantOf } from '../../../shared/kernel/instant.ts';
import { MESSAGE_STATUSES, type Message } from '../../../shared/messaging/model.ts';
import type { SmsFacts } from '../../../shared/sms-analytics/model.ts';
import {
  addFacts,
  factsOf,
  NO_FACTS,
  type TextEchoes,
} from '../../../shared/sms-analytics/sms-facts.ts';

const HOUR = 3_600_000;
const CLAIMED = instantOf(Date.parse('2026-03-02T15:00:00Z'));
const NOTHING: TextEchoes = { opened: [], replies: [], stops: [] };

function text(fields: Partial<Message>): Message {
  return {
    ...{ id: 'msg_1', type: 'message', tenantId: 'maple', schemaVersion: 1, attempts: 0 },
    ...{ purpose: 'service', ownerId: 'own_1', phoneId: 'phn_1', to: '+14155550123', sends: 1 },
    content: { kind: 'vaccination-digest', scanDate: '2026-03-02' as never, items: [] },
    ...{ notAfter: CLAIMED, createdAt: CLAIMED, updatedAt: CLAIMED, claimedAt: CLAIMED },
    status: 'delivered',
    ...fields,
  };
}
const facts = (fields: Partial<Message>, echoes: Partial<TextEchoes> = {}, replyMs = 72 * HOUR) =>
  factsOf(text(fields), { ...NOTHING, ...echoes }, replyMs);

describe('the facts of a text', () => {
  it.each([
    ['planned', { open: 1 }],
    ['sending', { open: 1 }],
    ['unknown', { open: 1 }],
    ['accepted', { taken: 1, unconfirmed: 1, segments: 2, unpricedSegments: 2 }],
    ['sent', { taken: 1, unconfirmed: 1, segments: 2, unpricedSegments: 2 }],
    ['delivered', { taken: 1, delivered: 1, segments: 2, unpricedSegments: 2 }],
    [
      'undelivered',
      { taken: 1, undelivered: 1, segments: 2, unpricedSegments: 2, reasons: { stale: 1 } },
    ],
    ['failed', { failed: 1, reasons: { stale: 1 } }],
    ['skipped', { skipped: 1 }],
    ['expired', { expired: 1 }],
  ] as const)('that is %s are %j', (status, expected) => {
    expect(facts({ status, segments: 2, reason: 'stale' })).toEqual({ ...NO_FACTS, ...expected });
  });

  it('count one that failed after the provider took it as taken, without a cost to expect', () => {
    const failed = facts({
      status: 'failed',
      providerId: 'SM1',
      segments: 3,
      reason: 'not-delivered',
    });
    expect(failed).toMatchObject({
      taken: 1,
      failed: 1,
      segments: 3,
      unpricedSegments: 0,
      priced: 0,
    });
  });

  it('take the price for the estimate as soon as it is known, by its currency; nothing costs 0', () => {
    expect(facts({ segments: 2, costMicros: 15_800 })).toMatchObject({
      ...{ priced: 1, unpricedSegments: 0, costMicros: { USD: 15_800 } },
    });
    expect(facts({ costMicros: 7000, costCurrency: 'EUR' }).costMicros).toEqual({ EUR: 7000 });
    expect(facts({ costMicros: 0 })).toMatchObject({ priced: 1, unpricedSegments: 0 });
  });

  it.each([
    [-1, 0],
    [0, 1],
    [72 * HOUR, 1],
    [72 * HOUR + 1, 0],
  ])('call words %d ms after the claim %d answer', (ms, answered) => {
    expect(facts({}, { replies: [addMs(CLAIMED, ms)] }).answered).toBe(answered);
  });

  it('count several answers as one', () => {
    const replies = [HOUR, 2 * HOUR, 200 * HOUR].map((ms) => addMs(CLAIMED, ms));
    expect(facts({}, { replies }).answered).toBe(1);
  });

  it('keep to the window of the business', () => {
    const replies = [addMs(CLAIMED, 2 * HOUR)];
    expect(facts({}, { replies }, HOUR).answered).toBe(0);
    expect(facts({}, { replies }, 2 * HOUR).answered).toBe(1);
  });

  it.each([
    [48 * HOUR, 1],
    [48 * HOUR + 1, 0],
  ])('lay a STOP %d ms after the claim to it: %d', (ms, optedOut) => {
    expect(facts({}, { stops: [addMs(CLAIMED, ms)] }).optedOut).toBe(optedOut);
  });

  it('count one recipient however many links they opened, and no opening that only looks like theirs', () => {
    const later = addMs(CLAIMED, HOUR);
    expect(facts({}, { opened: [later, later] }).clicked).toBe(1);
    expect(facts({}, { opened: [addMs(CLAIMED, 1999)] }).clicked).toBe(0);
    expect(facts({ deliveredAt: later }, { opened: [later] }).clicked).toBe(0);
  });

  it('let nothing come back on a text that did not arrive, so that no rate exceeds 1', () => {
    const at = [addMs(CLAIMED, HOUR)];
    for (const status of MESSAGE_STATUSES.filter((it) => it !== 'delivered')) {
      const none = { answered: 0, clicked: 0, optedOut: 0 };
      expect(facts({ status }, { replies: at, opened: at, stops: at })).toMatchObject(none);
    }
  });
});

describe('the sum of facts', () => {
  const some: fc.Arbitrary<SmsFacts> = fc
    .array(
      fc.record({
        status: fc.constantFrom(...MESSAGE_STATUSES),
        segments: fc.integer({ min: 1, max: 6 }),
        costMicros: fc.option(fc.nat(20_000), { nil: undefined }),
        costCurrency: fc.constantFrom('USD', 'EUR', undefined),
        reason: fc.constantFrom('a', 'b', undefined),
      }),
      { maxLength: 5 },
    )
    .map((list) =>
      list.map((it) => facts(it as Partial<Message>)).reduce((a, b) => addFacts(a, b), NO_FACTS),
    );

  it('is the same whatever the order and the grouping', () => {
    fc.assert(
      fc.property(some, some, some, (a, b, c) => {
        expect(addFacts(a, b)).toEqual(addFacts(b, a));
        expect(addFacts(addFacts(a, b), c)).toEqual(addFacts(a, addFacts(b, c)));
        expect(addFacts(a, NO_FACTS)).toEqual(a);
      }),
    );
  });

  it('counts every text once among where texts may stand', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        const it = addFacts(a, b);
        const { unconfirmed, delivered, undelivered, failed } = it;
        expect(it.taken).toBeLessThanOrEqual(unconfirmed + delivered + undelivered + failed);
        expect(it.taken).toBeGreaterThanOrEqual(unconfirmed + delivered + undelivered);
        const reasons = Object.values(it.reasons).reduce((x, y) => x + y, 0);
        expect(reasons).toBe(undelivered + failed);
      }),
    );
  });
});
