import { z } from 'zod';
import { findingsCsv } from '../../shared/imports/findings-csv.ts';
import { MOST_FINDINGS } from '../../shared/imports/findings.ts';
import { mappingSchema } from '../../shared/imports/mapping.ts';
import { ORDER_STATUSES } from '../../shared/imports/order/model.ts';
import { orderImport } from '../../shared/imports/order/order-import.ts';
import {
  listOrders,
  orderFindings,
  orderProgress,
  progressOf,
  type OrderProgress,
} from '../../shared/imports/order/progress.ts';
import { cancelOrder, retryOrder } from '../../shared/imports/order/steer-order.ts';
import { content } from './content.ts';
import { endpoint, reply, type Endpoint } from './endpoint.ts';
import { previewImportEndpoint } from './import-previews.ts';
import { countsView, findingView } from './import-views.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const importView = z
  .object({
    id: z.string(),
    status: z.enum(ORDER_STATUSES),
    files: z.array(z.object({ id: z.string(), name: z.string() })),
    totalRows: z.number().optional().describe('Known once the files were looked through'),
    counts: countsView.describe('Of all rows that went in so far; `rows` of `totalRows` are done'),
    before: z.number().optional().describe('How many imports are before it in line'),
    problem: z
      .object({
        kind: z.string(),
        detail: z.string(),
        field: z.string().optional(),
        allowed: z.string().optional(),
      })
      .optional(),
    startedAt: z.string().optional(),
    finishedAt: z.string().optional(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Import' });

function viewOf({ order, ...progress }: OrderProgress): z.input<typeof importView> {
  return { ...order, ...progress };
}

function acceptedReply(progress: OrderProgress) {
  const { id, revision } = progress.order;
  return reply(202, viewOf(progress), { revision, location: `imports/${id}` });
}

const params = idParam('importId');

const orderImportEndpoint = endpoint({
  name: 'order-import',
  method: 'POST',
  route: 'imports',
  role: 'manager',
  summary:
    'Imports uploaded files in the background, one import at a time. Texts nobody, raises no event.',
  body: z.strictObject({
    files: z.array(z.string().min(1).max(200)).min(1).max(10),
    mapping: mappingSchema.optional(),
  }),
  example: { files: ['imf_23456789abcdefghijkm'], mapping: { dateOrder: 'month-first' } },
  replies: { 202: importView },
  creates: {
    type: 'importOrder',
    again: async ({ context, caller, id }) =>
      acceptedReply(await orderProgress(context, { tenantId: caller.tenantId, orderId: id })),
  },
  handle: async ({ context, caller, body: { files: fileIds, mapping } }) => {
    const { tenantId } = caller;
    const order = await orderImport(context, { tenantId, fileIds, mapping });
    return acceptedReply(await progressOf(context, order));
  },
});

const listImportsEndpoint = endpoint({
  name: 'list-imports',
  method: 'GET',
  route: 'imports',
  role: 'manager',
  summary: 'Imports, newest first, with how far they are.',
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(importView) },
  handle: async ({ context, caller, query }) => {
    const page = await listOrders(context, { tenantId: caller.tenantId, ...query });
    const items = await Promise.all(page.items.map(async (it) => progressOf(context, it)));
    return reply(200, { ...page, items: items.map(viewOf) });
  },
});

const getImportEndpoint = endpoint({
  name: 'get-import',
  method: 'GET',
  route: 'imports/{importId}',
  role: 'manager',
  summary: 'An import: its rows of all rows, what became of them, and how it ended.',
  params,
  replies: { 200: importView },
  handle: async ({ context, caller, params: { importId: orderId } }) => {
    const progress = await orderProgress(context, { tenantId: caller.tenantId, orderId });
    return reply(200, viewOf(progress), { revision: progress.order.revision });
  },
});

const listFindingsEndpoint = endpoint({
  name: 'list-import-problems',
  method: 'GET',
  route: 'imports/{importId}/problems',
  role: 'manager',
  summary: 'What was found about the rows of an import so far, in their order; kept for 30 days.',
  params,
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(findingView) },
  handle: async ({ context, caller, params: { importId: orderId }, query }) => {
    const page = await orderFindings(context, { tenantId: caller.tenantId, orderId }, query);
    return reply(200, { ...page, items: [...page.items] });
  },
});

const downloadFindingsEndpoint = endpoint({
  name: 'download-import-problems',
  method: 'GET',
  route: 'imports/{importId}/problems.csv',
  role: 'manager',
  summary: `All findings as CSV, the first ${MOST_FINDINGS.toLocaleString('en')} of them.`,
  params,
  replies: { 200: content('text/csv; charset=utf-8') },
  handle: async ({ context, caller, params: { importId: orderId } }) => {
    const { tenantId } = caller;
    const { items } = await orderFindings(context, { tenantId, orderId }, { limit: MOST_FINDINGS });
    const headers = { 'content-disposition': `attachment; filename="${orderId}.problems.csv"` };
    return reply(200, findingsCsv(items), { headers });
  },
});

function steer(name: string, summary: string, act: typeof cancelOrder): Endpoint {
  return endpoint({
    name: `${name}-import`,
    method: 'POST',
    route: `imports/{importId}/${name}`,
    role: 'manager',
    summary,
    params,
    replies: { 202: importView },
    handle: async ({ context, caller, params: { importId: orderId } }) => {
      const order = await act(context, { tenantId: caller.tenantId, orderId });
      return acceptedReply(await progressOf(context, order));
    },
  });
}

/** Endpoints on imports. */
export const importEndpoints = [
  orderImportEndpoint,
  previewImportEndpoint,
  listImportsEndpoint,
  getImportEndpoint,
  listFindingsEndpoint,
  downloadFindingsEndpoint,
  steer('cancel', 'Stops an import after the page under way; what went in stays.', cancelOrder),
  steer('retry', 'Lets a failed or cancelled import go on where it stopped.', retryOrder),
];
