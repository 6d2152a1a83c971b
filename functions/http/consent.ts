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
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';

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

/** Endpoints on consent and on numbers that are not to be texted. */
export const consentEndpoints = [
  getConsentEndpoint,
  listConsentEntriesEndpoint,
  recordConsentEndpoint,
  listSuppressionsEndpoint,
];
