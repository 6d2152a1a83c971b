import { phoneId, phoneType, type Phone } from '../customers/model.ts';
import { backwards } from '../customers/search-keys.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import { inboundTextType } from './model.ts';
import { inboundMeaning, type InboundMeaning } from './stop-words.ts';

/** A text as the provider handed it over. */
export interface ReceivedText {
  readonly tenantId: string;
  /** The provider's id of it; the same id again changes nothing. */
  readonly providerId: string;
  /** E.164. */
  readonly from: string;
  readonly to?: string;
  readonly body: string;
}

/** How often the commit is tried again when the phone changed meanwhile. */
const MAX_COMMITS = 8;

/**
 * Stores an inbound text and acts on it in the same commit: a STOP suppresses the number for
 * every owner that uses it, known to us or not; a START by its holder lifts a suppression.
 * Since a claim writes the same phone document, no text is claimed after a STOP.
 * Safe to repeat: the text's id derives from the provider's.
 */
export async function receiveText(
  context: Context,
  received: ReceivedText,
): Promise<InboundMeaning> {
  const { tenantId, from } = received;
  const partition = { tenantId };
  const meaning = inboundMeaning(received.body);
  const now = context.clock.now();
  const id = derivedId('inboundText', received.providerId);
  const text = create({
    schemaVersion: 1,
    ...received,
    id,
    type: inboundTextType.type,
    meaning,
    createdAt: now,
  });
  for (let i = 0; i < MAX_COMMITS; i++) {
    const phone = await context.records.get(phoneType, partition, phoneId(from));
    const result = await context.records.commit(partition, [
      text,
      ...phoneWrites(tenantId, from, phone, meaning, now),
    ]);
    if (result.ok) {
      context.log.info('Text received', { tenantId, id, meaning });
      return meaning;
    }
    if (result.broken.id === id) return meaning;
  }
  throw new Error(`The inbound text ${id} could not be stored: its phone kept changing.`);
}

function phoneWrites(
  tenantId: string,
  number: string,
  stored: Stored<Phone> | undefined,
  meaning: InboundMeaning,
  now: Instant,
): Write[] {
  if (meaning !== 'stop' && meaning !== 'start') return [];
  if (stored === undefined) {
    return meaning === 'stop' ? [create(suppressedPhone(tenantId, number, now))] : [];
  }
  const { suppressed: _before, ...rest } = stored.value;
  const document: Phone =
    meaning === 'stop'
      ? { ...rest, suppressed: { at: now, source: 'inbound' }, updatedAt: now }
      : { ...rest, updatedAt: now };
  return [{ op: 'replace', document, etag: stored.etag }];
}

function suppressedPhone(tenantId: string, number: string, now: Instant): Phone {
  return {
    id: phoneId(number),
    type: 'phone',
    tenantId,
    schemaVersion: 1,
    number,
    numberBackwards: backwards(number),
    ownerIds: [],
    suppressed: { at: now, source: 'inbound' },
    createdAt: now,
    updatedAt: now,
  };
}
