import { CONSENT_SYNONYMS } from './consent-synonyms.ts';
import type { Field } from './fields.ts';
import { VISIT_SYNONYMS } from './visit-synonyms.ts';

/**
 * How people head their columns, in the form of `nameKey` (lower case, words separated by one
 * blank). Earlier words of a field win when a file has several of them: a mobile number is texted
 * rather than a home number.
 */
export const HEADER_SYNONYMS: Readonly<Record<Field, readonly string[]>> = {
  'owner.id': [
    ...['customer id', 'client id', 'owner id', 'customer number', 'client number', 'customer no'],
    ...['client no', 'owner number', 'account number', 'account id', 'account no'],
    ...['cust id', 'customerid', 'clientid', 'ownerid', 'household id', 'contact id'],
    ...['owner external id', 'customer external id'],
  ],
  'owner.name': [
    ...[
      'owner name',
      'customer name',
      'client name',
      'owner',
      'client',
      'customer',
      'full name',
      'fullname',
    ],
    ...['pet owner', 'owner full name', 'contact name', 'contact', 'guardian', 'pet parent'],
    ...['parent name', 'owners', 'owner s name', 'owners name', 'client full name'],
  ],
  'owner.firstName': [
    ...['first name', 'firstname', 'fname', 'given name', 'forename', 'owner first name'],
    ...['client first name', 'customer first name', 'first', 'owner first'],
  ],
  'owner.lastName': [
    ...['last name', 'lastname', 'lname', 'surname', 'family name', 'owner last name'],
    ...['client last name', 'customer last name', 'last', 'owner last'],
  ],
  'owner.phone': [
    ...['mobile', 'mobile phone', 'mobile number', 'cell', 'cell phone', 'cellphone'],
    ...['cell number', 'owner mobile', 'owner cell', 'sms', 'sms number', 'text number'],
    ...['phone', 'phone number', 'telephone', 'telephone number', 'tel', 'owner phone'],
    ...['owner phone number', 'customer phone', 'client phone', 'contact number', 'primary phone'],
    ...['phone 1', 'phone1', 'ph', 'contact phone', 'home phone', 'landline'],
    ...['phone 2', 'phone2', 'alternate phone', 'secondary phone', 'work phone'],
  ],
  'owner.email': [
    ...['email', 'e mail', 'email address', 'e mail address', 'mail', 'owner email'],
    ...['customer email', 'client email', 'contact email', 'owner e mail'],
  ],
  'owner.smsOptIn': [
    ...['sms opt in', 'text opt in', 'opt in', 'opted in', 'sms consent', 'text consent'],
    ...['texts ok', 'text ok', 'ok to text', 'sms ok', 'sms allowed', 'allow sms', 'allow texts'],
    ...['sms opted in', 'receive texts', 'receive sms', 'text reminders', 'sms reminders'],
    ...['send texts', 'accepts sms', 'accepts texts', 'owner sms opt in', 'text messages'],
  ],
  'owner.smsOptOut': [
    ...['sms opt out', 'text opt out', 'opt out', 'opted out', 'do not text', 'no texts'],
    ...['sms opted out', 'unsubscribed', 'do not contact', 'dnc', 'no sms'],
  ],
  'owner.status': ['customer status', 'client status', 'owner status', 'account status'],
  'owner.notes': [
    ...['owner notes', 'customer notes', 'client notes', 'owner note', 'owner comments'],
    ...['customer comments', 'client comments'],
  ],
  'pet.id': [
    ...['pet id', 'animal id', 'patient id', 'dog id', 'cat id', 'petid', 'pet number'],
    ...['pet no', 'patient number', 'patient no', 'pet external id', 'microchip', 'chip number'],
  ],
  'pet.name': [
    ...['pet name', 'pet', 'animal', 'animal name', 'dog name', 'dog', 'cat name', 'patient'],
    ...['patient name', 'petname', 'pets name', 'pet s name', 'pets', 'dog s name'],
  ],
  'pet.species': [
    ...['species', 'pet species', 'animal type', 'pet type', 'type of pet'],
    ...['kind of animal', 'dog cat', 'dog or cat'],
  ],
  'pet.breed': ['breed', 'pet breed', 'breeds', 'breed type', 'primary breed', 'dog breed'],
  'pet.birthDate': [
    ...['birth date', 'birthdate', 'date of birth', 'dob', 'born', 'birthday', 'pet birthday'],
    ...['pet dob', 'pet birth date', 'b day', 'bday', 'pet date of birth'],
  ],
  'pet.status': ['pet status', 'animal status', 'patient status'],
  'pet.deceased': ['deceased', 'is deceased', 'dead', 'passed away', 'pet deceased'],
  'pet.notes': [
    ...['pet notes', 'pet note', 'grooming notes', 'animal notes', 'pet comments', 'special care'],
    ...['behavior notes', 'behaviour notes', 'temperament', 'pet remarks'],
  ],
  'vaccination.vaccine': [
    ...['vaccine', 'vaccine name', 'vaccination', 'vaccine type', 'vaccination type', 'shot'],
    ...['immunization', 'immunisation', 'vaccination name', 'vacc', 'vaccines', 'shots'],
  ],
  'vaccination.expiryDate': [
    ...['expiry date', 'expiration date', 'expires', 'expires on', 'expiry', 'expiration'],
    ...['exp date', 'exp', 'expire date', 'valid until', 'valid to', 'valid through', 'good until'],
    ...['due date', 'due', 'next due', 'next due date', 'due on', 'vaccine expiry', 'renewal date'],
    ...['vaccine expiration', 'vaccination expiry', 'vaccine expires', 'vaccination due'],
    ...['vaccine expiry date', 'vaccine expiration date', 'vaccination expiry date', 'expired on'],
    ...['vaccination expiration date', 'vaccination expires', 'expirydate', 'expirationdate'],
  ],
  'vaccination.administeredDate': [
    ...[
      'administered date',
      'date administered',
      'date given',
      'given',
      'given on',
      'administered',
    ],
    ...[
      'vaccination date',
      'vaccine date',
      'date of vaccination',
      'vaccinated on',
      'date vaccinated',
    ],
    ...['given date', 'administered on', 'shot date', 'last given', 'vaccinated'],
  ],
  'vaccination.veterinarian': [
    ...['veterinarian', 'vet', 'vet name', 'veterinary', 'clinic', 'vet clinic', 'doctor'],
    ...['administered by', 'given by', 'veterinarian name', 'animal hospital', 'veterinary clinic'],
  ],
  ...VISIT_SYNONYMS,
  ...CONSENT_SYNONYMS,
};

