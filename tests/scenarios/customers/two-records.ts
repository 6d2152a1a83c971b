import { createOwner } from '../../../shared/customers/create-owner.ts';
import { createPet } from '../../../shared/customers/create-pet.ts';
import { mergeOwners } from '../../../shared/customers/merge-owners.ts';
import type { NewOwnerInput } from '../../../shared/customers/owner-input.ts';
import { runJobNow } from '../../../shared/jobs/run-job.ts';
import { JOB_LEASE_MS } from '../../../shared/jobs/model.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { QueueName } from '../../../shared/platform/queues/queues.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import { recordVaccination } from '../../../shared/vaccinations/record-vaccination.ts';
import { VACCINATION_SCAN } from '../../../shared/vaccinations/scan-job.ts';
import { workers } from '../../../shared/workers.ts';
import { TENANT, type Salon } from '../tenants/salon.ts';

/** Longer than the merge waits for its second look. */
export const SETTLED_MS = 16 * 60_000;

/** Adds an owner; answers their id. */
export async function addOwner({ context }: Salon, owner: NewOwnerInput): Promise<string> {
  return (await createOwner(context, { tenantId: TENANT, owner })).id;
}

/** Adds a dog with a rabies record to an owner; answers its id. */
export async function addDog(
  { context }: Salon,
  ownerId: string,
  name: string,
  expiryDate = '2026-03-10',
): Promise<string> {
  const pet = { name, species: 'dog' as const };
  const { id: petId } = await createPet(context, { tenantId: TENANT, ownerId, pet });
  const vaccination = { vaccine: 'rabies', expiryDate: expiryDate as LocalDate };
  await recordVaccination(context, { tenantId: TENANT, petId, vaccination });
  return petId;
}

/** Merges `fromId` into `intoId`. */
export async function merge(context: Context, fromId: string, intoId: string) {
  const whatever = { expectedInto: undefined, expectedFrom: undefined };
  return mergeOwners(context, { tenantId: TENANT, intoId, fromId, ...whatever });
}

/** Lets claims of dead workers run out, does what is due, and lets the second look pass. */
export async function finish(salon: Salon): Promise<void> {
  for (let i = 0; i < 2; i++) {
    salon.advance(JOB_LEASE_MS + SETTLED_MS);
    await salon.work();
  }
}

/** Makes the scan due. */
export async function scanNow({ context }: Salon): Promise<void> {
  await runJobNow(context, TENANT, VACCINATION_SCAN);
}

/** Everything of some types that the tenant has. */
export async function all({ context }: Salon, ...type: string[]): Promise<Json[]> {
  const page = await context.records.store.query({ tenantId: TENANT }, { type, limit: 1000 });
  return page.items.map(({ value }) => value);
}

/** The ids of the owners that documents name. */
export async function namedOwners(salon: Salon): Promise<Set<unknown>> {
  const documents = await all(salon, 'pet', 'vaccination', 'vaccinationAlert', 'message', 'email');
  return new Set(documents.map((it) => it['ownerId']));
}

/** Does the work of one kind that is due now, once each, through a context. */
export async function workDue(context: Context, dueKind: QueueName): Promise<void> {
  const until = context.clock.now();
  for (const { tenantId, id } of await context.records.store.due({ dueKind, until, limit: 100 })) {
    await workers[dueKind].work(context, { tenantId, id, kind: dueKind });
  }
}
