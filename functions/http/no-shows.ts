import { z } from 'zod';
import { instantInput } from '../../shared/appointments/booking-input.ts';
import { oneLine } from '../../shared/customers/input-fields.ts';
import { correctNotice } from '../../shared/no-shows/correct-notice.ts';
import { adjustFee, chargeFee, waiveFee } from '../../shared/no-shows/fee-acts.ts';
import { getNoShow, listNoShows } from '../../shared/no-shows/list-no-shows.ts';
import { markByHand } from '../../shared/no-shows/mark-by-hand.ts';
import { NO_SHOW_STATUSES, type NoShowRecord } from '../../shared/no-shows/model.ts';
import type { RecordAct } from '../../shared/no-shows/record-facts.ts';
import { confirmHeld, dismissHeld } from '../../shared/no-shows/settle-held.ts';
import { undoNoShow } from '../../shared/no-shows/undo-mark.ts';
import type { Context } from '../../shared/platform/context.ts';
import type { Role } from '../../shared/tenants/membership.ts';
import { endpoint, reply, type Endpoint } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';
import { noShowDetailView, noShowReply, noShowView } from './no-show-view.ts';

const params = idParam('noShowId');
const replies = { 200: noShowView };
const reason = oneLine(500);

const listEndpoint = endpoint({
  name: 'list-no-shows',
  method: 'GET',
  route: 'no-shows',
  role: 'staff',
  summary:
    'Missed visits, the latest found first. `status=held` and `status=review` are what waits for a person.',
  query: z.strictObject({
    ...pageQuery,
    status: z.enum(NO_SHOW_STATUSES).optional(),
    ownerId: z.string().min(1).max(200).optional(),
  }),
  replies: { 200: pageOf(noShowView) },
  failures: [404],
  handle: async ({ context, caller, query }) => {
    const page = await listNoShows(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

const getEndpoint = endpoint({
  name: 'get-no-show',
  method: 'GET',
  route: 'no-shows/{noShowId}',
  role: 'staff',
  summary: 'A missed visit, and fees of its owner that the ladder would ask less for by now.',
  params,
  replies: { 200: noShowDetailView },
  handle: async ({ context, caller, params: { noShowId: recordId } }) => {
    const { record, laterFees } = await getNoShow(context, { tenantId: caller.tenantId, recordId });
    const fees = laterFees.map(({ record: { id, localDate, fee }, cents }) => ({
      recordId: id,
      localDate,
      feeCents: fee.cents,
      wouldBeCents: cents,
    }));
    return reply(200, { ...record, laterFees: fees }, { revision: record.revision });
  },
});

const markEndpoint = endpoint({
  name: 'mark-no-show',
  method: 'POST',
  route: 'appointments/{appointmentId}/no-show',
  role: 'staff',
  summary: 'Nobody came: marks a visit that has begun as missed, with the fee by the ladder.',
  params: idParam('appointmentId'),
  ifMatch: true,
  body: z.strictObject({ notes: oneLine(500).optional() }),
  example: { notes: 'They said on the phone that they forgot.' },
  replies,
  handle: async ({ context, caller, params: { appointmentId }, body, expected }) => {
    const { tenantId, memberId: by } = caller;
    const act = { tenantId, appointmentId, by, expected, notes: body.notes };
    return noShowReply(await markByHand(context, act));
  },
});

const undoEndpoint = endpoint({
  name: 'undo-no-show',
  method: 'POST',
  route: 'no-shows/{noShowId}/undo',
  role: 'staff',
  summary:
    'They did come: the visit is `arrived`, the fee is reversed, the score as if nothing had been.',
  params,
  ifMatch: true,
  body: z.strictObject({ arrivedAt: instantInput, reason }),
  example: { arrivedAt: '2026-03-02T09:10:00-05:00', reason: 'They were here, nobody noticed.' },
  replies,
  handle: async ({ context, caller, params: { noShowId: recordId }, body, expected }) => {
    const { tenantId, memberId: by } = caller;
    return noShowReply(await undoNoShow(context, { tenantId, recordId, by, expected, ...body }));
  },
});

const chargeEndpoint = endpoint({
  name: 'charge-no-show-fee',
  method: 'POST',
  route: 'no-shows/{noShowId}/charge',
  role: 'manager',
  summary: 'Charges a fee that waits for a decision: the ladder’s, or `feeCents`.',
  params,
  ifMatch: true,
  body: z.strictObject({ feeCents: z.number().int().min(1).max(100_000).optional(), reason }),
  example: { feeCents: 1500, reason: 'They called, but late.' },
  replies,
  handle: async ({ context, caller, params: { noShowId: recordId }, body, expected }) => {
    const { tenantId, memberId: by } = caller;
    return noShowReply(await chargeFee(context, { tenantId, recordId, by, expected, ...body }));
  },
});

const correctEndpoint = endpoint({
  name: 'correct-no-show-notice',
  method: 'POST',
  route: 'no-shows/{noShowId}/correction',
  role: 'staff',
  summary: 'Texts the owner that what they were told of a fee does not hold.',
  params,
  ifMatch: true,
  replies,
  handle: async ({ context, caller, params: { noShowId: recordId }, expected }) =>
    noShowReply(await correctNotice(context, { tenantId: caller.tenantId, recordId, expected })),
});

type Act = (context: Context, act: RecordAct) => Promise<NoShowRecord>;

function actEndpoint(verb: string, role: Role, summary: string, act: Act): Endpoint {
  return endpoint({
    name: `${verb}-no-show`,
    method: 'POST',
    route: `no-shows/{noShowId}/${verb}`,
    role,
    summary,
    params,
    ifMatch: true,
    body: z.strictObject({ reason }),
    example: { reason: 'They told us why.' },
    replies,
    handle: async ({ context, caller, params: { noShowId: recordId }, body, expected }) => {
      const { tenantId, memberId: by } = caller;
      return noShowReply(await act(context, { tenantId, recordId, by, expected, ...body }));
    },
  });
}

/** Endpoints on missed visits. */
export const noShowEndpoints = [
  listEndpoint,
  getEndpoint,
  markEndpoint,
  undoEndpoint,
  chargeEndpoint,
  correctEndpoint,
  actEndpoint('confirm', 'manager', 'A held visit was missed: it is marked.', confirmHeld),
  actEndpoint('dismiss', 'staff', 'A held visit was not missed: it is left as it is.', dismissHeld),
  actEndpoint('waive', 'manager', 'Drops the fee and keeps the mark.', waiveFee),
  actEndpoint(
    'adjust',
    'manager',
    'Lowers a fee to what the ladder asks now that an earlier mark was undone.',
    adjustFee,
  ),
];
