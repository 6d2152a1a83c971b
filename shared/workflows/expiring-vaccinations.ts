import type { OwnerRead } from '../facts/owner-facts.ts';
import type { Facts } from '../kernel/condition.ts';
import { parsed, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { vaccinationAlertType, vaccinationType } from '../vaccinations/model.ts';
import { vaccineLabel } from '../vaccinations/vaccine-catalogue.ts';
import type { WorkflowRun } from './model.ts';

/** An alert of a scan, as far as workflows need it. */
interface ToldAlert {
  readonly id: string;
  readonly vaccinationId: string;
  readonly threshold: number;
}

/**
 * What a run begins with of the alerts that a scan told of: those of the threshold its trigger asks for
 * (undefined: all). undefined: none of them is.
 */
export function expiringFacts(
  alerts: readonly ToldAlert[],
  daysBefore: number | undefined,
): WorkflowRun['facts'] | undefined {
  const told = alerts.filter((it) => daysBefore === undefined || it.threshold === daysBefore);
  if (told.length === 0) return undefined;
  return {
    alertIds: told.map(({ id }) => id),
    vaccinationIds: told.map(({ vaccinationId }) => vaccinationId),
  };
}

/** Reads the alerts that an event names. */
export async function alertsOf(
  records: Records,
  tenantId: string,
  facts: Readonly<Record<string, unknown>>,
): Promise<ToldAlert[]> {
  const ids = stringsIn(facts['alertIds']);
  const found = await records.getMany(vaccinationAlertType, liveOf(tenantId), ids);
  return found.map(({ value }) => value);
}

/**
 * What still lapses of what a run began with, read again in one store call: a record that was renewed or
 * whose date was corrected drops out, and so does a pet that died, left or is another owner's by now.
 * undefined: nothing is left. A run that a scan did not start speaks of no vaccination.
 */
export async function whatStillLapses(
  records: Records,
  { tenantId, facts }: Pick<WorkflowRun, 'tenantId' | 'facts'>,
  { pets }: Pick<OwnerRead, 'pets'>,
): Promise<Facts | undefined> {
  const ids = [...stringsIn(facts['alertIds']), ...stringsIn(facts['vaccinationIds'])];
  if (ids.length === 0) return {};
  const found = await records.store.getMany(liveOf(tenantId), [...new Set(ids)]);
  const plannedFor = new Map(
    found
      .filter(({ value }) => value['type'] === vaccinationAlertType.type)
      .map((stored) => parsed(vaccinationAlertType, stored).value)
      .map(({ vaccinationId, expiryDate }) => [vaccinationId, expiryDate]),
  );
  const active = new Map(pets.filter(({ status }) => status === 'active').map((it) => [it.id, it]));
  const lapsing = found
    .filter(({ value }) => value['type'] === vaccinationType.type)
    .map((stored) => parsed(vaccinationType, stored).value)
    .filter(({ supersededBy }) => supersededBy === undefined)
    .filter(({ id, expiryDate }) => plannedFor.get(id) === expiryDate)
    .filter(({ petId }) => active.has(petId));
  const [first] = lapsing.map(({ expiryDate }) => expiryDate).sort();
  if (first === undefined) return undefined;
  const concerned = new Set(lapsing.map(({ petId }) => petId));
  return {
    'vaccination.vaccines': [...new Set(lapsing.map(({ vaccine }) => vaccineLabel(vaccine)))],
    'vaccination.pet_names': [...active.values()]
      .filter(({ id }) => concerned.has(id))
      .map(({ name }) => name),
    'vaccination.expires_on': first,
  };
}

function stringsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];
}
