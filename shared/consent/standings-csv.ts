import { stringify } from 'csv-stringify/sync';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { hasGiven } from './fold.ts';
import { consentEntryType, type ConsentEntry, type ConsentState } from './model.ts';
import { WORD_FIELDS } from './owner-word.ts';
import type { ConsentStanding } from './consent-status.ts';
import { personPage, type PersonStanding } from './standing-page.ts';

/** Owners that are read at a time, and pages of them in one file: 5,000 owners. */
const PAGE = 100;
const PAGES_PER_FILE = 50;

/** The columns of the file; an import reads them all, see `shared/imports/README.md`. */
const COLUMNS = [
  ...['owner_id', 'first_name', 'last_name', 'phone', 'email'],
  ...['channel', 'purpose', 'consent', 'allowed', 'reason'],
  ...['consent_source', 'consent_date', 'wording', 'page', 'page_version'],
];

/** A part of all standings as CSV. */
export interface StandingsFile {
  readonly csv: string;
  /** Where the next file begins; absent: this is the last. */
  readonly next?: string;
}

/**
 * What people may be sent and what proves it, one row per person, channel and purpose, of the next 5,000
 * owners by name; the header stands in the first file only, so that files put one after the other are
 * one. A row is left out where the owner has no such contact. `consent` is their word: `yes`,
 * `no`, `stop` for a number closed to all texts, or empty where nobody said anything. Cells that a spreadsheet
 * would run as formulas are made plain text.
 */
export async function standingsCsv(
  context: Pick<Context, 'records'>,
  input: { readonly tenantId: string; readonly cursor?: string | undefined },
): Promise<StandingsFile> {
  const { tenantId } = input;
  let { cursor } = input;
  let csv = cursor === undefined ? stringify([COLUMNS]) : '';
  for (let n = 0; n < PAGES_PER_FILE; n++) {
    const page = await personPage(context, { tenantId, cursor, limit: PAGE });
    const proofs = await proofsOf(context, tenantId, page.people);
    const rows = page.people.flatMap((person) => rowsOf(person, proofs));
    csv += stringify(rows, { escape_formulas: true });
    cursor = page.next;
    if (cursor === undefined) return { csv };
  }
  return { csv, ...(cursor !== undefined && { next: cursor }) };
}

/** The entries that standings on marketing rest on, by id. */
async function proofsOf(
  { records }: Pick<Context, 'records'>,
  tenantId: string,
  people: readonly PersonStanding[],
): Promise<Map<string, ConsentEntry>> {
  const ids = people.flatMap(({ owner, phone, address }) =>
    [phone?.consent, address?.consent].flatMap((state) => proofId(state, owner.id) ?? []),
  );
  const found = await records.getMany(consentEntryType, liveOf(tenantId), [...new Set(ids)]);
  return new Map(found.map(({ value }) => [value.id, value]));
}

function proofId(state: ConsentState | undefined, ownerId: string): string | undefined {
  const given = state?.given.find((it) => it.ownerId === ownerId);
  return given?.entryId ?? state?.lastRefusal?.entryId;
}

function rowsOf(person: PersonStanding, proofs: ReadonlyMap<string, ConsentEntry>): string[][] {
  const { owner, standings } = person;
  return standings
    .filter(({ channel }) => (channel === 'sms' ? owner.phone : owner.email) !== undefined)
    .map((standing) => {
      const { entry, word } = saidOf(person, standing, proofs);
      return [
        owner.id,
        owner.firstName,
        owner.lastName,
        owner.phone ?? '',
        owner.email ?? '',
        standing.channel,
        standing.purpose,
        word,
        standing.allowed ? 'yes' : 'no',
        standing.reason ?? '',
        ...proofCells(entry),
      ];
    });
}

function proofCells(entry: ConsentEntry | undefined): string[] {
  if (entry === undefined) return ['', '', '', '', ''];
  const { occurredAt, wording = '', evidence: { page = '', pageVersion = '' } = {} } = entry;
  return [sourceOf(entry), occurredAt, wording, page, pageVersion];
}

/** What was said, and the entry that proves it, where the state of the contact names one. */
function saidOf(
  { owner, phone, address }: PersonStanding,
  { channel, purpose }: ConsentStanding,
  proofs: ReadonlyMap<string, ConsentEntry>,
): { readonly word: string; readonly entry?: ConsentEntry | undefined } {
  const state = channel === 'sms' ? phone?.consent : address?.consent;
  const entry = proofs.get(proofId(state, owner.id) ?? '');
  if (channel === 'sms' && phone?.suppressed !== undefined) return { word: 'stop', entry };
  if (purpose === 'service') return { word: wordOf(owner[WORD_FIELDS[channel]]) };
  return { word: wordOf(entry && hasGiven(state, owner.id)), entry };
}

function wordOf(said: boolean | undefined): string {
  if (said === undefined) return '';
  return said ? 'yes' : 'no';
}

/** Where it comes from: of what was imported, what the imported file said. */
function sourceOf({ source, evidence }: ConsentEntry): string {
  return source === 'import' ? (evidence?.note ?? source) : source;
}
