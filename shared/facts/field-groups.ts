import { APPOINTMENT_SOURCES, APPOINTMENT_STATUSES } from '../appointments/model.ts';
import { SPECIES } from '../customers/model.ts';
import type { Field } from '../kernel/condition.ts';

/**
 * What conditions and templates may speak of, in groups that are known together. The first eight are
 * known of every owner; the others only where something happened that has them: a visit, a missed
 * one, a vaccination about to lapse, a text that came in.
 */
export const FIELD_GROUPS = {
  business: [{ name: 'business.name', type: 'text', label: 'Name of the business' }],
  owner: [
    { name: 'owner.first_name', type: 'text', label: 'First name' },
    { name: 'owner.last_name', type: 'text', label: 'Last name' },
    { name: 'owner.email', type: 'text', label: 'E-mail address' },
    { name: 'owner.status', type: 'text', label: 'Status', values: ['active', 'inactive'] },
    { name: 'owner.tags', type: 'text', label: 'Tags', many: true },
    { name: 'owner.customer_since', type: 'date', label: 'Customer since' },
  ],
  consent: [
    { name: 'owner.sms_opted_in', type: 'boolean', label: 'May be texted' },
    { name: 'owner.email_opted_in', type: 'boolean', label: 'May be sent e-mails' },
  ],
  pets: [
    { name: 'pets.count', type: 'number', label: 'Number of pets' },
    { name: 'pets.names', type: 'text', label: 'Names of the pets', many: true },
    { name: 'pets.species', type: 'text', label: 'Species', values: SPECIES, many: true },
    { name: 'pets.breeds', type: 'text', label: 'Breeds', many: true },
    { name: 'pets.birth_dates', type: 'date', label: 'Birthdays of the pets', many: true },
    { name: 'pets.birthday_names', type: 'text', label: 'Pets with a birthday today', many: true },
  ],
  vaccinations: [
    { name: 'vaccinations.expired', type: 'text', label: 'Expired vaccines', many: true },
    { name: 'vaccinations.missing', type: 'text', label: 'Missing vaccines', many: true },
    { name: 'vaccinations.expiry_dates', type: 'date', label: 'Expiry dates', many: true },
  ],
  history: [
    { name: 'history.visit_count', type: 'number', label: 'Completed visits' },
    { name: 'history.last_visit_on', type: 'date', label: 'Last visit' },
    { name: 'history.next_visit_on', type: 'date', label: 'Next visit' },
    { name: 'history.no_show_count', type: 'number', label: 'Missed visits' },
    { name: 'history.late_cancellation_count', type: 'number', label: 'Late cancellations' },
  ],
  reputation: [{ name: 'reputation.score', type: 'number', label: 'Reputation score' }],
  ledger: [
    { name: 'ledger.balance', type: 'number', label: 'Balance owed', money: true },
    { name: 'ledger.spend', type: 'number', label: 'Paid so far', money: true },
  ],
  appointment: [
    { name: 'appointment.date', type: 'date', label: 'Date of the visit' },
    { name: 'appointment.time', type: 'time', label: 'Time of the visit' },
    { name: 'appointment.status', type: 'text', label: 'Status', values: APPOINTMENT_STATUSES },
    { name: 'appointment.source', type: 'text', label: 'Source', values: APPOINTMENT_SOURCES },
    { name: 'appointment.services', type: 'text', label: 'Services', many: true },
    { name: 'appointment.pet_names', type: 'text', label: 'Pets of the visit', many: true },
    { name: 'appointment.staff_name', type: 'text', label: 'Staff member' },
    { name: 'appointment.total', type: 'number', label: 'Price before tax', money: true },
    { name: 'appointment.minutes', type: 'number', label: 'Length in minutes' },
  ],
  no_show: [{ name: 'no_show.fee', type: 'number', label: 'Fee', money: true }],
  vaccination: [
    { name: 'vaccination.vaccines', type: 'text', label: 'Vaccines', many: true },
    { name: 'vaccination.pet_names', type: 'text', label: 'Pets concerned', many: true },
    { name: 'vaccination.expires_on', type: 'date', label: 'First expiry date' },
  ],
  inbound: [{ name: 'inbound.keyword', type: 'text', label: 'Keyword that came in' }],
} as const satisfies Record<string, readonly Field[]>;

/** The name of a group of fields. */
export type FieldGroup = keyof typeof FIELD_GROUPS;

/** The groups that are known of every owner. */
export const OWNER_GROUPS = [
  'business',
  'owner',
  'consent',
  'pets',
  'vaccinations',
  'history',
  'reputation',
  'ledger',
] as const satisfies readonly FieldGroup[];

/** The fields of these groups, by name. */
export function fieldsOf(groups: readonly FieldGroup[]): ReadonlyMap<string, Field> {
  const fields: Field[] = groups.flatMap((group) => FIELD_GROUPS[group] as readonly Field[]);
  return new Map(fields.map((field) => [field.name, field]));
}

/** Every field there is, by name. */
export const ALL_FIELDS = fieldsOf(Object.keys(FIELD_GROUPS) as FieldGroup[]);
