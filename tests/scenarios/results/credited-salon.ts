import { phoneId } from '../../../shared/customers/model.ts';
import { addMs, type Instant } from '../../../shared/kernel/instant.ts';
import { followLink } from '../../../shared/links/follow-link.ts';
import { linkLookupId, shortLinkId, type ShortLink } from '../../../shared/links/model.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import type { Json, Write } from '../../../shared/platform/store/document-store.ts';
import type { DocumentType } from '../../../shared/platform/store/document-type.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import { attributionType, type Attribution } from '../../../shared/results/model.ts';
import { loadTenant } from '../../../shared/tenants/load-tenant.ts';
import { dateAt } from '../../../shared/tenants/zone-periods.ts';
import { BROWSER } from '../links/linked-texts.ts';
import { workingSalon, type WorkingSalon } from '../workflows/working-salon.ts';

/** The partition of every test here. */
export const LIVE = { tenantId: 'maple' };

/** An owner of these tests. */
export interface Client {
  readonly ownerId: string;
  readonly petId: string;
  readonly phone: string;
}

/** A salon whose bookings are credited to texts that tests say were sent. */
export interface CreditedSalon extends WorkingSalon {
  now(): Instant;
  /** Lets minutes pass and does all that is due then. */
  pass(minutes: number): Promise<void>;
  admit(): Promise<Client>;
  /** A text with one link that was planned and sent a second ago; a marketing text of `wfl_a` that arrived. */
  text(client: Client, fields?: Partial<Message>): Promise<Message>;
  /** Changes a text as receipts and look-ups do. */
  change(id: string, changes: Partial<Message>): Promise<void>;
  /** Opens the link of a text as a person. */
  click(message: Message): Promise<void>;
  /** Words that come in from a number. */
  reply(client: Pick<Client, 'phone'>, body?: string): Promise<void>;
  /** Books a visit of 50.00 and 4.00 tax that begins in an hour; answers its id. */
  visit(client: Client, fields?: object): Promise<string>;
  credits(): Promise<Attribution[]>;
  /** What a visit is credited to by a rule. */
  creditOf(appointmentId: string, rule?: number): Promise<Attribution | undefined>;
  all<T>(type: DocumentType<T>): Promise<T[]>;
  put(document: Json): Promise<void>;
}

const MINUTE_MS = 60_000;

/** Opens the salon, with a groomer who always has time. */
export async function creditedSalon(): Promise<CreditedSalon> {
  const salon = await workingSalon();
  const { context } = salon.edge;
  const { records } = context;
  const now = () => context.clock.now();
  const bath = { name: 'Bath', priceCents: 5000, taxRatePpm: 80_000, durationMinutes: 60 };
  const serviceId = String((await salon.do('POST', 'services', bath))['id']);
  const groomer = { name: 'Lee', serviceIds: [serviceId], shifts: [] };
  const staffId = String((await salon.do('POST', 'staff', groomer))['id']);
  const commit = async (writes: readonly Write[]): Promise<void> => {
    const result = await records.commit(LIVE, writes);
    if (!result.ok) throw new Error(`${result.broken.id} ${result.broken.reason}`);
  };
  const all: CreditedSalon['all'] = async (type) => {
    const page = await records.query(type, LIVE, { limit: 1000 });
    if (page.next !== undefined) throw new Error('More than a test looks at');
    return page.items.map(({ value }) => value);
  };
  const credits = async () => all(attributionType);
  let admitted = 0;
  let texts = 0;
  return {
    ...salon,
    now,
    pass: async (minutes) => salon.at(addMs(now(), minutes * MINUTE_MS)),
    admit: async () => {
      const phone = `+1415555${String(3000 + ++admitted)}`;
      const owner = { firstName: 'Ana', lastName: `Lima ${String(admitted)}`, phone };
      const ownerId = String((await salon.do('POST', 'owners', owner))['id']);
      const dog = { name: 'Rex', species: 'dog' };
      const petId = String((await salon.do('POST', `owners/${ownerId}/pets`, dog))['id']);
      return { ownerId, petId, phone };
    },
    text: async ({ ownerId, phone }, fields = {}) => {
      const number = String(++texts).padStart(20, '0');
      const id = `msg_${number}`;
      const code = `c${number}`;
      const sentAt = addMs(now(), -1000);
      const { claimedAt = fields.createdAt ?? sentAt } = fields;
      const countsOn = dateAt(await loadTenant(context, LIVE.tenantId), claimedAt);
      const target = 'https://book.example.com/';
      const linkId = shortLinkId(id, target);
      const message: Message = {
        ...{ id, type: 'message', ...LIVE, schemaVersion: 1, ownerId, to: phone },
        ...{ phoneId: phoneId(phone), purpose: 'marketing', workflowId: 'wfl_a' },
        content: { kind: 'workflow', runId: `run_${id}`, stepId: 'a' },
        ...{ status: 'delivered', sends: 1, attempts: 0, segments: 1, providerId: `SM${id}` },
        ...{ costMicros: 10_000, costCurrency: 'USD', linkIds: [linkId] },
        ...{ notAfter: addMs(now(), 86_400_000), countsOn, claimedAt },
        ...{ deliveredAt: claimedAt, createdAt: claimedAt, updatedAt: now() },
        ...fields,
      };
      const link: ShortLink = {
        ...{ id: linkId, type: 'shortLink', ...LIVE, schemaVersion: 1, code, messageId: id },
        ...{ target, expiresAt: addMs(now(), 90 * 86_400_000), countsOn, createdAt: claimedAt },
      };
      await commit([message, link].map((document) => ({ op: 'create', document })));
      await records.store.putLookup({ id: linkLookupId(code), ...LIVE, linkId });
      return message;
    },
    change: async (id, changes) => {
      const stored = await records.get(messageType, LIVE, id);
      if (stored === undefined) throw new Error(`There is no ${id}`);
      await commit([replace(stored, changes)]);
    },
    click: async ({ id }) => {
      const visitor = { method: 'GET', agent: BROWSER['user-agent'], purpose: undefined };
      await followLink(context, `c${id.slice('msg_'.length)}`, visitor);
    },
    reply: async ({ phone }, body = 'Yes please') => {
      const providerId = context.ids.next('request');
      await receiveText(context, { ...LIVE, providerId, from: phone, body });
    },
    visit: async ({ ownerId, petId }, fields = {}) => {
      const booking = {
        ...{ ownerId, staffId, startsAt: addMs(now(), 60 * MINUTE_MS), source: 'online' },
        services: [{ petId, serviceId }],
        override: { rules: ['double-booking', 'outside-shift', 'reputation'], reason: 'as said' },
        ...fields,
      };
      return String((await salon.do('POST', 'appointments', booking))['id']);
    },
    credits,
    creditOf: async (appointmentId, rule = 1) =>
      (await credits()).find((it) => it.appointmentId === appointmentId && it.ruleVersion === rule),
    all,
    put: async (document) => commit([{ op: 'create', document }]),
  };
}
