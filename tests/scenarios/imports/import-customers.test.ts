import { describe, expect, test } from 'vitest';
import { csv, openBusiness, withoutHistory, type Business } from './business.ts';

const FLAT = csv(
  'Customer ID,First Name,Last Name,Mobile,Email,Texts OK,Pet ID,Pet Name,Species,Breed,DOB,Vaccine,Expires,Given,Vet,Pet Notes',
  'C1,Jane,Doe,(212) 555-0101,Jane@Example.com,yes,P1,Bella,Dog,Poodle,03/14/2020,Rabies,03/20/2026,03/20/2025,Dr. Who,"shy, ""bites"""',
  'C1,Jane,Doe,(212) 555-0101,jane@example.com,yes,P1,Bella,Dog,Poodle,03/14/2020,DHPP,11/30/2026,11/30/2025,Dr. Who,"shy, ""bites"""',
  'C1,Jane,Doe,(212) 555-0101,jane@example.com,yes,P2,Max,K9,Beagle,,Rabies,04/01/2026,,,',
  'C2,John,Doe,212.555.0101,,no,P3,Misu,Feline,,,FVRCP,06/15/2026,,,',
  'C3,Ada,Byron,,ada@example.org,,,,,,,,,,,',
);
const OWNERS = csv(
  'Customer ID,First Name,Last Name,Mobile,Email,Texts OK',
  'C1,Jane,Doe,(212) 555-0101,jane@example.com,yes',
  'C2,John,Doe,212.555.0101,,no',
  'C3,Ada,Byron,,ada@example.org,',
);
const PETS = csv(
  'ID;Customer ID;Name;Species;Breed;DOB;Notes',
  'P1;C1;Bella;Dog;Poodle;03/14/2020;"shy, ""bites"""',
  'P2;C1;Max;K9;Beagle;;',
  'P3;C2;Misu;Feline;;;',
);
const SHOTS = csv(
  'Pet ID\tVaccine\tExpires\tGiven\tVet',
  'P1\tRabies\t03/20/2026\t03/20/2025\tDr. Who',
  'P1\tDHPP\t11/30/2026\t11/30/2025\tDr. Who',
  'P2\tRabies\t04/01/2026\t\t',
  'P3\tFVRCP\t06/15/2026\t\t',
);

async function only<T>(business: Business, kind: string): Promise<T> {
  const [document, another] = (await business.snapshot())[kind] ?? [];
  expect(another).toBeUndefined();
  return document as T;
}

