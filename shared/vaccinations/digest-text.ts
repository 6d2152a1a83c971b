import { dateInWords } from '../kernel/in-words.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { countSegments } from '../messaging/segments.ts';
import { vaccineLabel } from './vaccine-catalogue.ts';

/** One vaccination a digest speaks of. */
export interface DigestLine {
  readonly petName: string;
  readonly vaccine: string;
  readonly expiryDate: LocalDate;
}

/** Texts longer than this name fewer vaccinations and say how many more there are. */
const MAX_SEGMENTS = 3;

/**
 * The text about one owner's vaccinations, soonest expiry first. It names the business, says
 * what expires or expired when, asks for the new certificate, and tells how to opt out. A pet's
 * vaccines of one date share a phrase, and what reads the same is said once. A text that would
 * exceed three segments names fewer, at least one, and ends with how many more there are.
 * `lines` must not be empty. `today` is the tenant's local date.
 */
export function digestText(
  businessName: string,
  ownerFirstName: string,
  lines: readonly DigestLine[],
  today: LocalDate,
): string {
  const distinct = new Map(lines.map((it) => [`${it.petName}|${it.vaccine}|${it.expiryDate}`, it]));
  const sorted = [...distinct.values()].sort((a, b) =>
    a.expiryDate < b.expiryDate ? -1 : a.expiryDate > b.expiryDate ? 1 : 0,
  );
  const greeting = ownerFirstName === '' ? 'Hi' : `Hi ${ownerFirstName}`;
  const textNaming = (named: number): string => {
    const matter = matterOf(sorted.slice(0, named), sorted.length - named, today);
    const certificates = sorted.length === 1 ? 'certificate' : 'certificates';
    const ask = `Please send us the new ${certificates} before your next visit.`;
    return `${businessName}: ${greeting}, ${matter}. ${ask} Reply STOP to opt out.`;
  };
  for (let named = sorted.length; named > 1; named--) {
    const text = textNaming(named);
    if (countSegments(text).segments <= MAX_SEGMENTS) return text;
  }
  return textNaming(1);
}

function matterOf(lines: readonly DigestLine[], more: number, today: LocalDate): string {
  const groups = Map.groupBy(lines, (line) => `${line.expiryDate}|${line.petName}`);
  const phrases = [...groups.values()].map((group) => phraseOf(group, today));
  if (more > 0) return `${phrases.join('; ')}; plus ${String(more)} more`;
  const last = phrases.pop() ?? '';
  if (phrases.length === 0) return last;
  return phrases.length === 1
    ? `${phrases.join('')}, and ${last}`
    : `${phrases.join('; ')}; and ${last}`;
}

/** What is to be said of one pet's vaccinations that end on one date. */
function phraseOf(group: readonly DigestLine[], today: LocalDate): string {
  const [first] = group;
  if (first === undefined) return '';
  const vaccines = group.map((line) => vaccineLabel(line.vaccine));
  const last = vaccines.pop() ?? '';
  const named =
    vaccines.length === 0
      ? `${last} vaccination`
      : `${vaccines.join(', ')} and ${last} vaccinations`;
  return `${first.petName}'s ${named} ${whenOf(first.expiryDate, today, vaccines.length > 0)}`;
}

function whenOf(expiryDate: LocalDate, today: LocalDate, several: boolean): string {
  const expires = several ? 'expire' : 'expires';
  if (expiryDate === today) return `${expires} today`;
  const sameYear = expiryDate.startsWith(today.slice(0, 4));
  const when = dateInWords(expiryDate, sameYear ? 'Mar 10' : 'Mar 10, 2026');
  return expiryDate < today ? `expired ${when}` : `${expires} ${when}`;
}
