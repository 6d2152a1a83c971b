import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phoneId, type Owner, type Pet, type Phone } from '../../../shared/customers/model.ts';
import type { Instant } from '../../../shared/kernel/instant.ts';
import { addDays, type LocalDate } from '../../../shared/kernel/local-date.ts';
import type { Stored, Write } from '../../../shared/platform/store/document-store.ts';
import { alertId, type Vaccination } from '../../../shared/vaccinations/model.ts';
import {
  digestMessageId,
  DIGEST_LIMIT,
  planDigest,
  STALE_THRESHOLD,
  type Family,
  type FamilyPlan,
  type ScanOf,
} from '../../../shared/vaccinations/plan-digest.ts';

const NOW = '2026-03-01T11:00:00.000Z' as Instant;
const SEND_AT = '2026-03-01T14:00:00.000Z' as Instant;
const TODAY = '2026-03-01' as LocalDate;
const NUMBER = '+14155550123';
const stamps = { tenantId: 'paws', schemaVersion: 1, createdAt: NOW, updatedAt: NOW };

const SCAN: ScanOf = {
  ...{ tenantId: 'paws', runId: 'run_1', scanDate: TODAY, now: NOW, sendAt: SEND_AT },
  rules: { thresholdDays: [30, 14, 7, 0], staleAfterDays: 14 },
  planVersion: 1,
};

const OWNER: Owner = {
  ...stamps,
  ...{ id: 'own_1', type: 'owner', firstName: 'Ann', lastName: 'Lee', nameKey: 'lee ann' },
  ...{ phone: NUMBER, status: 'active', revision: 1 },
};
const { phone: _none, ...OWNER_WITHOUT_PHONE } = OWNER;
const PHONE: Phone = {
  ...stamps,
  ...{ id: phoneId(NUMBER), type: 'phone', number: NUMBER, ownerIds: ['own_1'] },
};

const pet = (id: string, status: Pet['status'] = 'active'): Pet => ({
  ...stamps,
  ...{ id, type: 'pet', ownerId: 'own_1', name: id, nameKey: id, species: 'dog' },
  ...{ status, current: {}, revision: 1 },
});

/** A record that expires in so many days, last dealt with at a threshold. */
function record(
  id: string,
  daysLeft: number,
  more: Partial<Vaccination> = {},
): Stored<Vaccination> {
  const value: Vaccination = {
    ...stamps,
    ...{ id, type: 'vaccination', petId: 'pet_1', ownerId: 'own_1', vaccine: 'rabies' },
    ...{ expiryDate: addDays(TODAY, daysLeft), nextAlertOn: TODAY, revision: 1 },
    ...more,
  };
  return { value, etag: `etag of ${id}` };
}

const family = (over: Partial<Family> = {}): Family => ({
  ...{ ownerId: 'own_1', owner: OWNER, phone: PHONE, pets: new Map([['pet_1', pet('pet_1')]]) },
  ...{ vaccinations: [record('vac_1', 10)], texted: false, dealtWith: new Set<string>() },
  ...over,
});

const idOf = (write: Write) => ('document' in write ? write.document.id : write.id);
const documents = (plan: FamilyPlan, type: string) =>
  plan.writes.flatMap((write) =>
    'document' in write && write.document['type'] === type ? [write.document] : [],
  );
const recordsOf = (plan: FamilyPlan) =>
  plan.writes.flatMap((write) =>
    write.op === 'replace' ? [{ ...(write.document as Vaccination), guard: write.etag }] : [],
  );