describe('importing a flat file', () => {
  test('brings in owners, pets, vaccinations and telephones', async () => {
    const business = await openBusiness();
    const result = await business.import({ 'flat.csv': FLAT });
    expect(result).toMatchObject({
      status: 'finished',
      counts: {
        rows: 5,
        refusedRows: 0,
        problems: 0,
        owners: { created: 3, updated: 0 },
        pets: { created: 3 },
        vaccinations: { created: 4 },
      },
      files: [{ kind: 'flat', delimiter: ',', encoding: 'utf-8', dateOrder: 'month-first' }],
    });
    const { owner = [], pet = [], vaccination = [], phone = [] } = await business.snapshot();
    const jane = owner.find((it) => it['externalId'] === 'C1');
    expect(jane).toMatchObject({
      firstName: 'Jane',
      lastName: 'Doe',
      nameKey: 'doe jane',
      phone: '+12125550101',
      email: 'jane@example.com',
      smsOptedIn: true,
      status: 'active',
      revision: 1,
    });
    expect(owner.find((it) => it['externalId'] === 'C2')).toMatchObject({ smsOptedIn: false });
    const bella = pet.find((it) => it['externalId'] === 'P1');
    const rabies = vaccination.find(
      (it) => it['vaccine'] === 'rabies' && it['petId'] === bella?.id,
    );
    expect(bella).toMatchObject({
      ownerId: jane?.id,
      species: 'dog',
      birthDate: '2020-03-14',
      notes: 'shy, "bites"',
      current: {
        rabies: { vaccinationId: rabies?.id, expiryDate: '2026-03-20' },
        dhpp: { expiryDate: '2026-11-30' },
      },
    });
    // 18 days of cover are left: the 30-day threshold was crossed on 18 February.
    expect(rabies).toMatchObject({
      ownerId: jane?.id,
      administeredDate: '2025-03-20',
      veterinarian: 'Dr. Who',
      nextAlertOn: '2026-02-18',
    });
    expect(phone).toHaveLength(1);
    expect(phone[0]?.['ownerIds']).toHaveLength(2);
  });

  test('changes nothing when it is imported again', async () => {
    const business = await openBusiness();
    await business.import({ 'flat.csv': FLAT });
    const before = await business.snapshot();
    business.wait(86_400_000);
    const again = await business.import({ 'copy of flat.csv': FLAT });
    expect(again.counts).toMatchObject({
      rows: 5,
      owners: { created: 0, updated: 0, unchanged: 3 },
      pets: { created: 0, updated: 0, unchanged: 3 },
      vaccinations: { created: 0, updated: 0, unchanged: 4 },
    });
    expect(again.resumedAfter).toBeUndefined();
    expect(await business.snapshot()).toEqual(before);
  });

  test('comes to the same records as the three files it was joined from', async () => {
    const flat = await openBusiness();
    await flat.import({ 'flat.csv': FLAT });
    const three = await openBusiness();
    // Given in the wrong order on purpose.
    const files = { 'shots.csv': SHOTS, 'pets.csv': PETS, 'owners.csv': OWNERS };
    const result = await three.import(files);
    expect(result.files.map((it) => [it.name, it.kind, it.delimiter])).toEqual([
      ['owners.csv', 'owners', ','],
      ['pets.csv', 'pets', ';'],
      ['shots.csv', 'vaccinations', '\t'],
    ]);
    expect(result.problems).toEqual([]);
    expect(withoutHistory(await three.snapshot())).toEqual(withoutHistory(await flat.snapshot()));
    const after = await three.snapshot();
    await three.import({ 'flat.csv': FLAT });
    expect(await three.snapshot()).toEqual(after);
  });

  test('writes nothing in a dry run, and tells what it would have written', async () => {
    const business = await openBusiness();
    const before = await business.snapshot();
    const dry = await business.import({ 'flat.csv': FLAT }, { dryRun: true });
    expect(await business.snapshot()).toEqual(before);
    expect(await business.store.get({ tenantId: 'maple' }, dry.importId)).toBeUndefined();
    const real = await business.import({ 'flat.csv': FLAT });
    expect(dry.counts).toEqual(real.counts);
    expect(dry.importId).toBe(real.importId);
  });

  test('counts in a dry run of many pages what the import then does', async () => {
    const business = await openBusiness();
    const shots = Array.from({ length: 400 }, (_, i) => {
      const dates = ['2026-05-01', '2025-05-01', '2026-09-01'];
      return `C${i % 90},Jane Doe,P${i % 90},Rex,dog,rabies,${dates[i % 3] ?? ''}`;
    });
    const text = csv('Customer ID,Owner,Pet ID,Pet,Species,Vaccine,Expires', ...shots);
    const dry = await business.import({ 'flat.csv': text }, { dryRun: true });
    const real = await business.import({ 'flat.csv': text });
    expect(dry.counts).toEqual(real.counts);
    expect(real.counts.pets).toMatchObject({ created: 90 });
  });

  test('tells how far it is, up to the last row', async () => {
    const business = await openBusiness();
    const progress: unknown[] = [];
    await business.import({ 'flat.csv': FLAT }, { onProgress: (it) => progress.push(it) });
    const bytes = 2 * Buffer.byteLength(FLAT);
    expect(progress).toContainEqual({ phase: 'looking', bytes });
    expect(progress.at(-1)).toEqual({ phase: 'importing', rows: 5, totalRows: 5 });
  });
});

