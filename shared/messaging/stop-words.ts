import { STOP_WORDINGS } from './stop-wordings.ts';

/** What an inbound text asks for. */
export type InboundMeaning = 'stop' | 'start' | 'help' | 'other';

/**
 * Texts that opt out when there is nothing but courtesy around them: Twilio's own words, the
 * FCC's, and their common variants, misspellings and translations.
 */
const STOP = new Set([
  ...'STOP STOPALL UNSUBSCRIBE END QUIT CANCEL REVOKE OPTOUT'.split(' '),
  ...'REMOVE CEASE ARRET ALTO BAJA CANCELAR STPO SOTP TSOP ST0P'.split(' '),
  ...['STOP ALL', 'S T O P', 'OPT OUT', 'REMOVE ME', 'NO MORE', 'NOT INTERESTED'],
  ...['NO MAS', 'DAR DE BAJA', 'GO AWAY', 'WRONG NUMBER'],
]);

/** Stop words without another plain meaning: one clause of a longer text is enough. */
const STOP_CLAUSE = new Set([
  ...'STOP STOPALL OPTOUT REVOKE'.split(' '),
  ...['STOP ALL', 'OPT OUT', 'REMOVE ME', 'WRONG NUMBER', 'NO MAS'],
]);

const START = new Set(['START', 'UNSTOP', 'YES']);
const HELP = new Set(['HELP', 'INFO']);

/** Whether a text is a YES: the provider takes it for START, people take it for "I will come". */
export function isYes(body: string): boolean {
  return plainWords(body) === 'YES';
}

const COURTESY =
  '(?:PLEASE|PLS|PLZ|THANKS|THANK YOU|THX|TY|HI|HELLO|HEY|SORRY|SIR|MAAM|GRACIAS|POR FAVOR)';
const LEADING_COURTESY = new RegExp(`^(?:${COURTESY} )+`);
const TRAILING_COURTESY = new RegExp(`(?: ${COURTESY})+$`);

/**
 * A long quotation is somebody else's text: phones send a "like" of ours as a text that quotes
 * it, its "Reply STOP to opt out" included.
 */
const QUOTATION = /["“„«][^"“”„«»]{30,}["”“»]/gu;

/** "Don't stop texting me" asks for the opposite. */
const NEGATED =
  /\b(?:DONT|DO NOT|DIDNT|DID NOT|NEVER) (?:EVER |MEAN TO |WANT TO )?(?:STOP|QUIT|UNSUBSCRIBE|OPT|REMOVE)\b/g;

/**
 * Reads what a text asks for. A stop word with nothing but courtesy around it opts out ("Stop,
 * please"), and so does free wording that says the same: one too many is a lost text, one
 * missed is a broken law. Words that have another plain meaning in a text about a visit
 * count alone only: "Cancel" opts out, "please cancel my appointment" does not, and neither
 * does "we'll stop by". START and HELP count as whole texts only.
 */
export function inboundMeaning(body: string): InboundMeaning {
  const own = body.replace(QUOTATION, ' ');
  const text = plainWords(own);
  if (START.has(text)) return 'start';
  if (HELP.has(text)) return 'help';
  return optsOut(own, text) ? 'stop' : 'other';
}

function optsOut(body: string, text: string): boolean {
  if (STOP.has(text) || STOP.has(withoutCourtesy(text))) return true;
  const clauses = body.split(/[.!?;:,\n()–—]+| - /).map(plainWords);
  if (clauses.some((clause) => STOP_CLAUSE.has(withoutCourtesy(clause)))) return true;
  const sentences = body.split(/[.!?;\n]+/).map((it) => plainWords(it).replace(NEGATED, ''));
  return sentences.some((sentence) => STOP_WORDINGS.some((wording) => wording.test(sentence)));
}

/** Upper-case words without accents, punctuation, ornamental letters and invisible characters. */
export function plainWords(text: string): string {
  return text
    .replaceAll('🛑', ' stop ')
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}'’‘`´]+/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\bSTO+P+\b/g, 'STOP')
    .trim();
}

function withoutCourtesy(words: string): string {
  return words.replace(LEADING_COURTESY, '').replace(TRAILING_COURTESY, '');
}
