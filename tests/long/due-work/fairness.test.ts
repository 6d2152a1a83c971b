import { describe, expect, it } from 'vitest';
import { workUnder, type Load } from '../../scenarios/due-work/fairness.ts';

const TENANTS = 999;
const HALF = 50_000;

const loads: readonly (readonly [string, Load])[] = [
  ['texts', { kind: 'sms', tenants: TENANTS, half: HALF, perMinute: 2000, headStart: 0 }],
  [
    'texts, when the big tenant had filled the queue before',
    { kind: 'sms', tenants: TENANTS, half: HALF, perMinute: 2000, headStart: 2 },
  ],
  ['jobs', { kind: 'jobs', tenants: TENANTS, half: HALF, perMinute: 600, headStart: 0 }],
];

describe('of 100,000 waiting documents of 1,000 tenants, one with half of them and one document that kills its workers', () => {
  it.each(loads)('every other tenant’s work starts within two ticks: %s', async (_what, load) => {
    const seen = await workUnder(load, 2);
    console.log(
      `${load.kind}: ${seen.started.join(', ')} of ${TENANTS} tenants begun after each tick; ` +
        `slowest tick ${Math.round(seen.slowestTickMs)} ms`,
    );
    expect(seen.started.at(-1)).toBe(TENANTS);
    expect(seen.crashes).toBeGreaterThan(0);
  });
});
