import { z } from 'zod';
import { dateInput } from '../../shared/customers/input-fields.ts';
import type { CashUp } from '../../shared/ledger/cash-up-model.ts';
import {
  closeDay,
  daySales,
  dayTakings,
  getCashUp,
  listCashUps,
  newCashUpInput,
} from '../../shared/ledger/cash-up.ts';
import { LINE_KINDS, PAYMENT_METHODS } from '../../shared/ledger/model.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const perMethod = z.partialRecord(z.enum(PAYMENT_METHODS), z.number());

const cashUpView = z
  .object({
    id: z.string(),
    localDate: z.string(),
    /** The highest number of a day holds. */
    number: z.number(),
    floatCents: z.number(),
    expectedCents: perMethod,
    countedCents: perMethod,
    /** Counted less expected. */
    differenceCents: z.number(),
    note: z.string().optional(),
    by: z.string().optional(),
    createdAt: z.string(),
  })
  .meta({ id: 'CashUp' });

const takingsView = z
  .object({
    localDate: z.string(),
    /** What the figures go by. */
    dateBasis: z.literal('payment-date'),
    byMethod: z.record(
      z.enum(PAYMENT_METHODS),
      z.object({
        paidCents: z.number(),
        refundedCents: z.number(),
        tipCents: z.number(),
        /** Paid - refunded + tips. */
        netCents: z.number(),
      }),
    ),
    /** Without tips, with tax, less refunds. */
    collectedCents: z.number(),
    tipCents: z.number(),
    taxCents: z.number(),
    /** Collected without tips and tax. */
    revenueCents: z.number(),
    /** The latest first. */
    counts: z.array(cashUpView),
    changedSinceCount: z.boolean(),
  })
  .meta({ id: 'DayTakings' });

const salesView = z
  .object({
    localDate: z.string(),
    /** What the figures go by. */
    dateBasis: z.literal('visit-date'),
    byKind: z.partialRecord(z.enum(LINE_KINDS), z.number()),
    netCents: z.number(),
    taxCents: z.number(),
    /** Of net + tax: not asked for. */
    waivedCents: z.number(),
  })
  .meta({ id: 'DaySales' });

const dayQuery = z.strictObject({
  date: dateInput.optional().describe('The day; today when absent'),
});

const getDayTakings = endpoint({
  name: 'get-day-takings',
  method: 'GET',
  route: 'day-takings',
  role: 'staff',
  summary: 'What was collected on a day, by payment date and method, and how it was counted.',
  query: dayQuery,
  replies: { 200: takingsView },
  handle: async ({ context, caller, query }) => {
    const { tenantId } = caller;
    const day = await dayTakings(context, { tenantId, localDate: query.date });
    const { collected, counts, ...rest } = day;
    return reply(200, {
      ...rest,
      dateBasis: 'payment-date' as const,
      ...collected,
      counts: [...counts],
    });
  },
});

const getDaySales = endpoint({
  name: 'get-day-sales',
  method: 'GET',
  route: 'day-sales',
  role: 'staff',
  summary: 'What was charged for visits of a day, by the date of the visit, paid or not.',
  query: dayQuery,
  replies: { 200: salesView },
  handle: async ({ context, caller, query }) => {
    const { tenantId } = caller;
    const sales = await daySales(context, { tenantId, localDate: query.date });
    return reply(200, { ...sales, dateBasis: 'visit-date' as const });
  },
});

const listCounts = endpoint({
  name: 'list-cash-ups',
  method: 'GET',
  route: 'cash-ups',
  role: 'staff',
  summary: 'Counts of takings, the latest day first.',
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(cashUpView) },
  handle: async ({ context, caller, query }) => {
    const page = await listCashUps(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

function createdReply(count: CashUp) {
  return reply(201, count, { location: `cash-ups/${count.id}` });
}

const closeDayEndpoint = endpoint({
  name: 'close-day',
  method: 'POST',
  route: 'cash-ups',
  role: 'staff',
  summary: 'Closes a day with what was counted; once more counts it again.',
  body: newCashUpInput,
  example: {
    localDate: '2026-03-02',
    floatCents: 10_000,
    countedCents: { cash: 10_600 },
    note: 'Counted twice',
  },
  replies: { 201: cashUpView },
  creates: {
    type: 'cashUp',
    again: async ({ context, caller, id }) =>
      createdReply(await getCashUp(context, { tenantId: caller.tenantId, cashUpId: id })),
  },
  handle: async ({ context, caller, body }) => {
    const { tenantId, memberId: by } = caller;
    return createdReply(await closeDay(context, { tenantId, count: body, by }));
  },
});

const getCashUpEndpoint = endpoint({
  name: 'get-cash-up',
  method: 'GET',
  route: 'cash-ups/{cashUpId}',
  role: 'staff',
  summary: 'A count of takings.',
  params: idParam('cashUpId'),
  replies: { 200: cashUpView },
  handle: async ({ context, caller, params }) =>
    reply(200, await getCashUp(context, { tenantId: caller.tenantId, ...params })),
});

/** Endpoints on a day's takings and sales. */
export const cashUpEndpoints = [
  getDayTakings,
  getDaySales,
  listCounts,
  closeDayEndpoint,
  getCashUpEndpoint,
];
