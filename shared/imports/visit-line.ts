import type { Appointment } from '../appointments/model.ts';
import { shareOf } from '../kernel/money.ts';
import { FULL_RATE_PPM, serviceType } from '../services/model.ts';
import type { PagePlanning } from './page-planner.ts';
import { NOT_RECORDED, serviceIdNamed } from './plan-named.ts';
import type { AppointmentFacts } from './row-facts.ts';

/** How long a visit took of which nothing says it, in minutes. */
const USUAL_MINUTES = 60;

/** One service for one pet of a visit. */
export type ServiceLine = Appointment['services'][number];

/**
 * The service of a row. What the row does not say of a visit that was is not known; of one that is still
 * to come the business's own service says it, as at a booking, and what was agreed once stays.
 */
export function visitLine(
  planning: PagePlanning,
  pet: string | undefined,
  facts: AppointmentFacts,
  before: Appointment | undefined,
): ServiceLine {
  const petId = pet ?? '';
  const serviceId = serviceIdNamed(planning, facts.service);
  const name = facts.service ?? NOT_RECORDED;
  const { status } = facts.outcome;
  const isAhead = status === 'booked' || status === 'confirmed';
  const same = (it: ServiceLine): boolean => it.serviceId === serviceId && it.petId === petId;
  const agreed = (): Terms | undefined =>
    before?.services.find(same) ?? planning.drafts.get(serviceType, serviceId);
  return { serviceId, petId, name, ...termsOf(facts, isAhead ? agreed() : undefined) };
}

type Terms = Pick<ServiceLine, 'priceCents' | 'taxRatePpm' | 'durationMinutes'>;

const UNKNOWN: Terms = { priceCents: 0, taxRatePpm: 0, durationMinutes: USUAL_MINUTES };

function termsOf(facts: AppointmentFacts, known: Terms = UNKNOWN): Terms {
  const { priceCents = known.priceCents, durationMinutes = known.durationMinutes } = facts;
  const { taxCents } = facts;
  const told = taxCents === undefined ? undefined : shareOf(taxCents, FULL_RATE_PPM, priceCents);
  return { priceCents, taxRatePpm: told ?? known.taxRatePpm, durationMinutes };
}
