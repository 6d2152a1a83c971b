import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest';
import { vaccinationId } from '../../../shared/vaccinations/model.ts';
import { vaccinationType } from '../../../shared/vaccinations/model.ts';
import { startEdge, START, type Answer, type Edge } from './edge.ts';

let edge: Edge;
let petId: string;
let ownerId: string;
const as = 'maple.staff';
// Today is 2026-03-02 in New York.
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(async () => edge.stop());
beforeEach(async () => {
  edge.setTime(START);
  ({ ownerId, petId } = await newPet('Rex'));
});

async function newPet(
  name: string,
  owner: object = {},
): Promise<{ ownerId: string; petId: string }> {
  const body = { firstName: 'Ada', lastName: 'Byron', phone: '+14155550100', ...owner };
  const made = await edge.ask('POST', 'owners', { as, body });
  const id = String(made.json['id']);
  const pet = await edge.ask('POST', `owners/${id}/pets`, { as, body: { name, species: 'dog' } });
  return { ownerId: id, petId: String(pet.json['id']) };
}
const add = async (body: object, pet = petId): Promise<Answer> =>
  edge.ask('POST', `pets/${pet}/vaccinations`, { as, body });
const correct = async (answer: Answer, body: object): Promise<Answer> =>
  edge.ask('PATCH', `vaccinations/${String(answer.json['id'])}`, { as, body });
const read = async (answer: Answer) =>
  (await edge.ask('GET', `vaccinations/${String(answer.json['id'])}`, { as })).json;
const pet = async () => (await edge.ask('GET', `pets/${petId}`, { as })).json;

describe('recording a vaccination', () => {
  it('refuses dates that no certificate can bear and names the field', async () => {
    const cases = [
      [{ expiryDate: '2026-02-30' }, 'expiryDate'],
      [{ expiryDate: '03/04/2027' }, 'expiryDate'],
      [{ expiryDate: '2027-01-01', administeredDate: '2026-03-03' }, 'administeredDate'],
      [{ expiryDate: '2026-01-01', administeredDate: '2026-01-01' }, 'expiryDate'],
      [{ expiryDate: '2027-01-01', vaccine: '??' }, 'vaccine'],
      [{ expiryDate: '2027-01-01', petId: 'pet_x' }, 'petId'],
    ] as const;
    for (const [body, field] of cases) {
      const answer = await add({ vaccine: 'rabies', ...body });
      expect(answer.status).toBe(422);
      expect(answer.json['field']).toBe(field);
    }
  });

  it('refuses the same certificate twice with 409, also when both come at once', async () => {
    const body = { vaccine: 'rabies', expiryDate: '2026-03-20' };
    const answers = await Promise.all([
      add(body),
      add(body),
      add({ ...body, vaccine: 'RABIES vaccine' }),
    ]);
    expect(answers.map((it) => it.status).sort()).toEqual([201, 409, 409]);
    const list = await edge.ask('GET', `pets/${petId}/vaccinations`, { as });
    expect(list.json.items).toHaveLength(1);
  });

  it('gives the record the id that an import of the same certificate gives it', async () => {
    const answer = await add({ vaccine: 'Kennel Cough', expiryDate: '2026-03-20' });
    expect(answer.json['id']).toBe(vaccinationId(petId, 'bordetella', '2026-03-20'));
  });

  it('puts the newest in force, ends the older one’s alerts and leaves the pet’s revision alone', async () => {
    const old = await add({ vaccine: 'rabies', expiryDate: '2026-03-10' });
    expect(old.json['nextAlertOn']).toBe('2026-02-24');
    const renewed = await add({ vaccine: 'rabies', expiryDate: '2029-03-02' });
    const before = await read(old);
    expect(before).not.toHaveProperty('nextAlertOn');
    expect(before['supersededBy']).toBe(renewed.json['id']);
    expect(renewed.json['nextAlertOn']).toBe('2029-01-31');
    expect(await pet()).toMatchObject({
      revision: 1,
      current: {
        rabies: { vaccinationId: renewed.json['id'], expiryDate: '2029-03-02' },
      },
    });
  });

  it('of an older certificate after a newer one raises no alert', async () => {
    const newer = await add({ vaccine: 'rabies', expiryDate: '2029-03-02' });
    const late = await add({ vaccine: 'rabies', expiryDate: '2026-03-10' });
    expect(late.json).not.toHaveProperty('nextAlertOn');
    expect(late.json['supersededBy']).toBe(newer.json['id']);
  });

  it('of many vaccines at once loses none of them from the pet', async () => {
    const vaccines = ['rabies', 'dhpp', 'lyme', 'leptospirosis', 'bordetella'];
    const answers = await Promise.all(
      vaccines.map(async (vaccine) => add({ vaccine, expiryDate: '2027-01-01' })),
    );
    expect(answers.map((it) => it.status)).toEqual(vaccines.map(() => 201));
    expect(Object.keys((await pet())['current'] as object).sort()).toEqual([...vaccines].sort());
  });
});

