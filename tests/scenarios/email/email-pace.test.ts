import { expect, test } from 'vitest';
import { millis } from '../../../shared/kernel/instant.ts';
import { create } from '../../../shared/platform/store/records.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { openMailingBusiness } from './mailing-business.ts';

const owners = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    name: `No${String(n)}`,
    email: `no${String(n)}@example.com`,
  }));

/** The most of these instants that lie within one span, the start included and the end not. */
function most(instants: readonly number[], spanMs: number): number {
  return Math.max(
    ...instants.map((from) => instants.filter((at) => at >= from && at < from + spanMs).length),
  );
}

test('mails leave as fast as the sender may, and never faster, even after an outage', async () => {
  const business = await openMailingBusiness('email', { perMinute: 5, perHour: 12 });
  await business.admit(owners(30));
  await business.scanAndWork();
  await business.live(55);
  business.advance(90);
  await business.live(100);
  const calls = business.mails.map(({ at }) => millis(at));
  expect(calls).toHaveLength(30);
  expect(most(calls, 60_000)).toBe(5);
  expect(most(calls, 3_600_000)).toBe(12);
  expect(new Set(business.mails.map(({ mail }) => mail.to.address)).size).toBe(30);
  await business.close();
});

test('one business with many mails does not keep the single one of another back', async () => {
  const business = await openMailingBusiness('email', { perMinute: 2, perHour: 4 });
  const { context } = business;
  await business.admit(owners(40));
  await business.scanAndWork();
  const other = 'other';
  await createTenant(context, { id: other, name: 'Other', timeZone: 'America/New_York' });
  const [first] = await business.emails();
  if (first?.content.kind !== 'vaccination-digest') throw new Error('No mail was planned.');
  const copies = await context.records.store.getMany({ tenantId: 'maple' }, [
    first.ownerId ?? '',
    ...first.content.items.flatMap(({ petId, vaccinationId, alertId }) => [
      petId,
      vaccinationId,
      alertId,
    ]),
  ]);
  const mail = { ...first, status: 'planned', sends: 0, attempts: 0, dueKind: 'emails' };
  const { subject: _s, text: _t, html: _h, slotAt: _p, providerId: _i, ...planned } = mail;
  await context.records.commit({ tenantId: other }, [
    ...copies.map(({ value }) => create({ ...value, tenantId: other })),
    create({ ...planned, tenantId: other, dueAt: business.now() }),
  ]);
  await business.live(125);
  const at = business.mails.findIndex(({ mail: { tenantId } }) => tenantId === other);
  expect(at).toBeGreaterThanOrEqual(0);
  expect(at).toBeLessThan(10);
  await business.close();
});
