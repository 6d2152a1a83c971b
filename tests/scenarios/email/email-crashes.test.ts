import { expect, test } from 'vitest';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { workers } from '../../../shared/workers.ts';
import { atEveryCall, cutOff, FAULTS } from '../../fixtures/crash-sweep.ts';
import type { Fault } from '../../fixtures/faulty-store.ts';
import { TENANT } from '../product/business.ts';
import { openMailingBusiness } from './mailing-business.ts';

/** Works one planned e-mail, whose `at`th store call meets a fault, and lets the rest of the world go on. */
async function liveThrough(at: number, fault: Fault) {
  const business = await openMailingBusiness();
  const { context } = business;
  await business.admit([{ name: 'Ann', email: 'ann@example.com' }]);
  await business.scanNow();
  const { id } = await business.scan();
  await workers.jobs.work(context, { tenantId: TENANT, id, kind: 'jobs' });
  const [email] = await business.emails();
  const pointer = { tenantId: TENANT, id: email?.id ?? '', kind: 'emails' } as const;
  const { met } = await cutOff(context.records.store, { at, fault }, async (store) => {
    const doomed = { ...context, records: recordsOver(store) };
    await workers.emails.work(doomed, pointer);
    await workers.emails.work(doomed, pointer);
  });
  await business.live(15);
  const [after] = await business.emails();
  const [alert] = await business.alerts();
  const seen = { met, calls: business.mails.length, email: after?.status, alert: alert?.status };
  await business.close();
  return seen;
}

test.each(FAULTS)(
  'an e-mail whose store %s at any call comes once at most, and is not forgotten',
  async (fault) => {
    const ends = new Set<string>();
    const reached = await atEveryCall(async (at) => {
      const { met, calls, email, alert } = await liveThrough(at, fault);
      expect(calls).toBeLessThanOrEqual(1);
      const end = `${String(email)}, alert ${String(alert)}`;
      expect(['accepted, alert sent', 'failed, alert failed']).toContain(end);
      if (end.startsWith('accepted')) expect(calls).toBe(1);
      ends.add(end);
      return met;
    });
    expect(reached).toBeGreaterThan(5);
    expect(ends).toContain('accepted, alert sent');
    // A death around the call leaves its outcome unclear.
    if (fault.startsWith('dies')) expect(ends).toContain('failed, alert failed');
  },
);