describe('a vaccination that gets no text', () => {
  const suppressed: Phone = { ...PHONE, suppressed: { at: NOW, source: 'inbound' } };
  const unusable: Phone = { ...PHONE, unusable: { at: NOW, reason: 'landline' } };
  const pets = (status: Pet['status']) => new Map([['pet_1', pet('pet_1', status)]]);

  test.each<[string, Partial<Family>]>([
    ['owner-missing', { owner: undefined, phone: undefined }],
    ['opted-out', { owner: { ...OWNER, smsOptedIn: false } }],
    ['suppressed', { phone: suppressed }],
    ['owner-inactive', { owner: { ...OWNER, status: 'inactive' } }],
    ['no-phone', { owner: OWNER_WITHOUT_PHONE, phone: undefined }],
    ['no-phone', { phone: undefined }],
    ['number-unusable', { phone: unusable }],
    ['pet-missing', { pets: new Map() }],
    ['pet-deceased', { pets: pets('deceased') }],
    ['pet-inactive', { pets: pets('inactive') }],
    ['stale', { vaccinations: [record('vac_1', -15)] }],
    ['digest-full', { texted: true }],
  ])('leaves an alert that says why, and is not met again: %s', (reason, over) => {
    const plan = planDigest(family(over), SCAN);
    expect(plan.message).toBeUndefined();
    expect(plan.skipped).toEqual({ [reason]: 1 });
    expect(documents(plan, 'message')).toEqual([]);
    const alerts = documents(plan, 'vaccinationAlert');
    expect(alerts).toMatchObject([{ vaccinationId: 'vac_1', status: 'skipped', reason }]);
    expect(alerts[0]).not.toHaveProperty('messageId');
    const [moved] = recordsOf(plan);
    expect(moved?.nextAlertOn === undefined || moved.nextAlertOn > TODAY).toBe(true);
  });

  test.each<[string, Partial<Family>, string]>([
    [
      'a pet that died is not said to lack a phone',
      { owner: OWNER_WITHOUT_PHONE, phone: undefined, pets: pets('deceased') },
      'pet-deceased',
    ],
    [
      'a record long past is stale whoever it belongs to',
      { owner: undefined, vaccinations: [record('vac_1', -400)] },
      'stale',
    ],
    [
      'a refusal is named before a full text',
      { owner: { ...OWNER, smsOptedIn: false }, texted: true },
      'opted-out',
    ],
  ])('names the reason closest to the record: %s', (_what, over, reason) => {
    expect(planDigest(family(over), SCAN).skipped).toEqual({ [reason]: 1 });
  });

  test('does not keep the others of its family from theirs', () => {
    const plan = planDigest(
      family({
        pets: new Map([
          ['pet_1', pet('pet_1')],
          ['pet_2', pet('pet_2', 'deceased')],
        ]),
        vaccinations: [
          record('vac_1', 10),
          record('vac_2', 10, { petId: 'pet_2' }),
          record('vac_3', -20),
          record('vac_4', 5),
        ],
      }),
      SCAN,
    );
    expect(plan.skipped).toEqual({ 'pet-deceased': 1, stale: 1 });
    expect(plan.message?.content.items.map((item) => item.vaccinationId)).toEqual([
      'vac_1',
      'vac_4',
    ]);
  });

  test('past the stale limit is over for good, and has an alert of its own kind', () => {
    const plan = planDigest(family({ vaccinations: [record('vac_1', -15)] }), SCAN);
    expect(documents(plan, 'vaccinationAlert')).toMatchObject([{ threshold: STALE_THRESHOLD }]);
    expect(recordsOf(plan)).toMatchObject([
      { lastThreshold: STALE_THRESHOLD, nextAlertOn: undefined },
    ]);
  });
});

describe('a threshold that was dealt with under another scan', () => {
  const { expiryDate } = record('vac_1', 10).value;

  test('is passed over in silence, and the record moves on', () => {
    const dealtWith = new Set([alertId('vac_1', expiryDate, 14)]);
    const plan = planDigest(family({ dealtWith }), SCAN);
    expect(plan.message).toBeUndefined();
    expect(plan.skipped).toEqual({});
    expect(plan.writes).toHaveLength(1);
    expect(recordsOf(plan)).toMatchObject([
      { lastThreshold: 14, nextAlertOn: addDays(expiryDate, -7), guard: 'etag of vac_1' },
    ]);
  });

  test('says nothing of another threshold or of the date before it was corrected', () => {
    const dealtWith = new Set([
      alertId('vac_1', expiryDate, 30),
      alertId('vac_1', addDays(expiryDate, 1), 14),
      alertId('vac_2', expiryDate, 14),
    ]);
    expect(planDigest(family({ dealtWith }), SCAN).message).toBeDefined();
  });
});

