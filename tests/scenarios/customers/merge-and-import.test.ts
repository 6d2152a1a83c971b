import { describe, expect, it } from 'vitest';
import { mergeOwners } from '../../../shared/customers/merge-owners.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import { workers } from '../../../shared/workers.ts';
import { csv, openBusiness, type Business } from '../imports/business.ts';
import { SETTLED_MS } from './two-records.ts';

const HEAD = 'Customer ID,Name,Phone,Pet,Species,Rabies exp';
const BOTH = csv(
  HEAD,
  'C1,Ada Byron,212-555-0101,Rex,dog,2026-05-01',
  'C2,Ada King,212-555-0102,Bo,dog,2026-06-01',
);
const NEWER = csv(
  HEAD,
  'C1,Ada Byron,212-555-0101,Rex,dog,2027-05-01',
  'C1,Ada Byron,212-555-0101,Zoe,cat,2027-05-01',
);

/** Imports two records of one person and merges C1 into C2; the job has not begun. */
async function merged(): Promise<{ business: Business; survivorId: string }> {
  const business = await openBusiness();
  await business.import({ 'a.csv': BOTH });
  const owners = (await business.snapshot())['owner'] ?? [];
  const idOf = (key: string): string =>
    owners.find((it) => it['externalId'] === key)?.id ?? 'nobody';
  const survivorId = idOf('C2');
  await mergeOwners(business.context, {
    tenantId: 'maple',
    intoId: survivorId,
    fromId: idOf('C1'),
    expectedInto: undefined,
    expectedFrom: undefined,
  });
  return { business, survivorId };
}

async function finish(business: Business): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await drain(business.context, workers);
    business.wait(SETTLED_MS);
  }
  await drain(business.context, workers);
}

describe.each([
  ['before the merge has moved anything', false],
  ['after the merge', true],
])('files about an owner who was merged, %s', (_when, moved) => {
  it('find the survivor, whose values stay, and add what is new', async () => {
    const { business, survivorId } = await merged();
    if (moved) await finish(business);
    await business.import({ 'b.csv': NEWER });
    await finish(business);
    const { owner = [], pet = [], vaccination = [] } = await business.snapshot();
    expect(owner).toMatchObject([{ id: survivorId, lastName: 'King', phone: '+12125550102' }]);
    expect(pet.map((it) => it['name']).sort()).toEqual(['Bo', 'Rex', 'Zoe']);
    for (const it of [...pet, ...vaccination]) expect(it['ownerId']).toBe(survivorId);
    expect(vaccination).toHaveLength(4);
  });

  it('bring a refusal of texts', async () => {
    const { business } = await merged();
    if (moved) await finish(business);
    await business.import({ 'b.csv': csv('Customer ID,Name,SMS opt in', 'C1,Ada Byron,no') });
    expect((await business.snapshot())['owner']).toMatchObject([{ smsOptedIn: false }]);
  });
});

it('the same file after a merge changes nothing', async () => {
  const { business } = await merged();
  await finish(business);
  const before = await business.snapshot();
  await business.import({ 'again.csv': BOTH });
  const { owner, pet, vaccination, phone } = before;
  expect(await business.snapshot()).toMatchObject({ owner, pet, vaccination, phone });
});
