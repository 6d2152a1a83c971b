import { z } from 'zod';
import { manyLines } from '../../customers/input-fields.ts';
import { CHANNELS, PURPOSES } from '../model.ts';

/** A link holds for so many days, unless it says otherwise. */
const DEFAULT_VALID_DAYS = 14;
/** Whoever says yes later than this no longer knows what they asked for. */
const MOST_VALID_DAYS = 60;

/** A link by which an owner may say yes, as staff order it. */
export const optInOfferInput = z
  .strictObject({
    channel: z.enum(CHANNELS),
    /** What the owner is asked for; advertising alone, unless it says otherwise. */
    purposes: z
      .array(z.enum(PURPOSES))
      .min(1)
      .refine((all) => new Set(all).size === all.length, {
        error: 'names a purpose twice',
        params: { allowed: 'each purpose once' },
      })
      // Always in the same order: the wording follows it.
      .transform((all) => PURPOSES.filter((it) => all.includes(it)))
      .default(['marketing']),
    validDays: z.number().int().min(1).max(MOST_VALID_DAYS).default(DEFAULT_VALID_DAYS),
    /** How the product brings it to the owner; absent: not at all, staff pass the address on. */
    send: z.enum(CHANNELS).optional(),
    /** Who asked for it, and how: what makes a sent link an answer and no advertisement. */
    note: manyLines(500).optional(),
  })
  .refine((it) => it.send === undefined || it.note !== undefined, {
    path: ['note'],
    error: 'is missing: a link is sent only to somebody who asked for it',
    params: { allowed: 'who asked for it and how, such as "asked at the desk"' },
  });
/** A link as staff order it, checked. */
export type OptInOfferInput = z.output<typeof optInOfferInput>;
