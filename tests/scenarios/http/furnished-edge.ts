import type { Endpoint } from '../../../functions/http/endpoint.ts';
import { phoneId } from '../../../shared/customers/model.ts';
import { importFileType } from '../../../shared/imports/upload/model.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { linkLookupId } from '../../../shared/links/model.ts';
import { jobId } from '../../../shared/jobs/model.ts';
import { furnishCampaign } from './furnish-campaign.ts';
import { furnishLedger } from './furnish-ledger.ts';
import { furnishNoShow } from './furnish-no-show.ts';
import { furnishVisit } from './furnish-visit.ts';
import { startEdge, type Ask, type Edge } from './edge.ts';

/** A word in many documents of the tenant `maple`, for finding them where they must not be. */
export const MARK = 'Xanthippe';

/** An edge whose tenant `maple` has one document of every kind that an endpoint speaks of. */
export interface FurnishedEdge extends Edge {
  /** An id of maple's for each placeholder of a route. */
  readonly ids: Readonly<Record<string, string>>;
}

/** The path of an endpoint with its placeholders filled; throws when `ids` lacks one. */
export function pathOf({ route }: Endpoint, ids: Readonly<Record<string, string>>): string {
  return route.replaceAll(/\{(\w+)\}/g, (_whole, key: string) => {
    const value = ids[key];
    if (value === undefined) throw new Error(`There is no ${key} here: add one to furnishedEdge`);
    return value;
  });
}

/** A body that the endpoint would take, if it takes one: its example, which it must have. */
export function bodyFor({ name, body, upload, example }: Endpoint): Ask {
  if (upload !== undefined) {
    return { raw: 'a,b\n', headers: { 'content-type': upload.mediaTypes[0] ?? '' } };
  }
  if (body === undefined) return {};
  if (example === undefined) throw new Error(`${name} takes a body and has no example`);
  return { body: example };
}

/** Starts an edge and furnishes the tenant `maple`. */
export async function furnishedEdge(): Promise<FurnishedEdge> {
  const edge = await startEdge();
  const ids: Record<string, string> = {};
  const as = 'maple.owner';
  const owner = await edge.ask('POST', 'owners', {
    as,
    body: { firstName: MARK, phone: '+14155550188' },
  });
  ids['ownerId'] = String(owner.json['id']);
  const pets = `owners/${ids['ownerId']}/pets`;
  const pet = await edge.ask('POST', pets, { as, body: { name: MARK, species: 'dog' } });
  ids['petId'] = String(pet.json['id']);
  const records = `pets/${ids['petId']}/vaccinations`;
  for (const [vaccine, expiryDate] of [
    ['dhpp', '2026-03-10'],
    ['lyme', '2026-02-01'],
    ['leptospirosis', '2027-01-01'],
  ]) {
    const body = { vaccine, expiryDate, veterinarian: MARK };
    const record = await edge.ask('POST', records, { as, body });
    ids['vaccinationId'] = String(record.json['id']);
  }
  ids['phoneId'] = phoneId('+14155550188');
  // A number that nobody is texted at, so that the list of suppressed ones has something to show.
  const stopped = await edge.ask('POST', 'phones', { as, body: { number: '+14155550133' } });
  await edge.ask('PUT', `phones/${String(stopped.json['id'])}/suppression`, { as });
  const { json: me } = await edge.ask('GET', 'me', { as: 'maple.staff' });
  ids['memberId'] = String((me['current'] as Record<string, unknown>)['memberId']);
  const invited = { email: 'kim@example.com', role: 'staff', name: MARK };
  const invitation = await edge.ask('POST', 'invitations', { as, body: invited });
  ids['invitationId'] = String(invitation.json['id']);
  const offer = await edge.ask('POST', `owners/${ids['ownerId']}/opt-in-links`, {
    as,
    body: { channel: 'sms', note: MARK },
  });
  ids['offerId'] = String(offer.json['id']);
  ids['job'] = 'maple-only';
  ids['messageId'] = 'msg_test';
  ids['emailId'] = 'eml_test';
  ids['noticeId'] = 'ntc_test';
  ids['eventId'] = 'evt_test';
  await writeTemplates(edge, ids);
  await furnishVisit(edge, MARK, ids);
  await orderAnImport(edge, ids);
  await writeWhatJobsWrite(edge, ids);
  await furnishLedger(edge, ids);
  await furnishNoShow(edge, MARK, ids);
  return { ...edge, ids };
}

