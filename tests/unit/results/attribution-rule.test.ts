import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMs, type Instant } from '../../../shared/kernel/instant.ts';
import {
  ATTRIBUTION_RULES,
  creditedTouch,
  TOUCH_KINDS,
  type AttributionRule,
  type Touch,
} from '../../../shared/results/attribution-rule.ts';

const HOUR = 3_600_000;
const BOOKED = '2026-03-20T15:00:00.000Z' as Instant;

function ruleOf(version: number): AttributionRule {
  const rule = ATTRIBUTION_RULES.find((it) => it.version === version);
  if (rule === undefined) throw new Error(`No rule ${String(version)}`);
  return rule;
}

/** A touch so many milliseconds before the booking, of a text claimed an hour before it. */
function touch(kind: Touch['kind'], msBefore: number, messageId = 'msg_a', claimed = HOUR): Touch {
  const at = addMs(BOOKED, -msBefore);
  return { kind, at, messageId, claimedAt: addMs(at, -claimed) };
}

describe('a booking is credited', () => {
  it.each([
    ['click', 5 * 24 * HOUR],
    ['reply', 3 * 24 * HOUR],
    ['delivered', 24 * HOUR],
  ] as const)('to a %s up to its window ago, inclusively to the millisecond', (kind, window) => {
    const rule = ruleOf(1);
    expect(creditedTouch(rule, BOOKED, [touch(kind, 0)])?.kind).toBe(kind);
    expect(creditedTouch(rule, BOOKED, [touch(kind, window)])?.kind).toBe(kind);
    expect(creditedTouch(rule, BOOKED, [touch(kind, window + 1)])).toBeUndefined();
    expect(creditedTouch(rule, BOOKED, [touch(kind, -1)])).toBeUndefined();
  });

  it('to the strongest kind, however much later a weaker one came', () => {
    const click = touch('click', 4 * 24 * HOUR, 'msg_old');
    const reply = touch('reply', 2 * HOUR, 'msg_mid');
    const delivered = touch('delivered', HOUR, 'msg_new');
    const rule = ruleOf(1);
    expect(creditedTouch(rule, BOOKED, [delivered, reply, click])?.messageId).toBe('msg_old');
    expect(creditedTouch(rule, BOOKED, [delivered, reply])?.messageId).toBe('msg_mid');
    expect(creditedTouch(rule, BOOKED, [delivered])?.messageId).toBe('msg_new');
  });

  it('to a weaker kind once the stronger one is out of its window', () => {
    const click = touch('click', 5 * 24 * HOUR + 1, 'msg_old');
    const reply = touch('reply', 3 * 24 * HOUR, 'msg_new');
    expect(creditedTouch(ruleOf(1), BOOKED, [click, reply])?.messageId).toBe('msg_new');
  });

  it('to the last touch of a kind', () => {
    const first = touch('click', 3 * HOUR, 'msg_a');
    const last = touch('click', 2 * HOUR, 'msg_b');
    expect(creditedTouch(ruleOf(1), BOOKED, [first, last])?.messageId).toBe('msg_b');
  });

  it('to the text claimed later, then to the greater id, when two touches share their instant', () => {
    const early = touch('click', HOUR, 'msg_z', 3 * HOUR);
    const late = touch('click', HOUR, 'msg_a', HOUR);
    const twin = touch('click', HOUR, 'msg_b', HOUR);
    expect(creditedTouch(ruleOf(1), BOOKED, [early, late])?.messageId).toBe('msg_a');
    expect(creditedTouch(ruleOf(1), BOOKED, [early, late, twin])?.messageId).toBe('msg_b');
  });

  it('to no delivery by rule 2, and otherwise as by rule 1', () => {
    expect(creditedTouch(ruleOf(2), BOOKED, [touch('delivered', HOUR)])).toBeUndefined();
    const click = touch('click', 5 * 24 * HOUR);
    expect(creditedTouch(ruleOf(2), BOOKED, [click, touch('delivered', HOUR)])).toBe(click);
  });

  it('to nothing without a touch', () => {
    expect(creditedTouch(ruleOf(1), BOOKED, [])).toBeUndefined();
  });
});

describe('windows are hours that pass, not days of the calendar', () => {
  // New York: clocks go forward on 8 March 2026 and back on 1 November; 2028 has a 29 February.
  it.each([
    ['over the hour that is left out', '2026-03-12T13:00:00.000Z', '2026-03-07T13:00:00.000Z'],
    ['over the hour that comes twice', '2026-11-03T14:00:00.000Z', '2026-10-29T14:00:00.000Z'],
    ['over a leap day', '2028-03-02T15:00:00.000Z', '2028-02-26T15:00:00.000Z'],
    ['at midnight of the business', '2026-03-06T05:00:00.000Z', '2026-03-01T05:00:00.000Z'],
  ])('%s a click counts 120 hours and not a millisecond longer', (_when, booked, clicked) => {
    const at = clicked as Instant;
    const click: Touch = { kind: 'click', at, messageId: 'msg_a', claimedAt: addMs(at, -HOUR) };
    expect(creditedTouch(ruleOf(1), booked as Instant, [click])).toBe(click);
    expect(creditedTouch(ruleOf(1), addMs(booked as Instant, 1), [click])).toBeUndefined();
  });
});

it('does not depend on the order in which touches are looked at', () => {
  const anyTouch = fc
    .record({
      kind: fc.constantFrom(...TOUCH_KINDS),
      hours: fc.integer({ min: -1, max: 130 }),
      text: fc.nat(3),
    })
    .map(({ kind, hours, text }) => touch(kind, hours * HOUR, `msg_${String(text)}`, text * HOUR));
  const shuffled = fc
    .array(anyTouch, { maxLength: 8 })
    .chain((touches) =>
      fc.tuple(
        fc.constant(touches),
        fc.shuffledSubarray(touches, { minLength: touches.length, maxLength: touches.length }),
      ),
    );
  fc.assert(
    fc.property(shuffled, fc.constantFrom(...ATTRIBUTION_RULES), ([touches, other], rule) => {
      expect(creditedTouch(rule, BOOKED, other)).toEqual(creditedTouch(rule, BOOKED, touches));
    }),
  );
});
