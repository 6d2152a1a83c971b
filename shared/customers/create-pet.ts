import { ProblemError } from '../kernel/problem.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { localDateAt } from '../kernel/time-zone.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { create } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { getOwner } from './find-owners.ts';
import type { Pet } from './model.ts';
import { nameKey } from './name-key.ts';
import type { NewPetInput } from './pet-input.ts';

/**
 * Adds a pet to an owner, or to the one they were merged into; throws not-found (404) when there
 * is no such owner. A merge that commits in between takes the pet along with its second look.
 */
export async function createPet(
  context: Context,
  input: { readonly tenantId: string; readonly ownerId: string; readonly pet: NewPetInput },
): Promise<Pet> {
  const { tenantId } = input;
  const { name, species, breed, birthDate, notes } = input.pet;
  const { id: ownerId } = await getOwner(context, input);
  if (birthDate !== undefined) await requirePastDate(context, tenantId, 'birthDate', birthDate);
  const now = context.clock.now();
  const pet: Pet = {
    id: context.ids.next('pet'),
    type: 'pet',
    tenantId,
    schemaVersion: 1,
    ownerId,
    name,
    nameKey: nameKey(name),
    species,
    ...(breed !== undefined && { breed }),
    ...(birthDate !== undefined && { birthDate }),
    ...(notes !== undefined && { notes }),
    status: 'active',
    current: {},
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  return commitWithRetry(context.records, liveOf(tenantId), async () => ({
    writes: [create(pet)],
    value: pet,
  }));
}

/** Refuses (422) a date after the tenant's today. */
export async function requirePastDate(
  context: Context,
  tenantId: string,
  field: string,
  date: LocalDate,
): Promise<void> {
  const tenant = await loadTenant(context, tenantId);
  const today = localDateAt(context.clock.now(), tenant.timeZone);
  if (date <= today) return;
  throw new ProblemError({
    kind: 'date-in-future',
    status: 422,
    detail: 'This date lies in the future.',
    field,
    value: date,
    allowed: `${today} or earlier`,
  });
}