describe('a changed row', () => {
  const OWNER = 'Customer ID,Name,Phone,Email,Notes,Opt in';
  test('updates what it has a value for and keeps what its empty cells leave open', async () => {
    const business = await openBusiness();
    await business.import({
      'a.csv': csv(OWNER, 'C1,Jane Doe,212-555-0101,jane@example.com,vip,y'),
    });
    business.wait(1000);
    await business.import({ 'b.csv': csv(OWNER, 'C1,Jane Doe,212-555-0102,,,') });
    const { owner = [], phone = [] } = await business.snapshot();
    expect(owner[0]).toMatchObject({
      phone: '+12125550102',
      email: 'jane@example.com',
      notes: 'vip',
      smsOptedIn: true,
      revision: 2,
      updatedAt: '2026-03-02T15:00:01.000Z',
      createdAt: '2026-03-02T15:00:00.000Z',
    });
    const owners = Object.fromEntries(phone.map((it) => [String(it['number']), it['ownerIds']]));
    expect(owners).toEqual({ '+12125550101': [], '+12125550102': [owner[0]?.id ?? ''] });
  });

  test('never takes back a refusal of texts', async () => {
    const business = await openBusiness();
    await business.import({ 'a.csv': csv(OWNER, 'C1,Jane Doe,212-555-0101,,,no') });
    await business.import({ 'b.csv': csv(OWNER, 'C1,Jane Doe,212-555-0101,,,yes') });
    expect(await only(business, 'owner')).toMatchObject({ smsOptedIn: false });
  });

  test('never takes back what the holder of the number said', async () => {
    const business = await openBusiness();
    await business.import({ 'a.csv': csv(OWNER, 'C1,Jane Doe,212-555-0101,,,') });
    const { records } = business.context;
    const [phone] = (await business.store.query({ tenantId: 'maple' }, { type: 'phone', limit: 1 }))
      .items;
    const suppressed = { at: '2026-03-01T00:00:00.000Z', source: 'inbound' };
    const document = { ...phone?.value, id: phone?.value.id ?? '', suppressed };
    await records.commit({ tenantId: 'maple' }, [
      { op: 'replace', document, etag: phone?.etag ?? '' },
    ]);
    await business.import({ 'b.csv': csv(OWNER, 'C2,John Doe,212-555-0101,,,yes') });
    const after = await only<{ ownerIds: unknown[] }>(business, 'phone');
    expect(after).toMatchObject({ suppressed });
    expect(after.ownerIds).toHaveLength(2);
  });

  test('keeps a number it cannot read as it was written, and the owner without it', async () => {
    const business = await openBusiness();
    const result = await business.import({ 'a.csv': csv(OWNER, 'C1,Jane Doe,555-0101,,,') });
    expect(result.problems).toMatchObject([
      { line: 2, column: 'Phone', value: '555-0101', effect: 'value' },
    ]);
    const owner = await only<Record<string, unknown>>(business, 'owner');
    expect(owner).toMatchObject({ phoneRaw: '555-0101' });
    expect(owner).not.toHaveProperty('phone');
    await business.import({ 'b.csv': csv(OWNER, 'C1,Jane Doe,212 555 0101,,,') });
    expect(await only(business, 'owner')).toMatchObject({ phone: '+12125550101' });
    expect(await only(business, 'owner')).not.toHaveProperty('phoneRaw');
    await business.import({ 'c.csv': csv(OWNER, 'C1,Jane Doe,none yet,,,') });
    expect(await only(business, 'owner')).toMatchObject({ phone: '+12125550101' });
    expect(await only(business, 'owner')).not.toHaveProperty('phoneRaw');
  });

  test('does not bring a deceased pet back to life', async () => {
    const business = await openBusiness();
    const pets = 'Pet ID,Pet,Species,Pet status,Client ID,Client';
    await business.import({ 'a.csv': csv(pets, 'P1,Rex,dog,deceased,C1,Jane Doe') });
    await business.import({ 'b.csv': csv(pets, 'P1,Rex,dog,active,C1,Jane Doe') });
    expect(await only(business, 'pet')).toMatchObject({ status: 'deceased' });
  });

  test('moves a pet and its running alerts to another owner', async () => {
    const business = await openBusiness();
    const pets = 'Pet ID,Pet,Species,Client ID,Client,Rabies exp';
    await business.import({ 'a.csv': csv(pets, 'P1,Rex,dog,C1,Jane Doe,2026-05-01') });
    await business.import({ 'b.csv': csv(pets, 'P1,Rex,dog,C2,John Roe,') });
    const { owner = [], pet = [], vaccination = [] } = await business.snapshot();
    const john = owner.find((it) => it['externalId'] === 'C2');
    expect([pet[0]?.['ownerId'], vaccination[0]?.['ownerId']]).toEqual([john?.id, john?.id]);
  });
});

describe('vaccinations of one pet and vaccine', () => {
  const HEAD = 'Client,Mobile,Pet,Species,Vaccine,Expires';
  const row = (expires: string) => `Jane Doe,212-555-0101,Rex,dog,rabies,${expires}`;
  const years = ['2024-05-01', '2026-05-01', '2025-05-01'];

  test.each([
    ['oldest first', [...years].sort()],
    ['newest first', [...years].sort().reverse()],
    ['mixed', years],
  ])('leave only the newest with alerts, rows %s', async (_order, dates) => {
    for (const together of [true, false]) {
      const business = await openBusiness();
      if (together) await business.import({ 'a.csv': csv(HEAD, ...dates.map(row)) });
      else for (const date of dates) await business.import({ 'a.csv': csv(HEAD, row(date)) });
      const { pet = [], vaccination = [] } = await business.snapshot();
      const newest = vaccination.find((it) => it['expiryDate'] === '2026-05-01');
      expect(vaccination).toHaveLength(3);
      expect(pet[0]?.['current']).toEqual({
        rabies: { vaccinationId: newest?.id, expiryDate: '2026-05-01' },
      });
      expect(newest).toMatchObject({ nextAlertOn: '2026-04-01' });
      expect(newest).not.toHaveProperty('supersededBy');
      for (const older of vaccination.filter((it) => it.id !== newest?.id)) {
        expect(older).toHaveProperty('supersededBy');
        expect(older).not.toHaveProperty('nextAlertOn');
      }
    }
  });

  test('include names that objects have by nature', async () => {
    const business = await openBusiness();
    const line = 'Jane Doe,212-555-0101,Rex,dog,constructor,2026-05-01';
    await business.import({ 'a.csv': csv(HEAD, line, line.replace('constructor', '__proto__')) });
    const { vaccination = [] } = await business.snapshot();
    expect(vaccination.map((it) => it['vaccine']).sort()).toEqual(['constructor', 'proto']);
  });
});
