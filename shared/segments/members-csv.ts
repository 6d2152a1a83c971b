import { stringify } from 'csv-stringify/sync';
import { minorDigits } from '../kernel/money.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { getSegment } from './edit-segments.ts';
import { memberPage, type Member } from './members.ts';

/** Pages of owners in one file: 5,000 owners. */
const PAGES_PER_FILE = 50;

const COLUMNS = [
  'id',
  'first_name',
  'last_name',
  'phone',
  'email',
  'tags',
  'pets',
  'visits',
  'last_visit',
  'next_visit',
  'score',
  'balance',
  'paid',
];

/** A part of a segment as CSV. */
export interface MembersFile {
  readonly csv: string;
  readonly looked: number;
  /** Where the next file begins; absent: this is the last. */
  readonly next?: string;
}

/**
 * The members among the next 5,000 owners as CSV, the header in the first file only, so that files put
 * one after the other are one. Cells that a spreadsheet would run as formulas are made plain text.
 * Amounts are in the tenant's currency, with its decimals.
 */
export async function membersCsv(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly segmentId: string;
    readonly cursor?: string | undefined;
  },
): Promise<MembersFile> {
  const { conditions } = await getSegment(context, input);
  const tenant = await loadTenant(context, input.tenantId);
  const now = context.clock.now();
  const digits = minorDigits(tenant.currency);
  const header = input.cursor === undefined;
  let csv = header ? stringify([COLUMNS]) : '';
  let looked = 0;
  let { cursor } = input;
  for (let n = 0; n < PAGES_PER_FILE; n++) {
    const page = await memberPage(context.records, tenant, conditions, { cursor, now });
    csv += stringify(
      page.members.map((it) => rowOf(it, digits)),
      { escape_formulas: true },
    );
    looked += page.looked;
    cursor = page.next;
    if (cursor === undefined) return { csv, looked };
  }
  return { csv, looked, ...(cursor !== undefined && { next: cursor }) };
}

function rowOf({ owner, facts }: Member, digits: number): string[] {
  const text = (name: string): string => {
    const value = facts[name];
    return Array.isArray(value) ? value.join(', ') : String(value ?? '');
  };
  const amount = (name: string): string =>
    (Number(facts[name] ?? 0) / 10 ** digits).toFixed(digits);
  return [
    owner.id,
    owner.firstName,
    owner.lastName,
    owner.phone ?? '',
    owner.email ?? '',
    text('owner.tags'),
    text('pets.names'),
    text('history.visit_count'),
    text('history.last_visit_on'),
    text('history.next_visit_on'),
    text('reputation.score'),
    amount('ledger.balance'),
    amount('ledger.spend'),
  ];
}
