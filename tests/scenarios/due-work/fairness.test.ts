import { describe, expect, it } from 'vitest';
import { QUEUE_CAPS } from '../../../shared/due-work/tick.ts';
import { workUnder } from './fairness.ts';

// The full sizes are in tests/long/due-work. `spare`: deliveries that the crashing document takes.
const { jobs: cap } = QUEUE_CAPS;
const spare = 10;

describe('with one tenant holding half of what waits and a document that kills its workers', () => {
  it('starts every other tenant’s work within two ticks though the queue has no room for one of each', async () => {
    const load = { kind: 'jobs', tenants: 2 * cap - spare, half: 6 * cap, perMinute: cap } as const;
    const seen = await workUnder({ ...load, headStart: 0 }, 2);
    expect(seen.started.at(-1)).toBe(load.tenants);
    expect(seen.crashes).toBeGreaterThan(0);
  });

  it('starts it within two ticks though the big tenant had filled the queue and workers empty half of it in a minute', async () => {
    const load = {
      kind: 'jobs',
      tenants: cap / 2 - spare,
      half: 6 * cap,
      perMinute: cap / 2,
    } as const;
    const seen = await workUnder({ ...load, headStart: 3 }, 2);
    expect(seen.started.at(-1)).toBe(load.tenants);
  });

  it('starts it within two ticks though workers died with three tenths of the queue’s cap in their hands', async () => {
    const few = { kind: 'jobs', tenants: 10, half: 20, perMinute: cap } as const;
    const seen = await workUnder({ ...few, headStart: 1, hidden: (3 * cap) / 10 }, 2);
    expect(seen.started.at(-1)).toBe(few.tenants);
  });

  it('lets newcomers wait two ticks at most behind a queue that slow workers cannot empty', async () => {
    const perMinute = cap / 5;
    const load = {
      kind: 'jobs',
      tenants: perMinute / 2 - spare,
      half: 6 * cap,
      perMinute,
    } as const;
    const seen = await workUnder({ ...load, headStart: 10 }, 2);
    expect(seen.started.at(-1)).toBe(load.tenants);
  });
});
