import { nameKey } from './name-key.ts';
import { callingCode } from './phone-number.ts';
import { backwards } from './search-keys.ts';

/** Fewer digits would find half of all numbers. */
const LEAST_DIGITS = 3;

/** What a person typed, as the prefixes it may mean; absent: it cannot mean such a thing. */
export interface SearchPrefixes {
  /** Of names, normalised. */
  readonly name?: string;
  /** Of e-mail addresses, in lower case. */
  readonly email?: string;
  /** Of numbers in E.164. */
  readonly number?: string;
  /** Of numbers read from their end. */
  readonly ending?: string;
}

/**
 * Reads what somebody typed into a search box. Digits, with whatever people put between them, are a
 * telephone number: its beginning, with country code or as dialled in `country`, or its end.
 * Anything else is the beginning of a name, and of an e-mail address when it is one word.
 */
export function readSearch(text: string, country: string): SearchPrefixes {
  const typed = text.trim();
  const digits = typed.replace(/\D/g, '');
  if (digits.length >= LEAST_DIGITS && /^[+\d\s().\-/]+$/.test(typed)) {
    const international = typed.startsWith('+') || typed.startsWith('00');
    const national = `${callingCode(country)}${digits.replace(/^0/, '')}`;
    const number = `+${international ? digits.replace(/^00/, '') : national}`;
    return { number, ...(!international && { ending: backwards(digits) }) };
  }
  const name = nameKey(typed);
  const oneWord = !/\s/.test(typed);
  return {
    ...(name !== '' && !typed.includes('@') && { name }),
    ...(oneWord && typed !== '' && { email: typed.toLowerCase() }),
  };
}
