import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_CASES } from '../../../local/demo/awkward-cases.ts';
import { DEMO_TENANT } from '../../../local/demo/generate-demo.ts';
import { seedDemoMarketing } from '../../../local/start/seed-marketing.ts';
import { consentEntryType } from '../../../shared/consent/model.ts';
import { ownerType, phoneId, phoneType } from '../../../shared/customers/model.ts';
import { whyNoText } from '../../../shared/messaging/may-text.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import { loadTenant } from '../../../shared/tenants/load-tenant.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import type { Salon } from '../tenants/salon.ts';
import { ANCHOR, openDemoBusiness } from './demo-business.ts';

const TENANT = DEMO_TENANT.id;
const LIVE = { tenantId: TENANT };

let salon: Salon;
beforeAll(async () => {
  salon = await openDemoBusiness();
}, 120_000);
afterAll(async () => salon.stop());

async function whoMayBeSentOffers() {
  const { records } = salon.context;
  const owners = (await records.query(ownerType, LIVE, { limit: 1000 })).items;
  const yes: string[] = [];
  for (const { value: owner } of owners) {
    const phone = owner.phone && (await records.get(phoneType, LIVE, phoneId(owner.phone)));
    if (phone && whyNoText(owner, phone.value, 'marketing') === undefined) {
      yes.push(owner.externalId ?? '');
    }
  }
  return { owners: owners.length, yes: yes.sort() };
}

it('a start that died in the midst is completed by the next: most of the demo’s owners take offers, with proof', async () => {
  expect((await whoMayBeSentOffers()).yes).toEqual([]);
  const { store } = salon.context.records;
  let commits = 0;
  const dying: DocumentStore = {
    ...store,
    commit: async (...args) => {
      commits += 1;
      if (commits === 40) throw new Error('the process died');
      return store.commit(...args);
    },
  };
  await expect(seedDemoMarketing(salon.over(dying), ANCHOR)).rejects.toThrow('died');
  const begun = (await whoMayBeSentOffers()).yes.length;
  expect(begun).toBeGreaterThan(0);
  await seedDemoMarketing(salon.context, ANCHOR);
  const { owners, yes } = await whoMayBeSentOffers();
  expect(yes.length).toBeGreaterThan(begun);
  expect(yes.length / owners).toBeGreaterThan(0.6);
  expect(yes.length / owners).toBeLessThan(0.9);
  expect(yes).not.toContain(DEMO_CASES.optedOut.customerId);
  expect(yes).not.toContain(DEMO_CASES.noPhone.customerId);
  const given = (
    await salon.context.records.query(consentEntryType, LIVE, { limit: 1000 })
  ).items.filter(({ value }) => value.word === 'given' && value.purposes.includes('marketing'));
  expect(given).toHaveLength(yes.length);
  for (const { value } of given) {
    expect(value.wording).toContain('I want texts with offers and news from Maple Street Grooming');
    expect(value.evidence?.page).toBe('https://maple-street.example/offers');
    expect(value.occurredAt < '2026-02-01').toBe(true);
  }
});

it('a price that somebody changed stays, and nobody says yes twice', async () => {
  expect((await loadTenant(salon.context, TENANT)).segmentCost).toMatchObject({ currency: 'USD' });
  const segmentCost = { micros: 9000, currency: 'USD' };
  await updateSettings(salon.context, {
    ...{ tenantId: TENANT, changes: { segmentCost }, expected: undefined },
  });
  const before = await salon.context.records.count(consentEntryType, LIVE);
  await seedDemoMarketing(salon.context, ANCHOR);
  expect((await loadTenant(salon.context, TENANT)).segmentCost).toEqual(segmentCost);
  expect(await salon.context.records.count(consentEntryType, LIVE)).toBe(before);
});
