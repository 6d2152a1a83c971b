import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import { getPet } from '../customers/find-pets.ts';
import { notFound } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { vaccinationType, type Vaccination } from './model.ts';

/** A vaccination by id; throws not-found (404), also for another tenant's. */
export async function getVaccination(
  context: Context,
  input: { readonly tenantId: string; readonly vaccinationId: string },
): Promise<Vaccination> {
  const { tenantId, vaccinationId } = input;
  const stored = await context.records.get(vaccinationType, liveOf(tenantId), vaccinationId);
  if (stored === undefined) throw notFound('vaccination', vaccinationId);
  return stored.value;
}

/** Vaccinations of a pet, old ones included, newest expiry first; throws not-found (404) without the pet. */
export async function listVaccinationsOfPet(
  context: Context,
  input: PageRequest & { readonly tenantId: string; readonly petId: string },
): Promise<ListPage<Vaccination>> {
  await getPet(context, input);
  const page = await context.records.query(vaccinationType, liveOf(input.tenantId), {
    where: { petId: input.petId },
    orderBy: { field: 'expiryDate', direction: 'desc' },
    limit: input.limit,
    ...(input.cursor !== undefined && { cursor: input.cursor }),
  });
  return listPage(page);
}
