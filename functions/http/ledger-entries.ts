import { z } from 'zod';
import { chargeFor } from '../../shared/ledger/charge.ts';
import { chargeVisit } from '../../shared/ledger/charge-visit.ts';
import {
  newChargeInput,
  newCreditInput,
  newCreditUseInput,
  newPaymentInput,
  newRefundInput,
  newReversalInput,
  newWaiverInput,
} from '../../shared/ledger/ledger-input.ts';
import { applyCredit, creditFor, pay } from '../../shared/ledger/money-in.ts';
import { getEntry, postOnEntry, postToLedger } from '../../shared/ledger/post-to-ledger.ts';
import { refund } from '../../shared/ledger/refund.ts';
import { reverse } from '../../shared/ledger/reverse.ts';
import { waive } from '../../shared/ledger/waive.ts';
import { dateAt } from '../../shared/tenants/zone-periods.ts';
import type { Caller } from './app-context.ts';
import { endpoint, reply, type Creation } from './endpoint.ts';
import { entryViewOf, ledgerEntryView, postedReply } from './ledger-views.ts';
import { idParam } from './list-page.ts';

const replies = { 201: ledgerEntryView };

/** All postings can be repeated under a key. */
const creates: Creation<typeof replies> = {
  type: 'ledgerEntry',
  again: async ({ context, caller, id }) =>
    postedReply(await getEntry(context, { tenantId: caller.tenantId, entryId: id })),
};

function actor({ tenantId, memberId: by }: Caller) {
  return { tenantId, by };
}

const postCharge = endpoint({
  name: 'post-charge',
  method: 'POST',
  route: 'owners/{ownerId}/charges',
  role: 'staff',
  summary: 'Charges an owner, for a product say; a visit has an endpoint of its own.',
  params: idParam('ownerId'),
  body: newChargeInput,
  example: {
    lines: [{ kind: 'product', description: 'Brush', priceCents: 1200, taxCents: 106 }],
  },
  replies,
  creates,
  handle: async ({ context, caller, params, body }) => {
    const { lines, reference } = body;
    const entry = await postToLedger(context, { ...actor(caller), ...params }, (posting) => {
      const { serviceDate = dateAt(posting.tenant, posting.now) } = body;
      return chargeFor(posting, { lines, serviceDate, reference });
    });
    return postedReply(entry);
  },
});

const chargeVisitEndpoint = endpoint({
  name: 'charge-visit',
  method: 'POST',
  route: 'visit-charges',
  role: 'staff',
  summary: 'Charges a visit at the prices agreed at booking, once.',
  body: z.strictObject({ appointmentId: z.string().min(1).max(200) }),
  example: { appointmentId: 'apt_23456789abcdefghijkm' },
  replies,
  creates,
  failures: [404],
  handle: async ({ context, caller, body }) =>
    postedReply(await chargeVisit(context, { ...actor(caller), ...body })),
});

const postPayment = endpoint({
  name: 'post-payment',
  method: 'POST',
  route: 'owners/{ownerId}/payments',
  role: 'staff',
  summary:
    'Takes a payment: it covers the oldest charges first, the rest is credit. For several methods send several.',
  params: idParam('ownerId'),
  body: newPaymentInput,
  example: { method: 'cash', amountCents: 500, tipCents: 100 },
  replies,
  creates,
  handle: async ({ context, caller, params, body }) => {
    const request = { ...actor(caller), ...params };
    return postedReply(
      await postToLedger(context, request, (posting, ledger) => pay(posting, ledger, body)),
    );
  },
});

const postRefund = endpoint({
  name: 'post-refund',
  method: 'POST',
  route: 'payments/{paymentId}/refunds',
  role: 'manager',
  summary: 'Refunds a payment or a part of it; charges it covered are open again.',
  params: idParam('paymentId'),
  body: newRefundInput,
  example: { amountCents: 100, reason: 'Too much was taken' },
  replies,
  creates,
  handle: async ({ context, caller, params: { paymentId }, body }) => {
    const request = { ...actor(caller), entryId: paymentId, what: 'payment' };
    return postedReply(
      await postOnEntry(context, request, (posting, ledger) =>
        refund(posting, ledger, { paymentId, ...body }),
      ),
    );
  },
});

const postWaiver = endpoint({
  name: 'post-waiver',
  method: 'POST',
  route: 'charges/{chargeId}/waivers',
  role: 'manager',
  summary: 'Waives a charge or a part of it; what was paid of it becomes credit.',
  params: idParam('chargeId'),
  body: newWaiverInput,
  example: { amountCents: 100, reason: 'They waited long' },
  replies,
  creates,
  handle: async ({ context, caller, params: { chargeId }, body }) => {
    const request = { ...actor(caller), entryId: chargeId, what: 'charge' };
    return postedReply(
      await postOnEntry(context, request, (posting, ledger) =>
        waive(posting, ledger, { chargeId, ...body }),
      ),
    );
  },
});

const postCredit = endpoint({
  name: 'post-credit',
  method: 'POST',
  route: 'owners/{ownerId}/credits',
  role: 'manager',
  summary: 'Grants credit without money.',
  params: idParam('ownerId'),
  body: newCreditInput,
  example: { amountCents: 1000, reason: 'Goodwill' },
  replies,
  creates,
  handle: async ({ context, caller, params, body }) => {
    const request = { ...actor(caller), ...params };
    return postedReply(await postToLedger(context, request, (posting) => creditFor(posting, body)));
  },
});

const useCredit = endpoint({
  name: 'use-credit',
  method: 'POST',
  route: 'owners/{ownerId}/credit-uses',
  role: 'staff',
  summary: 'Puts credit of an owner to their oldest charges; a payment does so by itself.',
  params: idParam('ownerId'),
  body: newCreditUseInput,
  example: { amountCents: 1000 },
  replies,
  creates,
  handle: async ({ context, caller, params, body }) => {
    const request = { ...actor(caller), ...params };
    return postedReply(
      await postToLedger(context, request, (posting, ledger) => applyCredit(posting, ledger, body)),
    );
  },
});

const reverseEntry = endpoint({
  name: 'reverse-ledger-entry',
  method: 'POST',
  route: 'ledger-entries/{entryId}/reversal',
  role: 'manager',
  summary: 'Undoes an entry that was posted by mistake, once.',
  params: idParam('entryId'),
  body: newReversalInput,
  example: { reason: 'Posted for the wrong owner' },
  replies,
  creates,
  handle: async ({ context, caller, params: { entryId }, body }) => {
    const request = { ...actor(caller), entryId, what: 'entry' };
    return postedReply(
      await postOnEntry(context, request, (posting, ledger) =>
        reverse(posting, ledger, { entryId, ...body }),
      ),
    );
  },
});

const getLedgerEntry = endpoint({
  name: 'get-ledger-entry',
  method: 'GET',
  route: 'ledger-entries/{entryId}',
  role: 'staff',
  summary: 'An entry of a ledger.',
  params: idParam('entryId'),
  replies: { 200: ledgerEntryView },
  handle: async ({ context, caller, params }) => {
    const entry = await getEntry(context, { tenantId: caller.tenantId, ...params });
    return reply(200, entryViewOf(entry));
  },
});

/** Endpoints that post entries, and the one that shows one. */
export const ledgerEntryEndpoints = [
  postCharge,
  chargeVisitEndpoint,
  postCredit,
  useCredit,
  postPayment,
  postRefund,
  postWaiver,
  reverseEntry,
  getLedgerEntry,
];
