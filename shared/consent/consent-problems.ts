import type { Instant } from '../kernel/instant.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { Channel } from './model.ts';

/** The refusal of consent for a number or address that the owner does not have. */
export function nothingToConsentFor(channel: Channel): ProblemError {
  const field = channel === 'sms' ? 'phone' : 'email';
  return new ProblemError({
    kind: 'no-contact',
    status: 409,
    detail: `Consent to marketing is given for a number or an address, and this owner has no ${field}.`,
    field: 'channel',
    value: channel,
    allowed: `an owner with ${field}`,
  });
}

/** The refusal of consent for a number that may not be texted at all. */
export function numberSuppressed(source: string): ProblemError {
  return new ProblemError({
    kind: 'number-suppressed',
    status: 409,
    detail:
      'Texts to this number were stopped. Its holder must text START before they can consent.',
    field: 'channel',
    value: source,
    allowed: 'a number that is not suppressed',
  });
}

/** The refusal of consent that is older than a refusal, or as old. */
export function refusedSince(occurredAt: Instant, refusedAt: Instant): ProblemError {
  return new ProblemError({
    kind: 'refused-since',
    status: 409,
    detail: 'They, or somebody who uses the same number or address, refused marketing since.',
    field: 'occurredAt',
    value: occurredAt,
    allowed: `an instant after ${refusedAt}`,
  });
}

/** The refusal of a word that was not said yet. */
export function consentInFuture(occurredAt: Instant, now: Instant): ProblemError {
  return new ProblemError({
    kind: 'date-in-future',
    status: 422,
    detail: 'Nobody can have said that yet.',
    field: 'occurredAt',
    value: occurredAt,
    allowed: `${now} or earlier`,
  });
}
