import { z } from 'zod';
import { dateInput } from '../../shared/customers/input-fields.ts';
import { listOutstanding } from '../../shared/ledger/list-outstanding.ts';
import { ownerStatement } from '../../shared/ledger/statement.ts';
import { endpoint, reply } from './endpoint.ts';
import { entryViewOf, ledgerEntryView } from './ledger-views.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const statementView = z
  .object({
    /** The survivor's, when the owner asked for was merged. */
    ownerId: z.string(),
    /** Before the first day asked for. */
    openingCents: z.number(),
    items: z.array(
      ledgerEntryView.extend({
        /** What the owner owed after it; negative: credit. */
        balanceCents: z.number(),
        openCents: z.number().optional(),
        freeCents: z.number().optional(),
        reversed: z.boolean(),
      }),
    ),
    /** At the end of the last day asked for. */
    closingCents: z.number(),
    /** Now. */
    balanceCents: z.number(),
    /** Of payments and credits, what covers nothing yet. */
    creditCents: z.number(),
    next: z.string().optional(),
  })
  .meta({ id: 'Statement' });

const getStatement = endpoint({
  name: 'get-owner-statement',
  method: 'GET',
  route: 'owners/{ownerId}/statement',
  role: 'staff',
  summary: 'Charges and payments of an owner, oldest first, with the balance that runs along.',
  params: idParam('ownerId'),
  query: z.strictObject({
    ...pageQuery,
    from: dateInput.optional().describe('First day'),
    to: dateInput.optional().describe('Last day'),
  }),
  replies: { 200: statementView },
  handle: async ({ context, caller, params, query }) => {
    const { tenantId } = caller;
    const { items, ...statement } = await ownerStatement(context, {
      tenantId,
      ...params,
      ...query,
    });
    const lines = items.map(({ entry, ...line }) => ({ ...entryViewOf(entry), ...line }));
    return reply(200, { ...statement, items: lines });
  },
});

const outstandingView = z
  .object({
    ownerId: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    phone: z.string().optional(),
    email: z.string().optional(),
    /** What they owe. */
    balanceCents: z.number(),
  })
  .meta({ id: 'OutstandingBalance' });

const listOutstandingBalances = endpoint({
  name: 'list-outstanding-balances',
  method: 'GET',
  route: 'outstanding-balances',
  role: 'staff',
  summary: 'Owners who owe something, the largest balance first.',
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(outstandingView) },
  handle: async ({ context, caller, query }) => {
    const page = await listOutstanding(context, { tenantId: caller.tenantId, ...query });
    const items = page.items.map(({ id: ownerId, balanceCents = 0, ...owner }) => {
      return { ...owner, ownerId, balanceCents };
    });
    return reply(200, { ...page, items });
  },
});

/** Endpoints that show ledgers. */
export const ledgerEndpoints = [getStatement, listOutstandingBalances];