describe('correcting a vaccination', () => {
  it('to an earlier date brings the older record back into force', async () => {
    const old = await add({ vaccine: 'rabies', expiryDate: '2026-03-20' });
    const wrong = await add({ vaccine: 'rabies', expiryDate: '2029-03-20' });
    const corrected = await correct(wrong, { expiryDate: '2025-03-20' });
    expect(corrected.json).toMatchObject({ supersededBy: old.json['id'], revision: 2 });
    const again = await read(old);
    expect(again).not.toHaveProperty('supersededBy');
    expect(again['nextAlertOn']).toBe('2026-02-18');
    expect((await pet())['current']).toEqual({
      rabies: { vaccinationId: old.json['id'], expiryDate: '2026-03-20' },
    });
  });

  it('to another vaccine moves it, on the pet as well', async () => {
    const record = await add({ vaccine: 'rabies', expiryDate: '2027-03-20' });
    await correct(record, { vaccine: 'lepto' });
    expect(Object.keys((await pet())['current'] as object)).toEqual(['leptospirosis']);
  });

  it('of the expiry date starts its alerts anew; of the veterinarian does not', async () => {
    const record = await add({ vaccine: 'rabies', expiryDate: '2026-03-10' });
    const id = String(record.json['id']);
    const partition = { tenantId: 'maple' };
    const stored = await edge.context.records.get(vaccinationType, partition, id);
    if (stored === undefined) throw new Error('no record');
    const { nextAlertOn: _dealtWith, ...rest } = stored.value;
    const document = { ...rest, lastThreshold: 0 };
    await edge.context.records.commit(partition, [{ op: 'replace', document, etag: stored.etag }]);
    const vet = await correct(record, { veterinarian: 'Dr. Wu' });
    expect(vet.json).not.toHaveProperty('nextAlertOn');
    const date = await correct(record, { expiryDate: '2026-03-11' });
    expect(date.json['nextAlertOn']).toBe('2026-02-25');
  });

  it('into the twin of another record is refused with 409', async () => {
    await add({ vaccine: 'rabies', expiryDate: '2026-03-20' });
    const other = await add({ vaccine: 'rabies', expiryDate: '2027-03-20' });
    expect((await correct(other, { expiryDate: '2026-03-20' })).status).toBe(409);
  });

  it('leaves room for the certificate that first bore the date', async () => {
    const record = await add({ vaccine: 'rabies', expiryDate: '2026-03-20' });
    await correct(record, { expiryDate: '2027-03-20' });
    const again = await add({ vaccine: 'rabies', expiryDate: '2026-03-20' });
    expect(again.status).toBe(201);
    expect(again.json['id']).not.toBe(record.json['id']);
  });
});

