/**
 * What a column of a spreadsheet can hold, by the names a mapping file uses. A vaccine may have
 * columns of its own: `vaccination.expiryDate:rabies`.
 */
export const FIELDS = [
  'owner.id',
  'owner.name',
  'owner.firstName',
  'owner.lastName',
  'owner.phone',
  'owner.email',
  'owner.smsOptIn',
  'owner.smsOptOut',
  'owner.status',
  'owner.notes',
  'pet.id',
  'pet.name',
  'pet.species',
  'pet.breed',
  'pet.birthDate',
  'pet.status',
  'pet.deceased',
  'pet.notes',
  'vaccination.vaccine',
  'vaccination.expiryDate',
  'vaccination.administeredDate',
  'vaccination.veterinarian',
  'appointment.id',
  'appointment.date',
  'appointment.time',
  'appointment.endTime',
  'appointment.duration',
  'appointment.status',
  'appointment.service',
  'appointment.staff',
  'appointment.price',
  'appointment.tax',
  'appointment.cancelledAt',
  'appointment.notes',
  'payment.id',
  'payment.date',
  'payment.time',
  'payment.method',
  'payment.amount',
  'payment.total',
  'payment.tip',
  'payment.kind',
  'payment.reference',
  'payment.refundOf',
  'consent.channel',
  'consent.purpose',
  'consent.word',
  'consent.date',
  'consent.source',
  'consent.wording',
  'consent.page',
  'consent.pageVersion',
] as const;

/** One of {@link FIELDS}. */
export type Field = (typeof FIELDS)[number];

/** A field whose column belongs to one vaccine. */
export type VaccineField =
  `vaccination.expiryDate:${string}` | `vaccination.administeredDate:${string}`;

const known: ReadonlySet<string> = new Set(FIELDS);

/** Whether a text names a field, with or without a vaccine. */
export function isField(text: string): text is Field | VaccineField {
  return known.has(text) || /^vaccination\.(expiry|administered)Date:.+$/.test(text);
}

/** Whether a field holds dates. */
export function isDateField(field: string): boolean {
  return /^(pet\.birthDate|vaccination\.(expiry|administered)Date(:.*)?|appointment\.(date|cancelledAt)|payment\.date|consent\.date)$/.test(
    field,
  );
}
