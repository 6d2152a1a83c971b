import { z } from 'zod';
import { consentStateField } from '../consent/model.ts';
import { derivedId } from '../kernel/ids.ts';
import {
  documentType,
  instantField,
  localDateField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/** Species the rules know; anything else is `other`. */
export const SPECIES = ['dog', 'cat', 'rabbit', 'bird', 'other'] as const;
/** One of {@link SPECIES}. */
export type Species = (typeof SPECIES)[number];

/** Why a pet is or is not looked after any more. */
export const PET_STATUSES = ['active', 'inactive', 'deceased'] as const;

/** A person who owns pets and is this business's customer. */
export const ownerType = documentType('owner', {
  firstName: z.string(),
  lastName: z.string(),
  /** Normalised name for sorting and prefix search, see `name-key.ts`. */
  nameKey: z.string(),
  /** The same with the first name first; see `search-keys.ts`. */
  givenKey: z.string().optional(),
  email: z.string().optional(),
  /** The address in lower case, for search. */
  emailKey: z.string().optional(),
  /** E.164; absent when there is none or it could not be read. */
  phone: z.string().optional(),
  /** As entered, when it could not be read as a number. */
  phoneRaw: z.string().optional(),
  /** E.164: further numbers, of owners merged into this one; they are never texted. */
  otherPhones: z.array(z.string()).optional(),
  /** The owner's own word on service texts: false refuses them, absent says nothing. */
  smsOptedIn: z.boolean().optional(),
  /** The owner's own word on service e-mails: false refuses them, absent says nothing. */
  emailOptedIn: z.boolean().optional(),
  /** How many entries the consent ledger has of the owner's own words on service messages. */
  consentSequence: z.number().optional(),
  /** The IANA zone they live in, when it is not the business's. */
  timeZone: z.string().optional(),
  /** Postal code of their address. */
  postalCode: z.string().optional(),
  /** State or region of their address, by its postal code of two letters (`FL`). */
  region: z.string().optional(),
  notes: z.string().optional(),
  /** Words that the business sorts its customers by, in lower case, each once. */
  tags: z.array(z.string()).optional(),
  status: z.enum(['active', 'inactive']),
  /** The id this customer had in the system it was imported from. */
  externalId: z.string().optional(),
  /** Owners merged into this one whose documents may still carry their ids, see `merge-follow.ts`. */
  absorbing: z.array(z.string()).optional(),
  /** 0 to 100, the cache of the fold over reputation events; absent: nothing happened yet. */
  reputationScore: z.number().optional(),
  lastReputationUpdate: instantField.optional(),
  /** Where the fold behind the score stands, so that the next entry needs no other, see `reputation-change.ts`. */
  reputationFold: z
    .object({
      score: z.number(),
      recoversFrom: localDateField.optional(),
      lastAt: instantField.optional(),
      lastId: z.string().optional(),
      /** The rules it was folded under, see `foldKey`. */
      key: z.string(),
    })
    .optional(),
  /** The marks that count for the fee of the next missed visit, see `no-shows/fee-ladder.ts`. */
  noShowStrikes: z.array(z.object({ recordId: z.string(), on: localDateField })).optional(),
  noShowCount: z.number().optional(),
  lateCancellationCount: z.number().optional(),
  completedAppointmentCount: z.number().optional(),
  /** Completed visits, those of imported history included. */
  visitCount: z.number().optional(),
  /** The local date of the latest completed visit. */
  lastVisitOn: localDateField.optional(),
  /** What they owe, in cents; negative: credit. */
  balanceCents: z.number().optional(),
  /** What they paid in all, in cents, less refunds. */
  spendCents: z.number().optional(),
  /** Their records grew by an import: counters, score and balance are to be recomputed. */
  recomputeSince: instantField.optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** An owner. */
export type Owner = DocumentOf<typeof ownerType>;

/** The vaccination in force of one vaccine, kept on the pet. */
const currentVaccination = z.object({ vaccinationId: z.string(), expiryDate: localDateField });

/** An animal. */
export const petType = documentType('pet', {
  ownerId: z.string(),
  name: z.string(),
  nameKey: z.string(),
  species: z.enum(SPECIES),
  breed: z.string().optional(),
  birthDate: localDateField.optional(),
  status: z.enum(PET_STATUSES),
  /** Vaccine key to the newest record of it. */
  current: z.record(z.string(), currentVaccination),
  notes: z.string().optional(),
  externalId: z.string().optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A pet. */
export type Pet = DocumentOf<typeof petType>;

/**
 * A phone number as this tenant knows it: who uses it and whether it may be texted.
 * Families share phones, so several owners may point here. A STOP and the claim of a
 * text both write this document, so that no claim commits after a STOP.
 */
export const phoneType = documentType('phone', {
  /** E.164. */
  number: z.string(),
  /** The number from its end, for search by last digits. */
  numberBackwards: z.string().optional(),
  ownerIds: z.array(z.string()),
  /** Set by a STOP, by the provider's word or by staff; final until the holder says START. */
  suppressed: z
    .object({ at: instantField, source: z.enum(['inbound', 'provider', 'staff', 'import']) })
    .optional(),
  /** When it was suppressed, for the list of suppressed numbers. */
  suppressedAt: instantField.optional(),
  /** Consent to marketing texts given for this number; absent: nobody said anything. */
  consent: consentStateField.optional(),
  /** Set when the provider says the number cannot be texted. */
  unusable: z
    .object({ at: instantField, reason: z.string(), code: z.number().optional() })
    .optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A phone. */
export type Phone = DocumentOf<typeof phoneType>;

/** The id of a number's phone document. */
export function phoneId(number: string): string {
  return derivedId('phone', number);
}
