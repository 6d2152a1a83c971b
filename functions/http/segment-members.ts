import { z } from 'zod';
import {
  countSegment,
  explainMembership,
  segmentMembers,
} from '../../shared/segments/ask-segment.ts';
import type { Member } from '../../shared/segments/members.ts';
import { membersCsv } from '../../shared/segments/members-csv.ts';
import { content } from './content.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageQuery } from './list-page.ts';

const { cursor } = pageQuery;
const partQuery = z.strictObject({ cursor });

const memberView = z.object({
  ownerId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  pets: z.array(z.string()),
  visitCount: z.number(),
  lastVisitOn: z.string().optional(),
  nextVisitOn: z.string().optional(),
  score: z.number(),
  balanceCents: z.number(),
  spendCents: z.number(),
  /** Whether a service text may be sent now. */
  textable: z.boolean(),
});

function viewOf({ owner, read, facts }: Member): z.output<typeof memberView> {
  const { lastVisitOn } = owner;
  const nextVisitOn = read.nextVisit?.localDate;
  return {
    ownerId: owner.id,
    firstName: owner.firstName,
    lastName: owner.lastName,
    pets: read.pets.filter(({ status }) => status === 'active').map(({ name }) => name),
    visitCount: Number(facts['history.visit_count']),
    ...(lastVisitOn !== undefined && { lastVisitOn }),
    ...(nextVisitOn !== undefined && { nextVisitOn }),
    score: Number(facts['reputation.score']),
    balanceCents: Number(facts['ledger.balance']),
    spendCents: Number(facts['ledger.spend']),
    textable: facts['owner.sms_opted_in'] === true,
  };
}

const listMembersEndpoint = endpoint({
  name: 'list-segment-members',
  method: 'GET',
  route: 'segments/{segmentId}/members',
  role: 'staff',
  summary: 'Members among the next owners; `looked` says how many owners were looked at.',
  params: idParam('segmentId'),
  query: z.strictObject(pageQuery),
  replies: {
    200: z.object({
      items: z.array(memberView),
      looked: z.number(),
      next: z.string().optional(),
    }),
  },
  handle: async ({ context, caller: { tenantId }, params, query }) => {
    const page = await segmentMembers(context, { tenantId, ...params, ...query });
    const { members, ...rest } = page;
    return reply(200, { ...rest, items: members.map(viewOf) });
  },
});

const countEndpoint = endpoint({
  name: 'count-segment',
  method: 'GET',
  route: 'segments/{segmentId}/count',
  role: 'staff',
  summary: 'Counts members among the next 1,000 owners; ask on with `next` and add up.',
  params: idParam('segmentId'),
  query: partQuery,
  replies: {
    200: z.object({
      members: z.number(),
      /** Members who may be sent a service text now. */
      textable: z.number(),
      looked: z.number(),
      next: z.string().optional(),
    }),
  },
  handle: async ({ context, caller: { tenantId }, params, query }) =>
    reply(200, await countSegment(context, { tenantId, ...params, ...query })),
});

const membershipEndpoint = endpoint({
  name: 'get-segment-membership',
  method: 'GET',
  route: 'segments/{segmentId}/owners/{ownerId}',
  role: 'staff',
  summary: 'Whether an owner is in a segment, and why not.',
  params: idParam('segmentId').extend(idParam('ownerId').shape),
  replies: {
    200: z.object({
      ownerId: z.string(),
      member: z.boolean(),
      /** What the segment asks, as a sentence. */
      asks: z.string(),
      whyNot: z.array(z.string()),
    }),
  },
  handle: async ({ context, caller: { tenantId }, params }) => {
    const { whyNot, ...told } = await explainMembership(context, { tenantId, ...params });
    return reply(200, { ...told, whyNot: [...whyNot] });
  },
});

const exportEndpoint = endpoint({
  name: 'export-segment',
  method: 'GET',
  route: 'segments/{segmentId}/members.csv',
  role: 'manager',
  summary:
    'Members among the next 5,000 owners as CSV; the header `x-petops-next` is the cursor of the file that follows.',
  params: idParam('segmentId'),
  query: partQuery,
  replies: { 200: content('text/csv; charset=utf-8') },
  handle: async ({ context, caller: { tenantId }, params, query }) => {
    const { csv, looked, next } = await membersCsv(context, { tenantId, ...params, ...query });
    const headers = {
      'content-disposition': `attachment; filename="${params.segmentId}.csv"`,
      'x-petops-looked': String(looked),
      ...(next !== undefined && { 'x-petops-next': next }),
    };
    return reply(200, csv, { headers });
  },
});

/** Endpoints on who is in a segment. */
export const segmentMemberEndpoints = [
  listMembersEndpoint,
  countEndpoint,
  membershipEndpoint,
  exportEndpoint,
];