describe('the list by status', () => {
  const list = async (query: string) => {
    const found: Record<string, unknown>[] = [];
    let cursor = '';
    do {
      const page = await edge.ask('GET', `vaccinations?${query}${cursor}`, { as });
      expect(page.status).toBe(200);
      found.push(...(page.json.items ?? []).filter((it) => it['petId'] === petId));
      cursor = page.json.next === undefined ? '' : `&cursor=${page.json.next}`;
    } while (cursor !== '');
    return found;
  };

  it('draws its lines at today and at the end of the window, both inclusive', async () => {
    const dates = {
      rabies: '2026-03-01',
      dhpp: '2026-03-02',
      lyme: '2026-04-01',
      leptospirosis: '2026-04-02',
    };
    for (const [vaccine, expiryDate] of Object.entries(dates)) await add({ vaccine, expiryDate });
    const brief = (items: Record<string, unknown>[]) =>
      items.map((it) => [it['vaccine'], it['daysLeft']]);
    expect(brief(await list('status=expired'))).toEqual([['rabies', -1]]);
    expect(brief(await list('status=expiring&within=30'))).toEqual([
      ['dhpp', 0],
      ['lyme', 30],
    ]);
    expect(brief(await list('status=valid'))).toEqual([['leptospirosis', 31]]);
    expect(brief(await list('status=expiring&within=0'))).toEqual([['dhpp', 0]]);
    expect(brief(await list('status=expired&within=0'))).toEqual([]);
    expect(brief(await list('status=expired&within=1'))).toEqual([['rabies', -1]]);
  });

  it('leaves out superseded records and pets that are not active, across many small pages', async () => {
    await add({ vaccine: 'rabies', expiryDate: '2026-03-10' });
    await add({ vaccine: 'rabies', expiryDate: '2029-03-10' });
    await add({ vaccine: 'lyme', expiryDate: '2026-03-12' });
    expect((await list('status=expiring&limit=1')).map((it) => it['vaccine'])).toEqual(['lyme']);
    await edge.ask('PATCH', `pets/${petId}`, { as, body: { status: 'deceased' } });
    expect(await list('status=expiring&limit=1')).toEqual([]);
    expect(await list('status=missing')).toEqual([]);
  });

  it('names pet and owner, and says whether a text can reach them or why not', async () => {
    await add({ vaccine: 'rabies', expiryDate: '2026-03-10' });
    const reason = async () => {
      const [item] = await list('status=expiring');
      return [item?.['reachable'], item?.['unreachableReason']];
    };
    expect((await list('status=expiring'))[0]).toMatchObject({
      petName: 'Rex',
      ownerName: 'Ada Byron',
      ownerId,
      vaccineLabel: 'rabies',
    });
    expect(await reason()).toEqual([true, undefined]);
    const edit = async (body: object) => edge.ask('PATCH', `owners/${ownerId}`, { as, body });
    await edit({ phone: null });
    expect(await reason()).toEqual([false, 'no-phone']);
    await edit({ smsOptedIn: false });
    expect(await reason()).toEqual([false, 'opted-out']);
  });

  it('knows a vaccine that is required and missing, until there is any record of it', async () => {
    const required = {
      required: [
        { species: 'dog', vaccine: 'Rabies' },
        { species: 'dog', vaccine: 'DA2PP' },
      ],
    };
    const answer = await edge.ask('PUT', 'required-vaccines', {
      as: 'maple.manager',
      body: required,
    });
    expect(answer.json['required']).toEqual([
      { species: 'dog', vaccine: 'rabies' },
      { species: 'dog', vaccine: 'dhpp' },
    ]);
    const missing = async () => (await list('status=missing&limit=3')).map((it) => it['vaccine']);
    expect(await missing()).toEqual(['rabies', 'dhpp']);
    await add({ vaccine: 'rabies', expiryDate: '2020-01-01' });
    expect(await missing()).toEqual(['dhpp']);
  });

  it('needs a status', async () => {
    const answer = await edge.ask('GET', 'vaccinations', { as });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ field: 'status' });
  });
});

describe('required vaccines', () => {
  it('are replaced only under the revision that was read', async () => {
    const { headers } = await edge.ask('GET', 'required-vaccines', { as });
    const etag = headers.get('etag') ?? '';
    const put = async (species: string) =>
      edge.ask('PUT', 'required-vaccines', {
        as: 'maple.manager',
        body: { required: [{ species, vaccine: 'rabies' }] },
        headers: { 'if-match': etag },
      });
    expect((await put('cat')).status).toBe(200);
    expect((await put('rabbit')).status).toBe(412);
  });

  it('refuse a pair named twice, by any of its names', async () => {
    const body = {
      required: [
        { species: 'dog', vaccine: 'dhpp' },
        { species: 'dog', vaccine: 'DA2PP' },
      ],
    };
    const answer = await edge.ask('PUT', 'required-vaccines', { as: 'maple.manager', body });
    expect(answer.status).toBe(422);
    expect(answer.json['field']).toBe('required[1]');
  });
});