describe('a record whose date does not fit the rules any more', () => {
  test('is put back on its day without an alert', () => {
    const plan = planDigest(
      family({ vaccinations: [record('vac_1', 40), record('vac_2', 10, { lastThreshold: 0 })] }),
      SCAN,
    );
    expect(plan.message).toBeUndefined();
    expect(documents(plan, 'vaccinationAlert')).toEqual([]);
    expect(recordsOf(plan)).toMatchObject([
      { id: 'vac_1', nextAlertOn: addDays(TODAY, 10) },
      { id: 'vac_2', lastThreshold: 0, nextAlertOn: undefined },
    ]);
    expect(recordsOf(plan)[0]?.lastThreshold).toBeUndefined();
  });
});

describe('the text of a scan', () => {
  test('is one for all of an owner, waits for its time and is useful for two days', () => {
    const plan = planDigest(
      family({ vaccinations: [record('vac_1', 10), record('vac_2', 0), record('vac_3', -3)] }),
      SCAN,
    );
    expect(documents(plan, 'message')).toEqual([plan.message]);
    expect(plan.message).toMatchObject({
      id: digestMessageId('run_1', 'own_1'),
      ...{ purpose: 'service', status: 'planned', sends: 0, attempts: 0, to: NUMBER },
      ...{ phoneId: PHONE.id, ownerId: 'own_1', dueKind: 'sms', dueAt: SEND_AT },
      notAfter: '2026-03-03T14:00:00.000Z',
    });
    expect(plan.message?.content).toEqual({
      kind: 'vaccination-digest',
      scanDate: TODAY,
      items: [
        ['vac_1', 14, 10],
        ['vac_2', 0, 0],
        ['vac_3', 0, -3],
      ].map(([id, threshold, days]) => ({
        vaccinationId: id,
        petId: 'pet_1',
        alertId: alertId(String(id), addDays(TODAY, Number(days)), Number(threshold)),
        threshold,
      })),
    });
  });

  test('has the same id when the page is planned again, another in another run or for another owner', () => {
    const again = [planDigest(family(), SCAN), planDigest(family(), SCAN)].map(
      (plan) => plan.message?.id,
    );
    expect(again[0]).toBe(again[1]);
    expect(planDigest(family(), { ...SCAN, runId: 'run_2' }).message?.id).not.toBe(again[0]);
    expect(planDigest(family({ ownerId: 'own_2' }), SCAN).message?.id).not.toBe(again[0]);
  });

  test('is not made for a family with nothing due', () => {
    expect(planDigest(family({ vaccinations: [] }), SCAN)).toEqual({
      textedByWorkflow: false,
      writes: [],
      skipped: {},
    });
  });
});

/** Families of every sort: who they are, what they have, what was done before. */
const someFamily = fc
  .record({
    owner: fc.constantFrom(OWNER, OWNER, OWNER, undefined, OWNER_WITHOUT_PHONE, {
      ...OWNER,
      smsOptedIn: false,
    }),
    phone: fc.constantFrom(PHONE, PHONE, PHONE, undefined),
    texted: fc.boolean(),
    records: fc.array(
      fc.record({
        daysLeft: fc.integer({ min: -40, max: 60 }),
        petId: fc.constantFrom('pet_1', 'pet_2', 'pet_3', 'pet_4'),
        lastThreshold: fc.constantFrom(undefined, 30, 14, 7, 0, STALE_THRESHOLD),
        dealtWith: fc.boolean(),
      }),
      { maxLength: 100, size: 'max' },
    ),
  })
  .map(({ records, ...rest }) => {
    const vaccinations = records.map(({ daysLeft, petId, lastThreshold }, n) =>
      record(`vac_${String(n)}`, daysLeft, { petId, lastThreshold }),
    );
    const dealtWith = new Set(
      records.flatMap((it, n) =>
        it.dealtWith && it.daysLeft % 3 === 0
          ? [14, 0].map((t) => alertId(`vac_${String(n)}`, addDays(TODAY, it.daysLeft), t))
          : [],
      ),
    );
    const pets = new Map([
      ['pet_1', pet('pet_1')],
      ['pet_2', pet('pet_2', 'deceased')],
      ['pet_3', pet('pet_3', 'inactive')],
    ]);
    return family({ ...rest, pets, vaccinations, dealtWith });
  });

