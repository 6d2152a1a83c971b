import { describe, expect, it } from 'vitest';
import type { Instant } from '../../../shared/kernel/instant.ts';
import type { Trigger } from '../../../shared/workflows/triggers.ts';
import { usefulUntil } from '../../../shared/workflows/useful-until.ts';

const NOW = '2026-03-07T16:00:00.000Z' as Instant;
const MONDAY = '2026-03-09T14:00:00.000Z' as Instant;

const step = (type: string, more: { outsideHours?: 'wait' | 'skip'; startsAt?: string } = {}) => {
  const { outsideHours, startsAt } = more;
  const trigger = { type } as Trigger;
  return {
    version: {
      definition: { trigger, maxLateMinutes: 180, ...(outsideHours && { outsideHours }) },
    },
    loaded: { appointment: startsAt ? { startsAt: startsAt as Instant } : undefined },
    now: NOW,
  };
};

describe('a text that meets closed hours', () => {
  it('is dropped when they open later than it may be late, where the workflow says skip', () => {
    const skips = step('birthday', { outsideHours: 'skip' });
    expect(usefulUntil(skips, MONDAY)).toBe('2026-03-07T19:00:00.000Z');
  });

  it('is never a reminder that waits past its time', () => {
    const reminder = step('appointment_approaching', { startsAt: '2026-03-09T20:00:00.000Z' });
    expect(usefulUntil(reminder, MONDAY)).toBe('2026-03-07T19:00:00.000Z');
  });

  it('does not wait for hours that open more than five days later, or never', () => {
    const far = '2026-03-12T16:00:00.001Z' as Instant;
    expect(usefulUntil(step('birthday'), far)).toBe('2026-03-07T19:00:00.000Z');
    expect(usefulUntil(step('birthday'), undefined)).toBe('2026-03-07T19:00:00.000Z');
  });

  it('waits for them over the weekend, and may then be as late as any', () => {
    expect(usefulUntil(step('customer_lapsed'), MONDAY)).toBe('2026-03-09T17:00:00.000Z');
  });

  it('does not wait into the visit that it is about', () => {
    const booked = step('appointment_created', { startsAt: '2026-03-09T15:00:00.000Z' });
    expect(usefulUntil(booked, MONDAY)).toBe('2026-03-09T15:00:00.000Z');
    const soon = step('appointment_created', { startsAt: '2026-03-07T17:00:00.000Z' });
    expect(usefulUntil(soon, NOW)).toBe('2026-03-07T19:00:00.000Z');
  });
});

it('a text of a visit that is over is of use as long as any other', () => {
  const thanks = step('appointment_completed', { startsAt: '2026-03-07T13:00:00.000Z' });
  expect(usefulUntil(thanks, NOW)).toBe('2026-03-07T19:00:00.000Z');
});
