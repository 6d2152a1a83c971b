import type { LocalDate } from '../kernel/local-date.ts';
import { countSegments } from '../messaging/segments.ts';
import { vaccineLabel } from './vaccine-catalogue.ts';

/** One vaccination a digest speaks of. */
export interface DigestLine {
  readonly petName: string;
  readonly vaccine: string;
  readonly expiryDate: LocalDate;
}

/** Texts longer than this name fewer pets and say how many more there are. */
const MAX_SEGMENTS = 3;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * The text about one owner's vaccinations, soonest expiry first. It names the business, says
 * what expires or expired when, asks for the new certificate, and tells how to opt out. A text
 * that would exceed three segments ends with how many more vaccinations there are.
 * `lines` must not be empty. `today` is the tenant's local date.
 */
export function digestText(
  businessName: string,
  ownerFirstName: string,
  lines: readonly DigestLine[],
  today: LocalDate,
): string {
  const sorted = [...lines].sort((a, b) => a.expiryDate.localeCompare(b.expiryDate));
  for (let named = sorted.length; named > 1; named--) {
    const text = compose(businessName, ownerFirstName, sorted, named, today);
    if (countSegments(text).segments <= MAX_SEGMENTS) return text;
  }
  return compose(businessName, ownerFirstName, sorted, 1, today);
}

function compose(
  businessName: string,
  ownerFirstName: string,
  lines: readonly DigestLine[],
  named: number,
  today: LocalDate,
): string {
  const hello = ownerFirstName === '' ? 'Hi' : `Hi ${ownerFirstName}`;
  const phrases = lines.slice(0, named).map((line) => phraseOf(line, today));
  const more = lines.length - named;
  if (more > 0) phrases.push(`${String(more)} more`);
  const ask =
    lines.length === 1
      ? 'Please send us the new certificate before your next visit.'
      : 'Please send us the new certificates before your next visit.';
  return `${businessName}: ${hello}, ${listed(phrases)}. ${ask} Reply STOP to opt out.`;
}

function phraseOf({ petName, vaccine, expiryDate }: DigestLine, today: LocalDate): string {
  return `${petName}'s ${vaccineLabel(vaccine)} vaccination ${whenOf(expiryDate, today)}`;
}

function whenOf(expiryDate: LocalDate, today: LocalDate): string {
  if (expiryDate === today) return 'expires today';
  const day = `${MONTHS[Number(expiryDate.slice(5, 7)) - 1] ?? ''} ${String(Number(expiryDate.slice(8)))}`;
  const date = expiryDate.slice(0, 4) === today.slice(0, 4) ? day : `${day}, ${expiryDate.slice(0, 4)}`;
  return expiryDate < today ? `expired on ${date}` : `expires on ${date}`;
}

function listed(phrases: readonly string[]): string {
  if (phrases.length < 2) return phrases.join('');
  const last = phrases.at(-1) ?? '';
  const separator = phrases.length > 2 ? '; ' : ' ';
  return `${phrases.slice(0, -1).join('; ')}${separator}and ${last}`;
}