/** Headers that mean something only by what else the file holds. */
export const SHARED_HEADERS: Readonly<Record<string, Readonly<Partial<Record<Subject, Field>>>>> = {
  id: {
    ...{ owner: 'owner.id', pet: 'pet.id' },
    ...{ appointment: 'appointment.id', payment: 'payment.id' },
  },
  'external id': {
    ...{ owner: 'owner.id', pet: 'pet.id' },
    ...{ appointment: 'appointment.id', payment: 'payment.id' },
  },
  name: {
    ...{ owner: 'owner.name', pet: 'pet.name' },
    ...{ appointment: 'owner.name', payment: 'owner.name' },
  },
  status: { owner: 'owner.status', pet: 'pet.status', appointment: 'appointment.status' },
  notes: { owner: 'owner.notes', pet: 'pet.notes', appointment: 'appointment.notes' },
  note: { owner: 'owner.notes', pet: 'pet.notes', appointment: 'appointment.notes' },
  comments: { owner: 'owner.notes', pet: 'pet.notes', appointment: 'appointment.notes' },
  comment: { owner: 'owner.notes', pet: 'pet.notes', appointment: 'appointment.notes' },
  remarks: { owner: 'owner.notes', pet: 'pet.notes', appointment: 'appointment.notes' },
  type: { pet: 'pet.species', vaccination: 'vaccination.vaccine', payment: 'payment.kind' },
  kind: { pet: 'pet.species', vaccination: 'vaccination.vaccine', payment: 'payment.kind' },
  active: { owner: 'owner.status', pet: 'pet.status' },
  date: { appointment: 'appointment.date', payment: 'payment.date' },
  time: { appointment: 'appointment.time', payment: 'payment.time' },
  start: { appointment: 'appointment.date' },
  'start date': { appointment: 'appointment.date' },
  'start datetime': { appointment: 'appointment.date' },
  'start date time': { appointment: 'appointment.date' },
  'starts at': { appointment: 'appointment.date' },
  datetime: { appointment: 'appointment.date', payment: 'payment.date' },
  'date time': { appointment: 'appointment.date', payment: 'payment.date' },
  end: { appointment: 'appointment.endTime' },
  amount: { appointment: 'appointment.price', payment: 'payment.amount' },
  total: { appointment: 'appointment.price', payment: 'payment.total' },
};

/** What a file may be about, as far as its headers' meaning depends on it. */
export type Subject = 'owner' | 'pet' | 'vaccination' | 'appointment' | 'payment';

/** Words after a vaccine's name that say which of its dates the column holds. */
export const VACCINE_COLUMN_WORDS: readonly {
  readonly words: RegExp;
  readonly field: 'vaccination.expiryDate' | 'vaccination.administeredDate';
}[] = [
  {
    words:
      / (?:exp|expiry|expires|expires on|expiration|expire|due|next due|valid until|good until|until)(?: date)?$/,
    field: 'vaccination.expiryDate',
  },
  {
    words: / (?:given|given on|administered|last given|last|vaccinated)(?: date)?$/,
    field: 'vaccination.administeredDate',
  },
];
