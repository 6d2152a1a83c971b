import { startWrites, stopWrites } from '../consent/number-consent.ts';
import { phoneId, phoneType, type Phone } from '../customers/model.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import { answeredText } from './answered-text.ts';
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
  const answered = await answeredText(context, tenantId, phoneId(from), now);
  const text = create({
    schemaVersion: 1,
    ...received,
    id,
    type: inboundTextType.type,
    meaning,
    ...(answered !== undefined && { answersId: answered.id, countsOn: answered.countsOn }),
    createdAt: now,
  });
  for (let i = 0; i < MAX_COMMITS; i++) {
    const phone = await context.records.get(phoneType, partition, phoneId(from));
    const result = await context.records.commit(partition, [
      text,
      ...phoneWrites(received, phone, meaning, now),
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
  { tenantId, from, providerId }: ReceivedText,
  stored: Stored<Phone> | undefined,
  meaning: InboundMeaning,
  now: Instant,
): Write[] {
  const word = { source: 'inbound', evidence: { providerId } } as const;
  if (meaning === 'stop') return stopWrites(stored, { tenantId, number: from }, word, now);
  return meaning === 'start' ? startWrites(stored, word, now) : [];
}
