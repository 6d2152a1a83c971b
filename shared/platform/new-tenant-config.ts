import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const whole = (standard: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .default(String(standard))
    .transform(Number)
    .refine((value) => value <= most);

/** Rules that new tenants start with; afterwards each tenant's own settings rule. */
export const newTenants = z
  .object({
    /** Minutes after the start until which an owner may still come. */
    NO_SHOW_GRACE_PERIOD_MINUTES: whole(15, 240),
    /** Fee of the first missed visit, in cents. */
    NO_SHOW_FEE_AMOUNT: whole(2500, 100_000),
    /** Whether further missed visits cost more. */
    NO_SHOW_FEE_ESCALATION: flag.default(true),
    REPUTATION_MIN_SCORE: whole(0, 100),
    REPUTATION_MAX_SCORE: whole(100, 100),
    /** Below this score booking is refused. */
    REPUTATION_BOOKING_THRESHOLD: whole(30, 999_999),
  })
  .refine((it) => it.REPUTATION_MIN_SCORE < it.REPUTATION_MAX_SCORE, {
    path: ['REPUTATION_MIN_SCORE'],
  })
  .refine((it) => it.REPUTATION_BOOKING_THRESHOLD <= it.REPUTATION_MAX_SCORE, {
    path: ['REPUTATION_BOOKING_THRESHOLD'],
  });

/** What these values should look like, for the error that says one does not. */
export const NEW_TENANT_EXAMPLES: Readonly<Record<string, string>> = {
  NO_SHOW_GRACE_PERIOD_MINUTES: '15, at most 240',
  NO_SHOW_FEE_AMOUNT: '2500 for 25.00, at most 100000',
  NO_SHOW_FEE_ESCALATION: 'true or false',
  REPUTATION_MIN_SCORE: '0, below REPUTATION_MAX_SCORE',
  REPUTATION_MAX_SCORE: '100, at most 100',
  REPUTATION_BOOKING_THRESHOLD: '30, at most REPUTATION_MAX_SCORE',
};
