import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignInSecrets } from './secrets.ts';

const ALPHABET = '23456789abcdefghijkmnpqrstuvwxyz';

/**
 * The password with which everybody signs in to the server of one data folder: three groups of
 * four. It keeps the other users of the machine out; who can read the folder can ask for it.
 */
export function localPassword({ clientSecret }: Pick<SignInSecrets, 'clientSecret'>): string {
  const bytes = createHmac('sha256', clientSecret).update('password').digest().subarray(0, 12);
  const letters = [...bytes].map((byte) => ALPHABET.charAt(byte & 31)).join('');
  return letters.replaceAll(/.{4}(?=.)/g, '$&-');
}

/** Whether this is the password, compared in constant time; dashes, blanks and case do not count. */
export function isLocalPassword(secrets: SignInSecrets, given: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s-]/g, '');
  const digest = (text: string): Buffer =>
    createHmac('sha256', secrets.cookieKey).update(plain(text)).digest();
  return timingSafeEqual(digest(given), digest(localPassword(secrets)));
}
