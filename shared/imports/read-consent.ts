import type { Channel, Purpose } from '../consent/model.ts';
import { nameKey } from '../customers/name-key.ts';
import { addMs, parseInstant, type Instant } from '../kernel/instant.ts';
import { addDays } from '../kernel/local-date.ts';
import { startOfDay } from '../kernel/time-zone.ts';
import { zoneOn } from '../tenants/zone-periods.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { definedFields } from './defined-fields.ts';
import { manyLines, parseYesNo } from './parse-cell.ts';
import { parseDate } from './parse-date.ts';
import type { HistoryReading } from './read-appointment.ts';
import type { RowCells } from './row-cells.ts';
import type { ConsentFacts } from './row-facts.ts';

/** Longest wording and longest address of a page, in characters; staff may not enter longer ones either. */
const MAX_WORDING = 4000;
const MAX_PAGE = 500;

const NOT_YET = 'Nobody can have said that yet.';

/** `stop`: nothing at all may go to the number. */
type Said = ConsentFacts['word'] | 'nothing';

const CHANNEL_WORDS = new Map<string, Channel>([
  ...['sms', 'text', 'texts', 'text message', 'text messages', 'txt', 'mobile', 'phone'].map(
    (word): [string, Channel] => [word, 'sms'],
  ),
  ...['email', 'e mail', 'emails', 'mail'].map((word): [string, Channel] => [word, 'email']),
]);
const PURPOSE_WORDS = new Map<string, Purpose>([
  ...['service', 'transactional', 'reminder', 'reminders', 'informational', 'appointments'].map(
    (word): [string, Purpose] => [word, 'service'],
  ),
  ...['marketing', 'promotional', 'promotions', 'promotion', 'advertising', 'offers', 'news'].map(
    (word): [string, Purpose] => [word, 'marketing'],
  ),
]);
const YES = new Set(['given', 'granted', 'consented', 'confirmed', 'active', 'double opt in']);
const NO = new Set(['withdrawn', 'revoked', 'not given', 'inactive', 'none given']);
const STOP = new Set(['stop', 'stopped', 'suppressed', 'blocked', 'do not contact', 'dnc']);
const NOTHING = new Set(['not asked', 'unasked', 'pending', 'unconfirmed', 'no answer']);

/**
 * What a row says of consent; undefined: nothing, or nothing that can be used, which is reported then.
 * A yes to advertising must say where, when and to which words: without one of these it is none. A
 * refusal counts whatever else is missing: without a purpose it refuses both, without a date it is of now.
 * A date without a time is the beginning of its day for a yes and its end for a no, so that of two
 * words on one day the no stands.
 */
export function readConsentWord(
  cells: RowCells,
  reading: HistoryReading,
): ConsentFacts | undefined {
  const told = readWord(cells);
  if (told === undefined || told === 'nothing') return undefined;
  const channel = readListed(cells, 'consent.channel', CHANNEL_WORDS, 'sms and email');
  if (channel === undefined) return undefined;
  // An address has no STOP of its own: whoever is blocked there wants nothing.
  const word = told === 'stop' && channel === 'email' ? 'no' : told;
  const purpose = readPurpose(cells, word);
  if (purpose === undefined) return undefined;
  const said = readSaidAt(cells, word, reading);
  if (said === undefined) return undefined;
  const facts = { channel, purpose, word, ...readProof(cells), ...said };
  const bare = word === 'yes' && purpose === 'marketing' && lacksProof(cells, facts);
  return bare ? undefined : facts;
}

function readProof(
  cells: RowCells,
): Pick<ConsentFacts, 'source' | 'wording' | 'page' | 'pageVersion'> {
  return definedFields({
    source: cells.line('consent.source'),
    wording: readLong(cells, 'consent.wording', MAX_WORDING),
    page: readLong(cells, 'consent.page', MAX_PAGE),
    pageVersion: cells.line('consent.pageVersion'),
  });
}

