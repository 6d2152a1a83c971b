import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { err, ok, type Result } from '../kernel/result.ts';

/** Why a number is not kept as one that can be texted. `reason` is a sentence without the number. */
export interface PhoneRefusal {
  readonly kind:
    'empty' | 'unreadable' | 'too-short' | 'invalid' | 'extension' | 'not-textable' | 'country';
  readonly reason: string;
}

/** A number that was read. */
export interface ReadPhone {
  /** E.164 (`+14155550123`). */
  readonly number: string;
  /** ISO 3166 country of the number, when its plan tells one (not for satellite numbers). */
  readonly country: string | undefined;
}

/** Number types that are paid by or belong to somebody else than a person with a telephone. */
const NOT_TEXTABLE: Readonly<Record<string, string>> = {
  TOLL_FREE: 'toll-free',
  PREMIUM_RATE: 'premium-rate',
  SHARED_COST: 'shared-cost',
  UAN: 'company',
  VOICEMAIL: 'voicemail',
  PAGER: 'pager',
};

/** Whether numbering plans know this ISO 3166 country (two capital letters). */
export function isPhoneCountry(code: string): boolean {
  return isSupportedCountry(code);
}

/** The calling code of a country (`1`), without plus; empty for one that numbering plans do not know. */
export function callingCode(country: string): string {
  return isSupportedCountry(country) ? getCountryCallingCode(country) : '';
}

/**
 * Reads a telephone number as people write it into E.164.
 *
 * A number without a country code belongs to `country` (ISO 3166, two letters). The whole text
 * must be one number: two numbers, words or letters for digits are refused, never guessed at.
 * Refused too: numbers that the plan of their country does not have, extensions, toll-free and
 * other numbers nobody reads texts on, and, when `allowedCountries` is given, other countries
 * (`+1` alone is not a country: Puerto Rico and Anguilla share it with the United States).
 */
export function readPhoneNumber(
  raw: string,
  country: string,
  allowedCountries?: readonly string[],
): Result<ReadPhone, PhoneRefusal> {
  const text = raw.trim().replace(/^tel:/i, '');
  if (text === '') return refuse('empty', 'There is no number.');
  const parsed = parsePhoneNumberFromString(text, {
    extract: false,
    ...(isSupportedCountry(country) && { defaultCountry: country }),
  });
  if (parsed === undefined) return refuse('unreadable', unreadableReason(text));
  const refusal = refusalOf(parsed, allowedCountries);
  return refusal ?? ok({ number: parsed.number, country: parsed.country });
}

function refusalOf(
  parsed: PhoneNumber,
  allowedCountries: readonly string[] | undefined,
): { readonly ok: false; readonly error: PhoneRefusal } | undefined {
  if (parsed.ext !== undefined) {
    return refuse('extension', 'A number with an extension cannot be texted.');
  }
  if (!parsed.isValid()) {
    return parsed.nationalNumber.length <= 7
      ? refuse('too-short', 'The number is too short: is the area code missing?')
      : refuse('invalid', 'No country assigns this number.');
  }
  const type = NOT_TEXTABLE[parsed.getType() ?? ''];
  if (type !== undefined) return refuse('not-textable', `A ${type} number cannot be texted.`);
  if (allowedCountries !== undefined && !allowedCountries.includes(parsed.country ?? '')) {
    const from = parsed.country ?? 'no single country';
    return refuse('country', `Numbers of ${from} are not among the countries texted here.`);
  }
  return undefined;
}

function unreadableReason(text: string): string {
  if (/\d{3}.*[/,;&|].*\d{3}/.test(text)) return 'There is more than one number.';
  return /\p{L}/u.test(text) ? 'The number contains letters.' : 'This is not a telephone number.';
}

function refuse(
  kind: PhoneRefusal['kind'],
  reason: string,
): { readonly ok: false; readonly error: PhoneRefusal } {
  return err({ kind, reason });
}
