import { z } from 'zod';
import { isTimeZone } from '../kernel/time-zone.ts';
import { manyLines, oneLine } from './input-fields.ts';

const email = z.email('must be an e-mail address').max(254);

/** The most tags one owner may have. */
export const MOST_TAGS = 20;

/** A tag: 1 to 40 characters in lower case. */
export const tagInput = oneLine(40).transform((tag) => tag.toLowerCase());

const tags = z
  .array(tagInput)
  .max(MOST_TAGS)
  .transform((all) => [...new Set(all)]);

const timeZone = z.string().refine(isTimeZone, {
  error: 'must be an IANA time zone such as America/New_York',
  params: { allowed: 'an IANA time zone such as America/New_York' },
});

const region = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/, 'must be the two letters of a state or province, such as FL');

/** What is told of a new owner. */
export const newOwnerInput = z.strictObject({
  firstName: oneLine(80),
  lastName: oneLine(80).optional(),
  email: email.optional(),
  /** As people write it; a number without country code is of the tenant's country. */
  phone: oneLine(40).optional(),
  /** The owner's own word on texts: false refuses them. */
  smsOptedIn: z.boolean().optional(),
  /** The owner's own word on e-mails: false refuses them. */
  emailOptedIn: z.boolean().optional(),
  /** Where they live, when it is not where the business is: it decides when they may be texted. */
  timeZone: timeZone.optional(),
  postalCode: oneLine(12).optional(),
  region: region.optional(),
  notes: manyLines(4000).optional(),
  /** In lower case, each once. */
  tags: tags.optional(),
});
/** What is told of a new owner. */
export type NewOwnerInput = z.output<typeof newOwnerInput>;

/** Changes of an owner: absent leaves a field as it is, null empties it. */
export const ownerChangesInput = z.strictObject({
  firstName: oneLine(80).optional(),
  lastName: oneLine(80).nullable().optional(),
  email: email.nullable().optional(),
  phone: oneLine(40).nullable().optional(),
  smsOptedIn: z.boolean().nullable().optional(),
  emailOptedIn: z.boolean().nullable().optional(),
  timeZone: timeZone.nullable().optional(),
  postalCode: oneLine(12).nullable().optional(),
  region: region.nullable().optional(),
  notes: manyLines(4000).nullable().optional(),
  tags: tags.nullable().optional(),
  status: z.enum(['active', 'inactive']).optional(),
});
/** Changes of an owner. */
export type OwnerChanges = z.output<typeof ownerChangesInput>;
