import { z } from 'zod';
import { oneLine } from '../customers/input-fields.ts';

/** What the page of an opt-in link says beside its own words; absent fields are not said. */
export const consentPageFields = z.object({
  /** How often messages come, as a sentence. */
  frequency: z.string().optional(),
  termsUrl: z.string().optional(),
  privacyUrl: z.string().optional(),
});

const MOST_URL_CHARACTERS = 300;

const ADDRESS = 'an https address such as https://example.com/privacy';

/** An address for people: https, of a public host, and nothing that hides where it leads. */
const publicUrl = z
  .string()
  .max(MOST_URL_CHARACTERS)
  .refine(isPublicUrl, { error: `must be ${ADDRESS}`, params: { allowed: ADDRESS } });

/** Changes of the page: absent leaves a field as it is, null takes it away. */
export const consentPageInput = z.strictObject({
  frequency: oneLine(200).nullable().optional(),
  termsUrl: publicUrl.nullable().optional(),
  privacyUrl: publicUrl.nullable().optional(),
});

function isPublicUrl(text: string): boolean {
  if (/[\s<>"]/.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  return protocol === 'https:' && username === '' && password === '' && hostname.includes('.');
}
