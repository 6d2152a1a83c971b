import type { Pet } from '../customers/model.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Service } from '../services/model.ts';
import type { Tenant } from '../tenants/model.ts';
import type { Appointment } from './model.ts';

/** A pet and the services it gets. */
export interface PetAtVisit {
  readonly pet: Pick<Pet, 'id' | 'species' | 'current'>;
  readonly services: readonly Pick<Service, 'requiredVaccines'>[];
}

/**
 * The required vaccines, by the business and by the services, that do not cover a pet on the day of
 * the visit. The last day of cover counts as covered. By pet in the order given, each vaccine once.
 */
export function vaccineGaps(
  visitors: readonly PetAtVisit[],
  required: Tenant['vaccination']['required'],
  on: LocalDate,
): Appointment['vaccineGaps'] {
  return visitors.flatMap(({ pet, services }) => {
    const rules = [...required, ...services.flatMap(({ requiredVaccines }) => requiredVaccines)];
    const wanted = rules.filter(({ species }) => species === pet.species);
    const vaccines = [...new Set(wanted.map(({ vaccine }) => vaccine))];
    return vaccines.flatMap((vaccine) => {
      const expiryDate = pet.current[vaccine]?.expiryDate;
      if (expiryDate === undefined) return [{ petId: pet.id, vaccine }];
      return expiryDate < on ? [{ petId: pet.id, vaccine, expiryDate }] : [];
    });
  });
}
