import { dateInWords, dayAndTime } from '../kernel/in-words.ts';
import type { Instant } from '../kernel/instant.ts';
import { minorDigits } from '../kernel/money.ts';
import { localDateAt } from '../kernel/time-zone.ts';
import { countSegments } from '../messaging/segments.ts';

/** What a text about a missed visit speaks of. */
export interface MissedVisit {
  readonly businessName: string;
  readonly ownerFirstName: string;
  readonly startsAt: Instant;
  /** The zone the visit was kept in. */
  readonly timeZone: string;
}

/**
 * The text about the fee of a missed visit: which visit, how much, and that an answer is read. It
 * names no word that would opt anybody out. One segment where the names allow it: what does not fit
 * leaves out the time, then the greeting.
 */
export function feeText(visit: MissedVisit, cents: number, currency: string): string {
  const amount = amountText(cents, currency);
  const ask = 'Was it a mistake? Just reply to this text.';
  const fee = `Your no-show fee is ${amount}. ${ask}`;
  return fitting([
    `${opening(visit)}we missed you on ${dayAndTime(visit.startsAt, visit.timeZone)}. ${fee}`,
    `${opening(visit)}we missed you on ${day(visit)}. ${fee}`,
    `${visit.businessName}: we missed you on ${day(visit)}. ${fee}`,
  ]);
}

/** The text that takes back what was said of a visit that was not missed. */
export function undoneText(visit: MissedVisit): string {
  const said = `our text about a missed visit on ${day(visit)} was a mistake. There is no fee. Sorry about that!`;
  return fitting([`${opening(visit)}${said}`, `${visit.businessName}: ${said}`]);
}

/** The text that says that a fee told of before is not asked for. */
export function waivedText(visit: MissedVisit): string {
  const said = `the no-show fee for your visit on ${day(visit)} is waived. You owe nothing for it.`;
  return fitting([`${opening(visit)}${said}`, `${visit.businessName}: ${said}`]);
}

/**
 * An amount as a text can carry it: with the currency's sign where GSM-7 has it, else its code.
 * @internal
 */
export function amountText(cents: number, currency: string): string {
  const shown = (currencyDisplay: 'narrowSymbol' | 'code') =>
    new Intl.NumberFormat('en-US', { style: 'currency', currency, currencyDisplay })
      .format(cents / 10 ** minorDigits(currency))
      .replace(/\u00a0/g, ' ');
  const short = shown('narrowSymbol');
  return countSegments(short).encoding === 'GSM-7' ? short : shown('code');
}

function opening({ businessName, ownerFirstName }: MissedVisit): string {
  return ownerFirstName === ''
    ? `${businessName}: Hi, `
    : `${businessName}: Hi ${ownerFirstName}, `;
}

function day({ startsAt, timeZone }: MissedVisit): string {
  return dateInWords(localDateAt(startsAt, timeZone), 'Mar 10');
}

function fitting(texts: readonly [string, ...string[]]): string {
  return texts.find((text) => countSegments(text).segments === 1) ?? texts[0];
}
