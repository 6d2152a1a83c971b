import { z } from 'zod';
import { dateInput, oneLine } from '../customers/input-fields.ts';
import { isPhoneCountry } from '../customers/phone-number.ts';
import { isLocalTime, isTimeZone, type LocalTime } from '../kernel/time-zone.ts';
import { isLinkHost } from '../links/link-target.ts';
import { offersStopWord } from '../messaging/offers-stop-word.ts';
import { isEmailAddress } from '../platform/email/email-transport.ts';
import { requiredVaccinesInput } from '../vaccinations/required-vaccines.ts';
import { consentPageInput } from './consent-page.ts';
import { ALERT_CHANNELS } from './model.ts';
import { FEE_MODES, LONGEST_WINDOW_MONTHS } from './no-show-rules.ts';
import { reputationInput } from './reputation-input.ts';
import { VACCINE_RULES } from './scheduling.ts';
import { textingInput } from './texting-input.ts';

/** The highest no-show fee, 1,000.00: more is a slip of the hand. */
const MOST_FEE_CENTS = 100_000;

/** The most alert thresholds a tenant may have. */
const MAX_THRESHOLDS = 8;

/** The most hosts that links in texts may lead to. */
const MAX_LINK_HOSTS = 20;

/** A text that must pass `fits`; `allowed` says which do, with an example. */
function text(fits: (value: string) => boolean, allowed: string) {
  return z.string().refine(fits, { error: `must be ${allowed}`, params: { allowed } });
}

/** A line that goes out as a text: whoever does what it asks must not opt out by that. */
function answer(max: number) {
  return oneLine(max).refine((line) => offersStopWord(line) === undefined, {
    error: 'must not ask for a word that opts out of all texts',
    params: { allowed: 'words that do not opt out, such as C to confirm' },
  });
}

const localTime = text(isLocalTime, 'a time of day from 00:00 to 23:59, such as 09:30').transform(
  (value) => value as LocalTime,
);

const wholeDays = z.number().int().min(0).max(365);

const textHours = z
  .strictObject({ start: localTime, end: localTime })
  .refine(({ start, end }) => start < end, {
    path: ['end'],
    error: 'must be later than start on the same day',
    params: { allowed: 'a time after start' },
  });

const sender = z
  .strictObject({
    messagingServiceSid: text(
      (value) => /^MG[0-9a-fA-F]{32}$/.test(value),
      'MG followed by 32 hexadecimal digits',
    ).optional(),
    from: text(
      (value) => /^\+[1-9]\d{6,14}$/.test(value),
      'a number with its country code, such as +14155550123',
    ).optional(),
  })
  .refine((it) => (it.messagingServiceSid === undefined) !== (it.from === undefined), {
    error: 'must name one sender',
    params: { allowed: 'either messagingServiceSid or from' },
  });

const thresholdDays = z
  .array(wholeDays)
  .min(1)
  .max(MAX_THRESHOLDS)
  .refine((days) => new Set(days).size === days.length, {
    error: 'names a number of days twice',
    params: { allowed: 'each number of days once' },
  })
  // Most days first, as they come due.
  .transform((days) => days.toSorted((a, b) => b - a));

const reminderHours = z
  .array(z.number().int().min(1).max(336))
  .max(6)
  .refine((hours) => new Set(hours).size === hours.length, {
    error: 'names a number of hours twice',
    params: { allowed: 'each number of hours once' },
  })
  // The earliest reminder first, as they come due.
  .transform((hours) => hours.toSorted((a, b) => b - a));

const minutes = (min: number, max: number) => z.number().int().min(min).max(max);

const scheduling = z.strictObject({
  reminderHours: reminderHours.optional(),
  reminderMaxLateMinutes: minutes(1, 1440).optional(),
  graceMinutes: minutes(0, 240).optional(),
  graceMaxLateMinutes: minutes(1, 10_080).optional(),
  lateCancellationHours: z.number().int().min(0).max(336).optional(),
  vaccineRule: z.enum(VACCINE_RULES).optional(),
  slotMinutes: z.union([5, 10, 15, 20, 30, 60].map((it) => z.literal(it))).optional(),
  bookAheadDays: z.number().int().min(1).max(730).optional(),
});

const noShows = z.strictObject({
  feeCents: z.number().int().min(0).max(MOST_FEE_CENTS).optional(),
  escalation: z.boolean().optional(),
  feeCapCents: z.number().int().min(0).max(MOST_FEE_CENTS).optional(),
  windowMonths: z.number().int().min(1).max(LONGEST_WINDOW_MONTHS).optional(),
  waiveFirst: z.boolean().optional(),
  feeMode: z.enum(FEE_MODES).optional(),
  notifyBySms: z.boolean().optional(),
  detectAt: localTime.optional(),
  policyText: z.string().trim().min(1).max(2000).optional(),
});

/** Changes of a tenant's settings: absent leaves a field as it is. Every part is checked on its own. */
export const settingsChangesInput = z
  .strictObject({
    name: oneLine(100).optional(),
    timeZone: text(isTimeZone, 'an IANA time zone such as America/New_York').optional(),
    /** The first day in the new zone; today when absent. */
    effectiveFrom: dateInput.optional(),
    country: text(isPhoneCountry, 'an ISO 3166 country such as US').optional(),
    currency: text(isCurrency, 'an ISO 4217 currency such as USD').optional(),
    textHours: textHours.optional(),
    textsPerDay: z.number().int().min(1).max(1_000_000).optional(),
    bulkSegmentsPerMinute: z.number().int().min(1).max(10_000).optional(),
    /** null: the deployment's default sender. */
    sender: sender.nullable().optional(),
    linkHosts: z
      .array(text(isLinkHost, 'a public host in lower case such as book.example.com'))
      .max(MAX_LINK_HOSTS)
      .transform((hosts) => [...new Set(hosts)])
      .optional(),
    /** What a segment costs until its price is known, in the provider's currency; null: unknown. */
    segmentCost: z
      .strictObject({
        micros: z.number().int().min(0).max(10_000_000),
        currency: text(isCurrency, 'an ISO 4217 currency such as USD'),
      })
      .nullable()
      .optional(),
    replyWindowHours: z.number().int().min(1).max(168).optional(),
    /** null: none. */
    inbound: z
      .strictObject({
        autoReply: answer(320).nullable().optional(),
        helpContact: answer(100).nullable().optional(),
      })
      .optional(),
    /** null: answers to e-mails go to the deployment's own address. */
    replyToEmail: text(isEmailAddress, 'one e-mail address such as desk@example.com')
      .nullable()
      .optional(),
    consentPage: consentPageInput.optional(),
    vaccination: z
      .strictObject({
        thresholdDays: thresholdDays.optional(),
        staleAfterDays: wholeDays.optional(),
        scanAt: localTime.optional(),
        textGuard: z.number().int().min(0).max(100_000).optional(),
        channel: z.enum(ALERT_CHANNELS).optional(),
        required: requiredVaccinesInput.shape.required.optional(),
      })
      .optional(),
    scheduling: scheduling.optional(),
    reputation: reputationInput.optional(),
    noShows: noShows.optional(),
    texting: textingInput.optional(),
  })
  .refine((it) => it.effectiveFrom === undefined || it.timeZone !== undefined, {
    path: ['effectiveFrom'],
    error: 'says from when on a timeZone holds, and none is given',
    params: { allowed: 'a date beside timeZone' },
  });
/** Changes of a tenant's settings, checked. */
export type SettingsChanges = z.output<typeof settingsChangesInput>;

/** Whether this is a currency in use, by its ISO 4217 code in capitals. */
function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code);
}
