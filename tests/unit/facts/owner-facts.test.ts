import { describe, expect, it } from 'vitest';
import type { Owner, Pet, Phone } from '../../../shared/customers/model.ts';
import { ALL_FIELDS, fieldsOf, OWNER_GROUPS } from '../../../shared/facts/field-groups.ts';
import { ownerFacts } from '../../../shared/facts/owner-facts.ts';
import { instantOf } from '../../../shared/kernel/instant.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { Tenant } from '../../../shared/tenants/model.ts';

const base = { tenantId: 'maple', schemaVersion: 1, revision: 1 };
// 23:30 on March 7 in New York.
const createdAt = instantOf(Date.parse('2026-03-08T04:30:00Z'));
const stamps = { createdAt, updatedAt: createdAt };
const owner: Owner = {
  ...base,
  ...stamps,
  id: 'own_1',
  type: 'owner',
  firstName: 'Ada',
  lastName: 'Byron',
  nameKey: 'byron ada',
  phone: '+14155550123',
  status: 'active',
};
const phone: Phone = {
  ...base,
  ...stamps,
  id: 'phn_1',
  type: 'phone',
  number: '+14155550123',
  ownerIds: ['own_1'],
};
const tenant: Tenant = {
  ...base,
  id: 'tenant',
  type: 'tenant',
  name: 'Maple',
  timeZone: 'America/New_York',
  country: 'US',
  currency: 'USD',
  textHours: { start: '09:00' as LocalTime, end: '20:00' as LocalTime },
  vaccination: {
    thresholdDays: [30],
    staleAfterDays: 14,
    scanAt: '06:00' as LocalTime,
    textGuard: 200,
    required: [{ species: 'dog', vaccine: 'rabies' }],
  },
  planVersion: 1,
  createdAt,
};
function pet(name: string, status: Pet['status'], expiry?: string): Pet {
  const current = { vaccinationId: 'vac_1', expiryDate: expiry as LocalDate };
  return {
    ...base,
    ...stamps,
    id: `pet_${name}`,
    type: 'pet',
    ownerId: 'own_1',
    name,
    nameKey: name.toLowerCase(),
    species: 'dog',
    status,
    current: expiry === undefined ? {} : { rabies: current },
  };
}
const TODAY = '2026-03-08' as LocalDate;
const facts = (pets: readonly Pet[], changes: Partial<Owner> = {}) =>
  ownerFacts(
    { owner: { ...owner, ...changes }, phone, address: undefined, pets, nextVisit: undefined },
    tenant,
    TODAY,
  );

describe('what is known of an owner', () => {
  it('are exactly the fields that conditions and templates may name', () => {
    const known = facts([]);
    expect(Object.keys(known).sort()).toEqual([...fieldsOf(OWNER_GROUPS).keys()].sort());
    for (const name of Object.keys(known)) expect(ALL_FIELDS.has(name)).toBe(true);
  });

  it('counts what never happened as nothing, and leaves unknown what nobody knows', () => {
    expect(facts([])).toMatchObject({
      'history.visit_count': 0,
      'reputation.score': 100,
      'ledger.balance': 0,
      'history.last_visit_on': undefined,
      'owner.email': undefined,
      'pets.count': 0,
    });
  });

  it('dates the first day by the zone of the business', () => {
    expect(facts([])['owner.customer_since']).toBe('2026-03-07');
  });

  it('speaks of active pets alone', () => {
    const pets = [pet('Rex', 'active'), pet('Old', 'deceased'), pet('Away', 'inactive')];
    expect(facts(pets)).toMatchObject({ 'pets.count': 1, 'pets.names': ['Rex'] });
  });

  it('takes a vaccine for expired from the day after its last one, and for missing without a record', () => {
    const expired = (expiry: string) =>
      facts([pet('Rex', 'active', expiry)])['vaccinations.expired'];
    expect([expired('2026-03-08'), expired('2026-03-07')]).toEqual([[], ['rabies']]);
    expect(facts([pet('Rex', 'active')])['vaccinations.missing']).toEqual(['rabies']);
  });

  it('says whether they may be texted and written to', () => {
    expect(facts([])).toMatchObject({ 'owner.sms_opted_in': true, 'owner.email_opted_in': false });
    expect(facts([], { smsOptedIn: false, email: 'ada@example.com' })).toMatchObject({
      'owner.sms_opted_in': false,
      'owner.email_opted_in': true,
    });
  });
});
