import { err, ok, type Result } from '../kernel/result.ts';
import type { Field, VaccineField } from './fields.ts';

/**
 * What a file is about. `flat`: owner, pet and vaccination in every row. `appointments`: a visit in
 * every row, maybe with its owner, its pet and what was paid. `consent`: a person's word on messages of one
 * channel and purpose in every row.
 */
export type FileKind =
  'owners' | 'pets' | 'flat' | 'vaccinations' | 'appointments' | 'payments' | 'consent';

/** In which order files are imported, so that what a row refers to is there. */
export const FILE_ORDER: readonly FileKind[] = [
  ...(['owners', 'pets', 'flat', 'vaccinations', 'appointments', 'payments', 'consent'] as const),
];

/** What the columns of a file allow its rows to do. */
export interface FileShape {
  readonly kind: FileKind;
  /** Rows name owners: they create those who are new. Otherwise rows only refer to owners. */
  readonly createsOwners: boolean;
  /** Rows describe pets: they create those that are new. Otherwise rows only refer to pets. */
  readonly createsPets: boolean;
  /** Rows refer to owners by name or e-mail address alone: another file may say more. */
  readonly weakOwners: boolean;
}

/** Columns a file would need. */
export interface MissingColumns {
  /** What is missing, for a person. */
  readonly need: string;
  /** Fields of which one more would help. */
  readonly anyOf: readonly Field[];
}

/** Decides what a file with columns of these fields is about, or what it lacks. */
export function shapeOf(
  fields: readonly (Field | VaccineField)[],
): Result<FileShape, MissingColumns> {
  const has: Has = (...names) => fields.some((field) => names.includes(field));
  const starts = (prefix: string): boolean => fields.some((field) => field.startsWith(prefix));
  const owners = ownerColumns(has);
  if (starts('consent.')) return consentShape(has, owners);
  if (starts('appointment.') || starts('payment.')) return visitShape(has, owners);
  if (starts('vaccination.')) return vaccinationShape(starts, has, owners);
  if (starts('pet.')) {
    const missing = petColumns(has, owners);
    if (missing !== undefined) return err(missing);
    return ok({ kind: 'pets', createsPets: true, ...shared(owners) });
  }
  return ownerShape(owners);
}

function vaccinationShape(
  starts: (prefix: string) => boolean,
  has: Has,
  owners: OwnerColumns,
): Result<FileShape, MissingColumns> {
  const missing = vaccinationColumns(starts, has) ?? petReference(has, owners);
  if (missing !== undefined) return err(missing);
  const flat = has('pet.name') && (owners.createsOwners || (owners.refers && describesPets(has)));
  return ok({ kind: flat ? 'flat' : 'vaccinations', createsPets: flat, ...shared(owners) });
}

function ownerShape({ createsOwners }: OwnerColumns): Result<FileShape, MissingColumns> {
  if (createsOwners) {
    return ok({ kind: 'owners', createsOwners, createsPets: false, weakOwners: false });
  }
  const anyOf: Field[] = ['owner.name', 'owner.firstName', 'owner.lastName'];
  return err({ need: "the owner's name", anyOf });
}

/** A file of visits or of payments. A vaccination beside them is not read. */
function visitShape(has: Has, owners: OwnerColumns): Result<FileShape, MissingColumns> {
  const paid = has('payment.amount', 'payment.total');
  const visits = has('appointment.date');
  if (!visits && !paid) {
    const anyOf: Field[] = ['appointment.date', 'payment.amount'];
    return err({ need: 'the date of the visit or the amount of the payment', anyOf });
  }
  if (!visits && !has('payment.date')) {
    return err({ need: 'the date of the payment', anyOf: ['payment.date'] });
  }
  if (!owners.refers) {
    const anyOf: Field[] = ['owner.id', 'owner.phone', 'owner.name', 'owner.email'];
    return err({ need: 'the owner (id, telephone number or name)', anyOf });
  }
  const createsPets = visits && owners.createsOwners && has('pet.name');
  return ok({ kind: visits ? 'appointments' : 'payments', createsPets, ...shared(owners) });
}

/** A list of consent only refers to owners: whoever said something is a customer already. */
function consentShape(has: Has, owners: OwnerColumns): Result<FileShape, MissingColumns> {
  if (!has('consent.channel')) {
    return err({ need: 'the channel (sms or email)', anyOf: ['consent.channel'] });
  }
  if (!has('consent.purpose')) {
    return err({ need: 'the purpose (service or marketing)', anyOf: ['consent.purpose'] });
  }
  if (!owners.refers) {
    const anyOf: Field[] = ['owner.id', 'owner.phone', 'owner.email'];
    return err({ need: 'the owner (id, telephone number or e-mail address)', anyOf });
  }
  const { weakOwners } = owners;
  return ok({ kind: 'consent', createsOwners: false, createsPets: false, weakOwners });
}

type Has = (...names: readonly string[]) => boolean;

interface OwnerColumns {
  readonly createsOwners: boolean;
  readonly refers: boolean;
  readonly weakOwners: boolean;
}

function ownerColumns(has: Has): OwnerColumns {
  const createsOwners = has('owner.name', 'owner.firstName', 'owner.lastName');
  const strong = has('owner.id', 'owner.phone');
  const refers = createsOwners || strong || has('owner.email');
  return { createsOwners, refers, weakOwners: refers && !strong };
}

function shared(owners: OwnerColumns): Pick<FileShape, 'createsOwners' | 'weakOwners'> {
  return { createsOwners: owners.createsOwners, weakOwners: owners.weakOwners };
}

function describesPets(has: Has): boolean {
  return has('pet.species', 'pet.breed', 'pet.birthDate', 'pet.status');
}

function vaccinationColumns(
  starts: (prefix: string) => boolean,
  has: Has,
): MissingColumns | undefined {
  if (starts('vaccination.expiryDate:')) return undefined;
  if (!has('vaccination.expiryDate')) {
    return {
      need: 'the date until which a vaccination is valid',
      anyOf: ['vaccination.expiryDate'],
    };
  }
  if (has('vaccination.vaccine')) return undefined;
  return { need: 'the name of the vaccine', anyOf: ['vaccination.vaccine'] };
}

function petReference(has: Has, { refers }: OwnerColumns): MissingColumns | undefined {
  if (has('pet.id') || (has('pet.name') && refers)) return undefined;
  return { need: "the pet (its id, or its name and its owner's)", anyOf: ['pet.id', 'pet.name'] };
}

function petColumns(has: Has, { refers }: OwnerColumns): MissingColumns | undefined {
  if (!has('pet.name')) return { need: "the pet's name", anyOf: ['pet.name'] };
  if (refers) return undefined;
  const anyOf: Field[] = ['owner.id', 'owner.phone', 'owner.name', 'owner.email'];
  return { need: "the pet's owner (id, telephone number or name)", anyOf };
}