/** A message template, a customer segment and an active workflow with a run. */
async function writeTemplates(edge: Edge, ids: Record<string, string>): Promise<void> {
  const body = { key: 'mark', name: MARK, category: 'reminders', channel: 'sms', body: MARK };
  const template = await edge.ask('POST', 'templates', { as: 'maple.owner', body });
  ids['templateId'] = String(template.json['id']);
  const conditions = [{ field: 'owner.first_name', operator: 'equals', value: MARK }];
  const saved = await edge.ask('POST', 'segments', {
    as: 'maple.owner',
    body: { name: MARK, conditions },
  });
  ids['segmentId'] = String(saved.json['id']);
  const steps = [{ type: 'log_event', message: MARK }];
  const workflow = await edge.ask('POST', 'workflows', {
    as: 'maple.owner',
    body: { name: MARK, trigger: { type: 'manual' }, steps },
  });
  ids['workflowId'] = String(workflow.json['id']);
  const path = `workflows/${ids['workflowId']}`;
  await edge.ask('PUT', `${path}/status`, { as: 'maple.owner', body: { status: 'active' } });
  const run = await edge.ask('POST', `${path}/runs`, {
    as: 'maple.owner',
    body: { ownerId: ids['ownerId'] },
  });
  ids['runId'] = String(run.json['id']);
  await furnishCampaign(edge, MARK, ids);
}

/** A file of two parts, whose second has not arrived, and an import of another one. */
async function orderAnImport(edge: Edge, ids: Record<string, string>): Promise<void> {
  const as = 'maple.owner';
  const csv = { as, raw: `first name,phone\n${MARK},\n`, headers: { 'content-type': 'text/csv' } };
  const arriving = await edge.ask('POST', `import-files?name=${MARK}.csv&parts=2`, csv);
  ids['fileId'] = String(arriving.json['id']);
  // A way to write 2 that stands nowhere else, as the ids of other documents do not.
  ids['part'] = '000000002';
  const whole = await edge.ask('POST', `import-files?name=${MARK}.csv`, csv);
  const body = { files: [String(whole.json['id'])] };
  const ordered = await edge.ask('POST', 'imports', { as, body });
  ids['importId'] = String(ordered.json['id']);
  // The file of which examples speak.
  const { records } = edge.context;
  const file = await records.get(importFileType, { tenantId: 'maple' }, body.files[0] ?? '');
  if (file === undefined) throw new Error('The test file was not kept');
  const example = { ...file.value, id: 'imf_23456789abcdefghijkm' };
  await records.commit({ tenantId: 'maple' }, [{ op: 'create', document: example }]);
}

/** Documents that only jobs write, so that every list has something to show. */
async function writeWhatJobsWrite(edge: Edge, ids: Record<string, string>): Promise<void> {
  const at = edge.context.clock.now();
  const base = { tenantId: 'maple', schemaVersion: 1, createdAt: at, updatedAt: at };
  const subject = { ownerId: ids['ownerId'], petId: ids['petId'] };
  const alert = {
    ...base,
    ...subject,
    id: 'val_test',
    type: 'vaccinationAlert',
    vaccinationId: ids['vaccinationId'],
    vaccine: 'rabies',
    expiryDate: '2026-03-10',
    threshold: 14,
    scanDate: '2026-03-02',
    status: 'skipped',
    reason: 'opted-out',
  };
  const message = {
    ...base,
    id: 'msg_test',
    type: 'message',
    attempts: 0,
    purpose: 'service',
    ownerId: ids['ownerId'],
    phoneId: ids['phoneId'],
    to: '+14155550188',
    content: { kind: 'vaccination-digest', scanDate: '2026-03-02', items: [] },
    body: MARK,
    status: 'failed',
    sends: 1,
    notAfter: at,
    linkIds: ['lnk_test'],
  };
  const email = {
    ...base,
    id: 'eml_test',
    type: 'email',
    attempts: 0,
    purpose: 'service',
    ownerId: ids['ownerId'],
    to: 'kim@example.com',
    content: { kind: 'vaccination-digest', scanDate: '2026-03-02', items: [] },
    subject: MARK,
    text: MARK,
    status: 'failed',
    sends: 1,
    notAfter: at,
  };
  const notice = {
    ...base,
    id: 'ntc_test',
    type: 'notice',
    kind: 'scan-held',
    subject: { type: 'job', id: 'job_test' },
    detail: MARK,
    status: 'open',
  };
  const event = {
    ...base,
    id: 'evt_test',
    type: 'event',
    attempts: 0,
    name: 'appointment_created',
    status: 'failed',
    subject: { type: 'appointment', id: 'apt_test' },
    sequence: 1,
    facts: { note: MARK },
    occurredAt: at,
  };
  const job = {
    ...base,
    id: jobId('maple-only'),
    type: 'job',
    job: 'maple-only',
    status: 'waiting',
    rule: { every: 'day', at: '06:00' },
    maxLateMinutes: 60,
    runNumber: 0,
    history: [],
    attempts: 0,
    revision: 1,
  };
  // Who the example of a merge speaks of.
  const twin = {
    ...base,
    id: 'own_23456789abcdefghijkm',
    type: 'owner',
    firstName: MARK,
    lastName: '',
    nameKey: MARK.toLowerCase(),
    phone: '+14155550188',
    status: 'active',
    revision: 1,
  };
  await writeALink(edge, ids);
  await writeAConversation(edge, ids);
  const result = await edge.context.records.commit({ tenantId: 'maple' }, [
    { op: 'create', document: alert },
    { op: 'create', document: message },
    { op: 'create', document: email },
    { op: 'create', document: notice },
    { op: 'create', document: event },
    { op: 'create', document: job },
    { op: 'create', document: twin },
  ]);
  if (!result.ok) throw new Error('The test documents could not be written');
}

