import { phoneId, type Owner, type Pet, type Phone } from '../../shared/customers/model.ts';
import { derivedId } from '../../shared/kernel/ids.ts';
import type { Instant } from '../../shared/kernel/instant.ts';
import { addDays, type LocalDate } from '../../shared/kernel/local-date.ts';
import type { Context } from '../../shared/platform/context.ts';
import { MAX_COMMIT_WRITES, type Json } from '../../shared/platform/store/document-store.ts';
import { create, replace } from '../../shared/platform/store/records.ts';
import { createTenant } from '../../shared/tenants/create-tenant.ts';
import { loadStoredTenant } from '../../shared/tenants/load-tenant.ts';
import { planNextAlert, type AlertRules } from '../../shared/vaccinations/alert-plan.ts';
import type { Vaccination } from '../../shared/vaccinations/model.ts';

/** A business to be scanned. */
export interface ScanWorld {
  /** Pets of the business, each with one vaccination. */
  readonly pets: number;
  /** How many of them have an alert due today; spread evenly over the owners. */
  readonly duePets: number;
}

/** The tenant of a {@link ScanWorld}. */
export const TENANT_ID = 'scanned';
/** When the worlds are made and scanned. */
export const SCANNED_AT = '2026-03-02T15:00:00.000Z' as Instant;
const TODAY = '2026-03-02' as LocalDate;

interface Frame {
  readonly rules: AlertRules;
  readonly envelope: { readonly tenantId: string; readonly schemaVersion: number };
  readonly stamps: {
    readonly createdAt: Instant;
    readonly updatedAt: Instant;
    readonly revision: number;
  };
}

/**
 * Makes the tenant, with a guard that lets every text go, and its customers: owners with one and
 * with two pets by turns, each with a phone of their own. Returns how many owners have a due pet.
 */
export async function populate(context: Context, world: ScanWorld): Promise<number> {
  const tenant = await createTenant(context, {
    id: TENANT_ID,
    name: 'Scanned',
    timeZone: 'America/New_York',
  });
  const stored = await loadStoredTenant(context.records, TENANT_ID);
  const rules = { ...tenant.vaccination, textGuard: world.pets };
  await commitAll(context, [replace(stored, { vaccination: rules })]);
  const frame: Frame = {
    rules,
    envelope: { tenantId: TENANT_ID, schemaVersion: 1 },
    stamps: { createdAt: SCANNED_AT, updatedAt: SCANNED_AT, revision: 1 },
  };
  const every = world.pets / world.duePets;
  let batch: Json[] = [];
  let dueOwners = 0;
  for (let pet = 0, owner = 0; pet < world.pets; owner++) {
    const count = Math.min(1 + (owner % 2), world.pets - pet);
    // The first pet of each stretch of `every` pets is due.
    const due = Array.from({ length: count }, (_, n) => (pet + n) % every < 1);
    if (due.includes(true)) dueOwners += 1;
    batch.push(...household(frame, owner, due));
    pet += count;
    if (batch.length <= MAX_COMMIT_WRITES - 10) continue;
    await commitAll(context, batch.map(create));
    batch = [];
  }
  if (batch.length > 0) await commitAll(context, batch.map(create));
  return dueOwners;
}

async function commitAll(
  context: Context,
  writes: Parameters<Context['records']['commit']>[1],
): Promise<void> {
  const result = await context.records.commit({ tenantId: TENANT_ID }, writes);
  if (!result.ok) throw new Error(`${result.broken.id} ${result.broken.reason}`);
}

function household(frame: Frame, number: number, due: readonly boolean[]): Json[] {
  const { envelope, stamps } = frame;
  const line = String(number).padStart(7, '0');
  const phone = `+1617${line}`;
  const owner: Owner = {
    ...envelope,
    ...stamps,
    id: derivedId('owner', line),
    type: 'owner',
    firstName: 'Ada',
    lastName: `Number ${line}`,
    nameKey: `number ${line} ada`,
    email: `ada.${line}@example.com`,
    phone,
    status: 'active',
  };
  const phoneDocument: Phone = {
    ...envelope,
    createdAt: stamps.createdAt,
    updatedAt: stamps.updatedAt,
    id: phoneId(phone),
    type: 'phone',
    number: phone,
    ownerIds: [owner.id],
  };
  const pets = due.flatMap((isDue, n) => petWithRecord(frame, owner.id, `${line}-${n}`, isDue));
  return [owner, phoneDocument, ...pets];
}

function petWithRecord(
  frame: Frame,
  ownerId: string,
  name: string,
  isDue: boolean,
): [Pet, Vaccination] {
  const { rules, envelope, stamps } = frame;
  const petId = derivedId('pet', name);
  const vaccinationId = derivedId('vaccination', name);
  // 30 days before it ends the first text is due; the others have a year and more, spread out.
  const expiryDate = addDays(TODAY, isDue ? 30 : 366 + (Number(name.slice(0, 7)) % 365));
  const nextAlertOn = planNextAlert({ expiryDate }, rules, TODAY);
  const pet: Pet = {
    ...envelope,
    ...stamps,
    id: petId,
    type: 'pet',
    ownerId,
    name: `Rex ${name}`,
    nameKey: `rex ${name}`,
    species: 'dog',
    breed: 'Golden Retriever',
    status: 'active',
    current: { rabies: { vaccinationId, expiryDate } },
  };
  const vaccination: Vaccination = {
    ...envelope,
    ...stamps,
    id: vaccinationId,
    type: 'vaccination',
    petId,
    ownerId,
    vaccine: 'rabies',
    administeredDate: addDays(expiryDate, -365),
    expiryDate,
    veterinarian: 'Dr. Lee',
    ...(nextAlertOn !== undefined && { nextAlertOn }),
  };
  return [pet, vaccination];
}
