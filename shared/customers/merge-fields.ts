import type { Owner } from './model.ts';
import { MOST_TAGS } from './owner-input.ts';
import { ownerKeys } from './search-keys.ts';

/** The longest notes an owner may have, as `owner-input.ts` says. */
const MOST_NOTES = 4000;

/**
 * What a survivor's fields become when `from` is merged into them. The survivor's own values stay;
 * what they lack comes from the other. Every number is kept. A refusal of texts by either stays:
 * by their word, or by a STOP (`refusedNumbers`) on a number that is not the one texted now.
 */
export function mergedFields(
  into: Owner,
  from: Owner,
  refusedNumbers: ReadonlySet<string>,
): Partial<Owner> {
  const phone = into.phone ?? from.phone;
  const stopped = [...refusedNumbers].some((it) => it !== phone);
  const { firstName, email = from.email } = into;
  const lastName = into.lastName === '' ? from.lastName : into.lastName;
  return {
    lastName,
    ...ownerKeys({ firstName, lastName, email }),
    phone,
    otherPhones: otherNumbers(into, from, phone),
    phoneRaw: phone === undefined ? (into.phoneRaw ?? from.phoneRaw) : undefined,
    email,
    smsOptedIn: stopped ? false : wordOf(into.smsOptedIn, from.smsOptedIn),
    emailOptedIn: wordOf(into.emailOptedIn, from.emailOptedIn),
    timeZone: into.timeZone ?? from.timeZone,
    ...addressOf(into, from),
    notes: notesOf(into, from),
    tags: tagsOf(into, from),
    externalId: into.externalId ?? from.externalId,
    // Staff close the record they take for the double; one of the two is still looked after.
    status: from.status === 'active' ? 'active' : into.status,
    ...mergedSums(into, from),
    absorbing: [...(into.absorbing ?? []), from.id, ...(from.absorbing ?? [])],
  };
}

/** Every number that an owner is known by. */
export function numbersOf({ phone, otherPhones = [] }: Owner): string[] {
  return [...new Set(phone === undefined ? otherPhones : [phone, ...otherPhones])];
}

function otherNumbers(into: Owner, from: Owner, phone: string | undefined): string[] | undefined {
  const known = new Set([...(into.otherPhones ?? []), ...numbersOf(from)]);
  const others = [...known].filter((number) => number !== phone);
  return others.length === 0 ? undefined : others;
}

/** Both become one; absent: neither has an entry. */
function sumOf(into: number | undefined, from: number | undefined): number | undefined {
  return into === undefined && from === undefined ? undefined : (into ?? 0) + (from ?? 0);
}

/** Postal code and state belong together: they are never taken from two addresses. */
function addressOf(into: Owner, from: Owner): Pick<Owner, 'postalCode' | 'region'> {
  const known = into.postalCode !== undefined || into.region !== undefined;
  const { postalCode, region } = known ? into : from;
  return { postalCode, region };
}

function laterOf<T extends string>(into: T | undefined, from: T | undefined): T | undefined {
  if (into === undefined || from === undefined) return into ?? from;
  return into >= from ? into : from;
}

/** What is cached of the records, which become those of one owner. */
function mergedSums(into: Owner, from: Owner): Partial<Owner> {
  return {
    balanceCents: sumOf(into.balanceCents, from.balanceCents),
    spendCents: sumOf(into.spendCents, from.spendCents),
    visitCount: sumOf(into.visitCount, from.visitCount),
    lastVisitOn: laterOf(into.lastVisitOn, from.lastVisitOn),
    recomputeSince: into.recomputeSince ?? from.recomputeSince,
  };
}

function wordOf(into: boolean | undefined, from: boolean | undefined): boolean | undefined {
  return into === false || from === false ? false : (into ?? from);
}

function tagsOf(into: Owner, from: Owner): string[] | undefined {
  const tags = new Set([...(into.tags ?? []), ...(from.tags ?? [])]);
  return tags.size === 0 ? undefined : [...tags].slice(0, MOST_TAGS);
}

function notesOf(into: Owner, from: Owner): string | undefined {
  const notes = new Set([into.notes, from.notes].filter((text) => text !== undefined));
  return notes.size === 0 ? undefined : [...notes].join('\n\n').slice(0, MOST_NOTES);
}
