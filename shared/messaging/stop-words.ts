/** What an inbound text asks for. */
export type InboundMeaning = 'stop' | 'start' | 'help' | 'other';

/** Whole texts that opt out: Twilio's own words, the FCC's, and their common variants. */
const STOP = new Set([
  ...'STOP STOPALL UNSUBSCRIBE END QUIT CANCEL REVOKE OPTOUT REMOVE ARRET ALTO BAJA'.split(' '),
  'STOP ALL',
  'OPT OUT',
  'OPT ME OUT',
  'NO MAS',
  'NO MORE',
]);
const START = new Set(['START', 'UNSTOP', 'YES']);
const HELP = new Set(['HELP', 'INFO']);

/**
 * Wordings that a reasonable person reads as an opt-out although they are not a stop word by
 * themselves (47 CFR 64.1200(a)(10)). Words that also have another plain meaning in a text about
 * a visit ("cancel", "end") count only as a whole text.
 */
const STOP_PHRASES =
  /\b(STOP (TEXTING|MESSAGING|SENDING|CONTACTING|IT|PLEASE|THIS|THESE|NOW)|PLEASE STOP|UNSUBSCRIBE|OPT ?OUT|(DO NOT|DONT) (TEXT|MESSAGE|CONTACT) ME|NO MORE (TEXTS|MESSAGES)|(REMOVE|TAKE) ME (FROM|OFF)|LEAVE ME ALONE|NO MAS)\b/;

/**
 * Reads what a text asks for. A text that holds an opt-out in free wording counts as one: honouring
 * one too many is a lost text, missing one is a broken law.
 */
export function inboundMeaning(body: string): InboundMeaning {
  const text = body
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  if (STOP.has(text) || STOP_PHRASES.test(text)) return 'stop';
  if (START.has(text)) return 'start';
  return HELP.has(text) ? 'help' : 'other';
}
