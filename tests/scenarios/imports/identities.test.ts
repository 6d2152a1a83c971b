import { describe, expect, test } from 'vitest';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { createPet } from '../../../shared/customers/create-pet.ts';
import { recordVaccination } from '../../../shared/vaccinations/record-vaccination.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { csv, openBusiness } from './business.ts';

const IDS = csv(
  'Customer ID,Name,Phone,Pet ID,Pet,Species,Vaccine,Expires',
  'C1,Jane Doe,212-555-0101,P1,Rex,dog,rabies,2026-05-01',
);
const NO_IDS = csv(
  'Owner,Phone,Pet,Species,Vaccine,Expires',
  '"Doe, Jane",(212) 555-0101,REX,Canine,Rabies,"May 1, 2026"',
);

describe('records that were there before', () => {
  test('entered by staff are found by telephone number and name, and their pets by name', async () => {
    const business = await openBusiness();
    const { context } = business;
    const owner = { firstName: 'Jane', lastName: 'Doe', phone: '212 555 0101' };
    const jane = await createOwner(context, { tenantId: 'maple', owner });
    const at = { tenantId: 'maple', ownerId: jane.id };
    const rex = await createPet(context, { ...at, pet: { name: 'Rex', species: 'dog' } });
    const vaccination = { vaccine: 'rabies', expiryDate: '2026-05-01' as LocalDate };
    await recordVaccination(context, { tenantId: 'maple', petId: rex.id, vaccination });
    business.wait(1000);
    const result = await business.import({ 'ids.csv': IDS });
    expect(result.counts).toMatchObject({
      owners: { created: 0, updated: 1 },
      pets: { created: 0, updated: 1 },
      vaccinations: { created: 0, unchanged: 1 },
    });
    const after = await business.snapshot();
    expect(after['owner']).toMatchObject([{ id: jane.id, externalId: 'C1' }]);
    expect(after['pet']).toMatchObject([{ id: rex.id, externalId: 'P1' }]);
  });

  test('imported without ids are found by a file with ids, and by its ids from then on', async () => {
    const business = await openBusiness();
    await business.import({ 'flat.csv': NO_IDS });
    business.wait(1000);
    await business.import({ 'ids.csv': IDS });
    await business.import({
      'pets.csv': csv('Customer ID,Pet ID,Pet,Breed', 'C1,P1,Rex,Beagle'),
      'shots.csv': csv('Pet ID,Vaccine,Expires', 'P1,DHPP,2026-06-01'),
    });
    const after = await business.snapshot();
    expect(after['owner']).toMatchObject([{ externalId: 'C1' }]);
    expect(after['pet']).toMatchObject([{ externalId: 'P1', breed: 'Beagle' }]);
    expect(after['vaccination']).toHaveLength(2);
  });

  test('imported with ids are found by a file without', async () => {
    const business = await openBusiness();
    await business.import({ 'ids.csv': IDS });
    business.wait(1000);
    const result = await business.import({ 'flat.csv': NO_IDS });
    expect(result.counts).toMatchObject({ owners: { created: 0 }, vaccinations: { created: 0 } });
    const after = await business.snapshot();
    expect([after['owner']?.length, after['pet']?.length]).toEqual([1, 1]);
  });

  test('of which a species becomes known later stay the same pet', async () => {
    const business = await openBusiness();
    const owner = 'Jane Doe,212-555-0101';
    await business.import({ 'a.csv': csv('Owner,Phone,Pet', `${owner},Rex`) });
    await business.import({ 'b.csv': csv('Owner,Phone,Pet,Species', `${owner},Rex,dog`) });
    await business.import({ 'c.csv': csv('Owner,Phone,Pet,Breed', `${owner},Rex,Beagle`) });
    expect((await business.snapshot())['pet']).toMatchObject([{ species: 'dog', breed: 'Beagle' }]);
  });
});

describe('owners who share something', () => {
  test('share a telephone number and stay two', async () => {
    const business = await openBusiness();
    const rows = ['Jane Doe,212-555-0101', 'John Doe,212-555-0101', 'Jane  DOE,+1 212 555 0101'];
    await business.import({ 'a.csv': csv('Name,Phone', ...rows) });
    const { owner = [], phone = [] } = await business.snapshot();
    expect(owner).toHaveLength(2);
    expect(phone[0]?.['ownerIds']).toEqual(
      expect.arrayContaining(owner.map((it) => it.id)) as string[],
    );
  });

  test('cannot be told apart by the number alone, and the row says so', async () => {
    const business = await openBusiness();
    const result = await business.import({
      'owners.csv': csv('Name,Phone', 'Jane Doe,2125550101', 'John Doe,2125550101'),
      'pets.csv': csv('Phone,Pet,Species', '212-555-0101,Rex,dog'),
    });
    expect(result.counts).toMatchObject({ refusedRows: 1, pets: { created: 0 } });
    expect(result.problems).toMatchObject([
      {
        file: 'pets.csv',
        line: 2,
        effect: 'row',
        reason: expect.stringContaining('2 owners') as string,
      },
    ]);
  });

  test('are found by name or e-mail address when another file of the import says who they are', async () => {
    const business = await openBusiness();
    const result = await business.import({
      'owners.csv': csv(
        'Name,Phone,Email',
        'Jane Doe,2125550101,j@example.com',
        'Al Roe,2125550102,',
      ),
      'pets.csv': csv('Owner,Pet,Species', 'jane doe,Rex,dog', '"Roe, Al",Tom,cat'),
      'shots.csv': csv('Email,Pet,Vaccine,Expires', 'J@example.com,Rex,Rabies,2026-05-01'),
    });
    expect(result.problems).toEqual([]);
    const { owner = [], pet = [], vaccination = [] } = await business.snapshot();
    expect([owner.length, pet.length, vaccination.length]).toEqual([2, 2, 1]);
  });

  test('are refused where a name means several of them', async () => {
    const business = await openBusiness();
    const result = await business.import({
      'owners.csv': csv('Name,Phone', 'Jane Doe,2125550101', 'Jane Doe,2125550102'),
      'pets.csv': csv('Owner,Pet,Species', 'Jane Doe,Rex,dog'),
    });
    expect(result.problems).toMatchObject([{ file: 'pets.csv', line: 2, effect: 'row' }]);
    expect((await business.snapshot())['pet']).toEqual([]);
  });

  test('known by name alone become one, with a note', async () => {
    const business = await openBusiness();
    const result = await business.import({
      'a.csv': csv('Name,Notes', 'Jane Doe,a', 'Jane Doe,b'),
    });
    expect((await business.snapshot())['owner']).toHaveLength(1);
    expect(result.problems).toMatchObject([{ line: 2, effect: 'note' }]);
    expect(result.files[0]?.notes[0]).toContain('by name alone');
  });
});
