import type { Appointment } from '../appointments/model.ts';
import type { Owner, Pet, Phone } from '../customers/model.ts';
import type { Facts } from '../kernel/condition.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { whyNoEmail } from '../messaging/email/may-email.ts';
import type { EmailAddressRecord } from '../messaging/email/model.ts';
import { whyNoText } from '../messaging/may-text.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { vaccineLabel } from '../vaccinations/vaccine-catalogue.ts';
import { birthdayNames } from './pet-birthdays.ts';

/** What is read of an owner to know everything about them that fields speak of. */
export interface OwnerRead {
  readonly owner: Owner;
  readonly phone: Phone | undefined;
  /** What is known of their e-mail address. */
  readonly address: EmailAddressRecord | undefined;
  /** All pets, whatever their status. */
  readonly pets: readonly Pet[];
  /** The next visit that is booked or confirmed. */
  readonly nextVisit: Appointment | undefined;
}

/** A reputation that nothing has happened to. */
const FULL_SCORE = 100;

/**
 * What is known of an owner, by field name; see `field-groups.ts`. Only active pets count. Counters
 * that were never written are 0: nothing happened yet. `today` is the tenant's local date.
 */
export function ownerFacts(read: OwnerRead, tenant: Tenant, today: LocalDate): Facts {
  const { owner, phone, address, nextVisit } = read;
  const pets = read.pets.filter(({ status }) => status === 'active');
  return {
    'business.name': tenant.name,
    'owner.first_name': owner.firstName,
    'owner.last_name': owner.lastName,
    'owner.email': owner.email,
    'owner.status': owner.status,
    'owner.tags': owner.tags,
    'owner.customer_since': dateAt(tenant, owner.createdAt),
    'owner.sms_opted_in': whyNoText(owner, phone, 'service') === undefined,
    'owner.email_opted_in': whyNoEmail(owner, address, 'service') === undefined,
    'history.visit_count': owner.visitCount ?? 0,
    'history.last_visit_on': owner.lastVisitOn,
    'history.next_visit_on': nextVisit?.localDate,
    'history.no_show_count': owner.noShowCount ?? 0,
    'history.late_cancellation_count': owner.lateCancellationCount ?? 0,
    'reputation.score': owner.reputationScore ?? FULL_SCORE,
    'ledger.balance': owner.balanceCents ?? 0,
    'ledger.spend': owner.spendCents ?? 0,
    ...petFacts(pets),
    'pets.birthday_names': birthdayNames(pets, today),
    ...vaccinationFacts(pets, tenant, today),
  };
}

function petFacts(pets: readonly Pet[]): Facts {
  return {
    'pets.count': pets.length,
    'pets.names': pets.map(({ name }) => name),
    'pets.species': pets.map(({ species }) => species),
    'pets.breeds': pets.flatMap(({ breed }) => breed ?? []),
    'pets.birth_dates': pets.flatMap(({ birthDate }) => birthDate ?? []),
  };
}

function vaccinationFacts(pets: readonly Pet[], tenant: Tenant, today: LocalDate): Facts {
  const current = pets.flatMap((pet) => Object.entries(pet.current));
  const expired = current.filter(([, { expiryDate }]) => expiryDate < today);
  const missing = pets.flatMap((pet) =>
    tenant.vaccination.required
      .filter(({ species, vaccine }) => species === pet.species && !(vaccine in pet.current))
      .map(({ vaccine }) => vaccine),
  );
  return {
    'vaccinations.expired': expired.map(([vaccine]) => vaccineLabel(vaccine)),
    'vaccinations.missing': missing.map(vaccineLabel),
    'vaccinations.expiry_dates': current.map(([, { expiryDate }]) => expiryDate),
  };
}
