import type { Appointment } from '../../../shared/appointments/model.ts';
import { appointmentType } from '../../../shared/appointments/model.ts';
import { conversationId, conversationType } from '../../../shared/conversations/model.ts';
import type { Conversation } from '../../../shared/conversations/model.ts';
import { createOwner } from '../../../shared/customers/create-owner.ts';
import { phoneId, phoneType, type Phone } from '../../../shared/customers/model.ts';
import { addMs, type Instant } from '../../../shared/kernel/instant.ts';
import { localDateAt } from '../../../shared/kernel/time-zone.ts';
import {
  inboundTextType,
  type InboundText,
  type Message,
} from '../../../shared/messaging/model.ts';
import { planText, type PlainText } from '../../../shared/messaging/plan-text.ts';
import { inboundTextId, receiveText } from '../../../shared/messaging/receive-text.ts';
import type { ReceivedText } from '../../../shared/messaging/receive-text.ts';
import { create } from '../../../shared/platform/store/records.ts';
import { openBusiness, TENANT, type Business } from '../product/business.ts';

/** The number of these tests; nobody's. */
export const NUMBER = '+14155550123';
const PARTITION = { tenantId: TENANT };
const HOUR_MS = 3_600_000;

/** A business to which people write. */
export interface Texting extends Business {
  /** Hands a text over; it is not acted on before `drain`. Answers its document's id. */
  receive(body: string, over?: Partial<ReceivedText>): Promise<string>;
  inbound(id: string): Promise<InboundText>;
  phone(number?: string): Promise<Phone | undefined>;
  conversation(number?: string): Promise<Conversation | undefined>;
  admit(firstName?: string, phone?: string): Promise<string>;
  /** Sends a text to the number now, and does what is due. */
  send(text?: Partial<PlainText>): Promise<Message>;
  /** Books a visit so many hours from now. */
  book(ownerId: string, inHours: number): Promise<Appointment>;
  visit(id: string): Promise<Appointment>;
  /** What was sent, without the texts that came before. */
  bodies(): Promise<string[]>;
}

/** Opens such a business at 10:00 of a Monday in New York; its clock stands still. */
export async function openTexting(): Promise<Texting> {
  const business = await openBusiness({ owners: 0, clock: 'stopped' });
  const { context } = business;
  const { records, ids } = context;
  const commit = async (document: { readonly id: string }): Promise<void> => {
    const result = await records.commit(PARTITION, [create({ ...document })]);
    if (!result.ok) throw new Error(result.broken.id);
  };
  return {
    ...business,
    receive: async (body, over = {}) => {
      const providerId = over.providerId ?? ids.next('request');
      await receiveText(context, { tenantId: TENANT, from: NUMBER, body, ...over, providerId });
      return inboundTextId(providerId);
    },
    inbound: async (id) => {
      const stored = await records.get(inboundTextType, PARTITION, id);
      if (stored === undefined) throw new Error(`There is no text ${id}.`);
      return stored.value;
    },
    phone: async (number = NUMBER) =>
      (await records.get(phoneType, PARTITION, phoneId(number)))?.value,
    conversation: async (number = NUMBER) =>
      (await records.get(conversationType, PARTITION, conversationId(phoneId(number))))?.value,
    admit: async (firstName = 'Ada', phone = NUMBER) => {
      const owner = { firstName, lastName: 'Lee', phone };
      return (await createOwner(context, { tenantId: TENANT, owner })).id;
    },
    send: async (text = {}) => {
      const now = business.now();
      const id = ids.next('message');
      const words = { id, tenantId: TENANT, to: NUMBER, body: 'See you tomorrow.', sendAt: now };
      const notAfter = addMs(now, 24 * HOUR_MS);
      await commit(planText({ ...words, notAfter, ...text }, now));
      await business.drain();
      const found = (await business.messages()).find((it) => it.id === id);
      if (found === undefined) throw new Error('The text is gone.');
      return found;
    },
    book: async (ownerId, inHours) => {
      const visit = visitAt(ids.next('appointment'), ownerId, business.now(), inHours);
      await commit(visit);
      return visit;
    },
    visit: async (id) => {
      const stored = await records.get(appointmentType, PARTITION, id);
      if (stored === undefined) throw new Error(`There is no visit ${id}.`);
      return stored.value;
    },
    bodies: async () => (await business.texts()).map(({ body }) => body),
  };
}

function visitAt(id: string, ownerId: string, now: Instant, inHours: number): Appointment {
  const startsAt = addMs(now, inHours * HOUR_MS);
  const endsAt = addMs(startsAt, HOUR_MS);
  const zone = 'America/New_York';
  return {
    ...{ id, type: 'appointment', tenantId: TENANT, schemaVersion: 1, attempts: 0 },
    ...{ ownerId, staffId: 'stf_ann', status: 'booked', source: 'phone', petIds: [] },
    ...{ services: [], startsAt, endsAt, busyUntil: endsAt, timeZone: zone },
    ...{ localDate: localDateAt(startsAt, zone), overrides: [], vaccineGaps: [] },
    ...{ checkpoints: [], skippedCheckpoints: [], offsetsDone: [], scheduleVersion: 1 },
    ...{ markSeq: 0, eventSequence: 0, history: [], revision: 1 },
    ...{ createdAt: now, updatedAt: now },
  };
}
