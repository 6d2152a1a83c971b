import { describe, expect, it } from 'vitest';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import type { WorkflowRun } from '../../../shared/workflows/model.ts';
import { parked, stepped } from '../../../shared/workflows/run-state.ts';
import { whyTooLate } from '../../../shared/workflows/step-lateness.ts';
import { stepInput } from '../../../shared/workflows/steps.ts';
import { waitUntil } from '../../../shared/workflows/wait-until.ts';
import { businessWith } from '../../fixtures/business.ts';

const business = businessWith();
const at = (text: string): Instant => instantOf(Date.parse(text));
const due = (text: string) => ({ stepDueAt: at(text), dueAt: at(text) });
const running = (text: string): WorkflowRun =>
  ({ ...due(text), status: 'running', entries: [], stepId: 'step-1' }) as unknown as WorkflowRun;

/** Holds that a step is in time until an instant, and not a millisecond longer. */
const expectLast = (
  run: Pick<WorkflowRun, 'stepDueAt' | 'dueAt'>,
  minutes: number,
  last: string,
) => {
  expect(whyTooLate(run, minutes, at(last))).toBeUndefined();
  expect(whyTooLate(run, minutes, addMs(at(last), 1))).toContain(
    `was due at ${String(run.stepDueAt)} and may be ${String(minutes)} minutes late`,
  );
};

describe('a step is in time', () => {
  it.each([
    ['on an ordinary day', '2026-03-06T10:00:00-05:00', 1, '2026-03-06T10:01:00-05:00'],
    ['over midnight', '2026-03-06T23:59:00-05:00', 2, '2026-03-07T00:01:00-05:00'],
    ['over the hour that clocks skip', '2026-03-08T00:30:00-05:00', 180, '2026-03-08T04:30-04:00'],
    ['over the one that comes twice', '2026-11-01T00:30:00-04:00', 180, '2026-11-01T02:30-05:00'],
    ['into the leap day', '2028-02-28T23:00:00-05:00', 1440, '2028-02-29T23:00:00-05:00'],
    ['for a week', '2026-03-02T10:00:00-05:00', 10_080, '2026-03-09T11:00:00-04:00'],
  ])('until so many minutes of real time have passed: %s', (_what, from, minutes, last) => {
    expectLast(due(from), minutes, last);
  });

  it.each([
    ['when clocks went forward', '2026-03-07T10:00:00-05:00', {}, '2026-03-08T10:20:00-04:00'],
    ['when they went back', '2026-10-31T10:00:00-04:00', {}, '2026-11-01T10:20:00-05:00'],
    ['at a time skipped', '2026-03-07T10:00-05:00', { until: '02:30' }, '2026-03-08T03:20-04:00'],
    [
      'at one that comes twice',
      '2026-10-31T10:00-04:00',
      { until: '01:50' },
      '2026-11-01T01:10-05:00',
    ],
    ['on the leap day', '2028-02-28T10:00:00-05:00', {}, '2028-02-29T10:20:00-05:00'],
    ['at midnight', '2026-03-05T10:00:00-05:00', { until: '00:00' }, '2026-03-06T00:20:00-05:00'],
  ])('after a wait of a day as counted from its end: %s', (_what, from, until, last) => {
    const wait = { ...stepInput.parse({ type: 'wait', days: 1, ...until }), id: 'step-1' };
    if (wait.type !== 'wait') throw new Error('no wait');
    const dueAt = waitUntil(wait, at(from), business);
    const run = stepped(running(from), { what: 'waits' }, { stepId: 'step-2', dueAt }, at(from));
    expectLast(run, 20, last);
  });
});

describe('what makes no difference to how late a step is', () => {
  it('an attempt that failed, which moves the next attempt alone', () => {
    const run = { ...due('2026-03-06T10:00:00-05:00'), dueAt: at('2026-03-06T12:00:00-05:00') };
    expectLast(run, 60, '2026-03-06T11:00:00-05:00');
  });

  it('the time for which its campaign is paused', () => {
    const run = parked(running('2026-03-06T10:00:00-05:00'), at('2026-03-06T10:00:00-05:00'));
    expect(whyTooLate(run, 1, at('2026-03-07T10:00:00-05:00'))).toBeUndefined();
  });
});

it('a run that does not say when its step was due counts from when it is due now', () => {
  const run = { dueAt: at('2026-03-06T10:00:00-05:00') };
  expect(whyTooLate(run, 1, at('2026-03-06T10:01:00-05:00'))).toBeUndefined();
  expect(whyTooLate(run, 1, at('2026-03-06T10:02:00-05:00'))).toContain(run.dueAt);
  expect(whyTooLate({}, 1, at('2026-03-06T10:02:00-05:00'))).toBeUndefined();
});