/** A short link of the text, and a hit of it. */
async function writeALink(edge: Edge, ids: Record<string, string>): Promise<void> {
  const at = edge.context.clock.now();
  const base = { tenantId: 'maple', schemaVersion: 1, messageId: 'msg_test', createdAt: at };
  ids['code'] = 'TestCode1234';
  const link = {
    ...base,
    id: 'lnk_test',
    type: 'shortLink',
    code: ids['code'],
    target: `https://book.example.com/${MARK}`,
    expiresAt: addMs(at, 90 * 86_400_000),
    countsOn: '2026-03-02',
  };
  const hit = { ...base, id: 'hit_test', type: 'linkHit', linkId: link.id, kind: 'bot' };
  const { records } = edge.context;
  await records.store.putLookup({
    id: linkLookupId(link.code),
    tenantId: 'maple',
    linkId: link.id,
  });
  const month = at.slice(0, 7);
  const made = [
    await records.commit({ tenantId: 'maple' }, [{ op: 'create', document: link }]),
    await records.commit({ tenantId: 'maple', month }, [{ op: 'create', document: hit }]),
  ];
  if (!made.every((it) => it.ok)) throw new Error('The test link could not be written');
}

/** A conversation with a text in it, and a rating. */
async function writeAConversation(edge: Edge, ids: Record<string, string>): Promise<void> {
  const at = edge.context.clock.now();
  const base = { tenantId: 'maple', schemaVersion: 1, createdAt: at, updatedAt: at };
  const number = { phoneId: ids['phoneId'], number: '+14155550188' };
  ids['conversationId'] = 'cnv_test';
  const conversation = {
    ...{ ...base, ...number, id: 'cnv_test', type: 'conversation', revision: 1 },
    ...{ attention: 'unread', unreadCount: 1, lastTextAt: at },
    lastText: { id: 'inb_test', direction: 'in', preview: MARK, at },
  };
  const text = {
    ...{ ...base, id: 'inb_test', type: 'inboundText', providerId: 'SM1', attempts: 0 },
    ...{ from: number.number, phoneId: number.phoneId, body: MARK, meaning: 'other' },
    ...{ status: 'handled', handledAs: 'conversation', needsPerson: true },
  };
  const rating = {
    ...{ ...base, id: 'rat_test', type: 'rating', score: 5, comment: MARK, earlier: [] },
    ...{ appointmentId: 'apt_test', phoneId: number.phoneId, messageId: 'msg_test' },
    ...{ textId: 'inb_test', ratedAt: at },
  };
  // The number of which the example of opening a conversation speaks.
  const phone = {
    ...{ ...base, id: 'phn_23456789abcdefghijkm', type: 'phone', number: '+14155550189' },
    ownerIds: [],
  };
  const result = await edge.context.records.commit(
    { tenantId: 'maple' },
    [conversation, text, rating, phone].map((document) => ({ op: 'create', document })),
  );
  if (!result.ok) throw new Error('The test conversation could not be written');
}
