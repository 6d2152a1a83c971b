import { z } from 'zod';
import { consentInput } from '../../shared/consent/consent-input.ts';
import {
  consentHistory,
  consentStatus,
  getConsentEntry,
} from '../../shared/consent/consent-status.ts';
import { listSuppressions } from '../../shared/consent/list-suppressions.ts';
import {
  CHANNELS,
  CONSENT_SOURCES,
  CONSENT_WORDS,
  consentEvidence,
  PURPOSES,
  type ConsentEntry,
} from '../../shared/consent/model.ts';
import { recordConsent } from '../../shared/consent/record-consent.ts';
import { REASONS_IN_WORDS } from '../../shared/consent/reasons.ts';
import { listStandings } from '../../shared/consent/standing-page.ts';
import { standingsCsv } from '../../shared/consent/standings-csv.ts';
import { content } from './content.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

const OWNER_STATUSES = ['active', 'inactive'] as const;

/** Every reason why somebody may not be sent something. */
const REASONS = Object.keys(REASONS_IN_WORDS) as (keyof typeof REASONS_IN_WORDS)[];

const consentEntryView = z
  .object({
    id: z.string(),
    channel: z.enum(CHANNELS),
    purposes: z.array(z.enum(PURPOSES)),
    word: z.enum(CONSENT_WORDS),
    source: z.enum(CONSENT_SOURCES),
    /** The phone, e-mail address or owner that it is about. */
    subjectId: z.string(),
    ownerId: z.string().optional(),
    wording: z.string().optional(),
    evidence: consentEvidence.optional(),
    actorId: z.string().optional(),
    occurredAt: z.string(),
    createdAt: z.string(),
  })
  .meta({ id: 'ConsentEntry' });

const standingView = z
  .object({
    channel: z.enum(CHANNELS),
    purpose: z.enum(PURPOSES),
    allowed: z.boolean(),
    /** A stable word; absent when allowed. */
    reason: z.string().optional(),
    words: z.string(),
    entryId: z.string().optional(),
  })
  .meta({ id: 'ConsentStanding' });

const personView = z
  .object({
    ownerId: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    phone: z.string().optional(),
    email: z.string().optional(),
    standings: z.array(standingView),
  })
  .meta({ id: 'PersonStandings' });

const suppressionView = z
  .object({
    phoneId: z.string(),
    number: z.string(),
    source: z.string(),
    at: z.string(),
    ownerIds: z.array(z.string()),
  })
  .meta({ id: 'Suppression' });

function createdReply(entry: ConsentEntry) {
  return reply(201, entry);
}

const getConsentEndpoint = endpoint({
  name: 'get-consent',
  method: 'GET',
  route: 'owners/{ownerId}/consent',
  role: 'staff',
  summary: 'Whether an owner may be texted and written to, per purpose and channel, and why not.',
  params: idParam('ownerId'),
  replies: { 200: z.object({ items: z.array(standingView) }) },
  handle: async ({ context, caller, params }) => {
    const items = await consentStatus(context, { tenantId: caller.tenantId, ...params });
    return reply(200, { items: [...items] });
  },
});

const listConsentEntriesEndpoint = endpoint({
  name: 'list-consent-entries',
  method: 'GET',
  route: 'owners/{ownerId}/consent-entries',
  role: 'staff',
  summary: 'Every word on consent that concerns an owner or their contacts, newest first.',
  params: idParam('ownerId'),
  replies: { 200: z.object({ items: z.array(consentEntryView) }) },
  handle: async ({ context, caller, params }) => {
    const items = await consentHistory(context, { tenantId: caller.tenantId, ...params });
    return reply(200, { items: [...items] });
  },
});

const recordConsentEndpoint = endpoint({
  name: 'record-consent',
  method: 'POST',
  route: 'owners/{ownerId}/consent-entries',
  role: 'staff',
  summary:
    "Records an owner's consent or refusal; what was shown to them must be told for marketing.",
  params: idParam('ownerId'),
  body: consentInput,
  example: {
    channel: 'sms',
    purpose: 'service',
    word: 'given',
    source: 'staff',
    evidence: { note: 'said so at the desk' },
  },
  replies: { 201: consentEntryView },
  creates: {
    type: 'consentEntry',
    again: async ({ context, caller, id }) =>
      createdReply(await getConsentEntry(context, { tenantId: caller.tenantId, entryId: id })),
  },
  handle: async ({ context, caller, params, body }) =>
    createdReply(
      await recordConsent(context, {
        tenantId: caller.tenantId,
        actorId: caller.memberId,
        ...params,
        consent: body,
      }),
    ),
});

const listSuppressionsEndpoint = endpoint({
  name: 'list-suppressions',
  method: 'GET',
  route: 'suppressions',
  role: 'staff',
  summary: 'The numbers that nothing may be sent to, the latest first.',
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(suppressionView) },
  handle: async ({ context, caller, query }) => {
    const page = await listSuppressions(context, { tenantId: caller.tenantId, ...query });
    const items = page.items.map(({ id, number, ownerIds, suppressed }) => ({
      phoneId: id,
      number,
      ownerIds,
      source: suppressed?.source ?? '',
      at: suppressed?.at ?? '',
    }));
    return reply(200, { ...page, items });
  },
});

const listStandingsEndpoint = endpoint({
  name: 'list-consent-standings',
  method: 'GET',
  route: 'consent-standings',
  role: 'staff',
  summary: 'People by name, and whether they may be texted and written to, for what, and why not.',
  query: z.strictObject({
    ...pageQuery,
    name: z.string().min(1).max(100).optional().describe('Beginning of the name, last name first'),
    status: z.enum(OWNER_STATUSES).optional(),
    channel: z.enum(CHANNELS).optional(),
    purpose: z.enum(PURPOSES).optional(),
    standing: z.enum(['allowed', 'not-allowed']).optional(),
    reason: z.enum(REASONS).optional().describe('Why not'),
  }),
  replies: { 200: pageOf(personView) },
  handle: async ({ context, caller: { tenantId }, query }) => {
    const { channel, purpose, reason, standing, ...page } = query;
    const allowed = standing === undefined ? undefined : standing === 'allowed';
    const filter = { channel, purpose, reason, allowed };
    const { people, ...rest } = await listStandings(context, { tenantId, ...page, filter });
    const items = people.map(({ owner, standings }) => {
      const { id: ownerId, firstName, lastName, phone, email } = owner;
      return { ownerId, firstName, lastName, phone, email, standings: [...standings] };
    });
    return reply(200, { ...rest, items });
  },
});

const exportStandingsEndpoint = endpoint({
  name: 'export-consent-standings',
  method: 'GET',
  route: 'consent-standings.csv',
  role: 'manager',
  summary:
    'Consent of the next 5,000 owners with its proof as CSV; the header `x-petops-next` is the cursor of the file that follows.',
  query: z.strictObject({ cursor: pageQuery.cursor }),
  replies: { 200: content('text/csv; charset=utf-8') },
  handle: async ({ context, caller: { tenantId }, query }) => {
    const { csv, next } = await standingsCsv(context, { tenantId, ...query });
    const headers = {
      'content-disposition': 'attachment; filename="consent.csv"',
      ...(next !== undefined && { 'x-petops-next': next }),
    };
    return reply(200, csv, { headers });
  },
});

/** Endpoints on consent and on numbers that are not to be texted. */
export const consentEndpoints = [
  listStandingsEndpoint,
  exportStandingsEndpoint,
  getConsentEndpoint,
  listConsentEntriesEndpoint,
  recordConsentEndpoint,
  listSuppressionsEndpoint,
];