function readPurpose(cells: RowCells, word: ConsentFacts['word']): Purpose | undefined {
  if (word === 'stop') return 'service';
  const cell = cells.cell('consent.purpose');
  const known = cell && PURPOSE_WORDS.get(nameKey(cell.value));
  if (known !== undefined || word === 'yes') {
    return known ?? readListed(cells, 'consent.purpose', PURPOSE_WORDS, 'service and marketing');
  }
  cells.report(cell, 'note', 'No purpose that is known: it is taken as a refusal of both.');
  return 'service';
}

function readWord(cells: RowCells): Said | undefined {
  const cell = cells.cell('consent.word');
  if (cell === undefined) return 'nothing';
  const key = nameKey(cell.value);
  if (STOP.has(key)) return 'stop';
  if (NOTHING.has(key)) return 'nothing';
  const said = parseYesNo(cell.value) ?? (YES.has(key) || (NO.has(key) ? false : undefined));
  if (said !== undefined) return said ? 'yes' : 'no';
  cells.report(cell, 'row', 'Known are yes, no and stop.');
  return undefined;
}

function readListed<T>(
  cells: RowCells,
  field: 'consent.channel' | 'consent.purpose',
  words: ReadonlyMap<string, T>,
  known: string,
): T | undefined {
  const cell = cells.cell(field);
  const found = cell && words.get(nameKey(cell.value));
  if (found !== undefined) return found;
  const what = field === 'consent.channel' ? 'channel' : 'purpose';
  cells.report(cell, 'row', `The row does not say which ${what}: known are ${known}.`);
  return undefined;
}

/** When it was said, if the row tells; undefined: a yes whose date cannot be, which is none. */
function readSaidAt(
  cells: RowCells,
  word: ConsentFacts['word'],
  reading: HistoryReading,
): Pick<ConsentFacts, 'at'> | undefined {
  const cell = cells.cell('consent.date');
  if (cell === undefined) return {};
  const at = saidAt(cell.value, word, reading);
  if (at.ok) return { at: at.value };
  cells.report(cell, word === 'yes' ? 'row' : 'value', at.error);
  // A refusal is never lost by its date.
  return word === 'yes' ? undefined : {};
}

function saidAt(
  text: string,
  word: ConsentFacts['word'],
  { dateOrder, tenant, now }: HistoryReading,
): Result<Instant, string> {
  const exact = parseInstant(text);
  if (exact.ok) return exact.value > now ? err(NOT_YET) : ok(exact.value);
  const date = parseDate(text, dateOrder);
  if (!date.ok) return err(date.error.reason);
  const begins = startOfDay(date.value, zoneOn(tenant, date.value));
  if (begins > now) return err(NOT_YET);
  if (word === 'yes') return ok(begins);
  const next = addDays(date.value, 1);
  const ends = addMs(startOfDay(next, zoneOn(tenant, next)), -1);
  return ok(ends < now ? ends : now);
}

function readLong(
  cells: RowCells,
  field: 'consent.wording' | 'consent.page',
  most: number,
): string | undefined {
  const cell = cells.cell(field);
  if (cell === undefined) return undefined;
  const text = manyLines(cell.value);
  if (text.length <= most) return text === '' ? undefined : text;
  cells.report(cell, 'value', `This has more than ${String(most)} characters.`);
  return undefined;
}

function lacksProof(cells: RowCells, { at, source, wording }: ConsentFacts): boolean {
  const lacking = [
    ...(at === undefined ? ['when they said so'] : []),
    ...(source === undefined ? ['where it comes from'] : []),
    ...(wording === undefined ? ['the words that they were shown'] : []),
  ];
  if (lacking.length === 0) return false;
  const reason = `A yes to advertising counts only with its proof. Missing: ${lacking.join(', ')}.`;
  cells.report(cells.cell('consent.word'), 'row', reason);
  return true;
}