describe('whatever the family', () => {
  test('one commit moves each record taken on once, and holds no id twice', () => {
    fc.assert(
      fc.property(someFamily, (some) => {
        const plan = planDigest(some, SCAN);
        const taken = some.vaccinations.slice(0, DIGEST_LIMIT);
        expect(plan.writes.length).toBeLessThanOrEqual(1 + 2 * DIGEST_LIMIT);
        const ids = plan.writes.map(idOf);
        expect(new Set(ids).size).toBe(ids.length);
        const moved = recordsOf(plan);
        expect(moved.map((it) => it.id).sort()).toEqual(taken.map((it) => it.value.id).sort());
        for (const it of moved) {
          expect(it.guard).toBe(`etag of ${it.id}`);
          expect(it.updatedAt).toBe(NOW);
          expect(it.nextAlertOn === undefined || it.nextAlertOn > TODAY).toBe(true);
        }
        for (const write of plan.writes) expect(['create', 'replace']).toContain(write.op);
      }),
      { numRuns: 300 },
    );
  });

  test('the text has exactly the alerts that are planned, and every other alert says why not', () => {
    fc.assert(
      fc.property(someFamily, (some) => {
        const plan = planDigest(some, SCAN);
        const alerts = documents(plan, 'vaccinationAlert');
        const planned = alerts.filter((alert) => alert['status'] === 'planned');
        const items = plan.message?.content.items ?? [];
        expect(items.map((item) => item.alertId)).toEqual(planned.map((alert) => alert.id));
        expect(plan.message === undefined).toBe(planned.length === 0);
        for (const alert of planned) {
          expect(alert['messageId']).toBe(plan.message?.id);
          expect(alert['reason']).toBeUndefined();
        }
        const skipped = alerts.filter((alert) => alert['status'] === 'skipped');
        expect(planned.length + skipped.length).toBe(alerts.length);
        const counted = Object.values(plan.skipped).reduce((a, b) => a + b, 0);
        expect(skipped.length).toBe(counted);
        for (const alert of skipped) expect(Object.keys(plan.skipped)).toContain(alert['reason']);
        for (const alert of alerts) expect(some.dealtWith.has(alert.id)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('page after page the scan comes to an end, with one text at most and no alert twice', () => {
    fc.assert(
      fc.property(someFamily, (some) => {
        let open: Family = { ...some, texted: false };
        const alerts: string[] = [];
        let texts = 0;
        let pages = 0;
        while (open.vaccinations.length > 0) {
          const plan = planDigest(open, SCAN);
          alerts.push(...documents(plan, 'vaccinationAlert').map((alert) => alert.id));
          if (plan.message !== undefined) texts++;
          const moved = new Map(recordsOf(plan).map((it) => [it.id, it.nextAlertOn]));
          open = {
            ...open,
            texted: texts > 0,
            vaccinations: open.vaccinations.filter(({ value: { id, nextAlertOn } }) => {
              const next = moved.has(id) ? moved.get(id) : nextAlertOn;
              return next !== undefined && next <= TODAY;
            }),
          };
          expect(++pages).toBeLessThanOrEqual(3);
        }
        expect(texts).toBeLessThanOrEqual(1);
        expect(new Set(alerts).size).toBe(alerts.length);
      }),
      { numRuns: 200 },
    );
  });
});
