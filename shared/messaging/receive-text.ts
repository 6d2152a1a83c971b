import { startWrites, stopWrites } from '../consent/number-consent.ts';
import { phoneId, phoneType, type Phone } from '../customers/model.ts';
import { newPhone } from '../customers/new-phone.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import { answeredText } from './answered-text.ts';
import type { InboundText } from './model.ts';
import { inboundMeaning, isYes, type InboundMeaning } from './stop-words.ts';

/** A text as the provider handed it over. */
export interface ReceivedText {
  readonly tenantId: string;
  /** The provider's id of it; the same id again changes nothing. */
  readonly providerId: string;
  /** E.164, or a short code. */
  readonly from: string;
  readonly to?: string;
  readonly body: string;
  /** How many pictures came with it. */
  readonly mediaCount?: number;
  /** What the provider took it for, when it says so. */
  readonly providerMeaning?: Exclude<InboundMeaning, 'other'>;
  /** The provider has answered it already. */
  readonly answeredByProvider?: boolean;
}

/** How often the commit is tried again when the phone changed meanwhile. */
const MAX_COMMITS = 8;

/** The id of a text that came in: the provider's id again is the same text again. */
export function inboundTextId(providerId: string): string {
  return derivedId('inboundText', providerId);
}

/**
 * Stores an inbound text, to be acted on by queue `inbound`. A STOP suppresses the number in this
 * very commit, for every owner that uses it, known to us or not; a START by its holder lifts a
 * suppression. Since a claim writes the same phone document, no text is claimed after a STOP.
 * A YES is a START only from a number that is closed: everybody else means something by it.
 *
 * Safe to repeat, at once and late: the text's id derives from the provider's, so that a STOP that is
 * handed over again after a START closes nothing. Of a STOP and a START in the wrong order the one
 * handed over last counts: the provider gives no time of theirs.
 */
export async function receiveText(
  context: Context,
  received: ReceivedText,
): Promise<InboundMeaning> {
  const { tenantId, from } = received;
  const partition = { tenantId };
  const now = context.clock.now();
  const id = inboundTextId(received.providerId);
  const answered = await answeredText(context, tenantId, phoneId(from), now);
  const link = answered && { answersId: answered.id, countsOn: answered.countsOn };
  for (let i = 0; i < MAX_COMMITS; i++) {
    const phone = await context.records.get(phoneType, partition, phoneId(from));
    const meaning = meaningOf(received, phone?.value);
    const text = { ...inboundText(received, phone?.value, meaning, now), ...link };
    const result = await context.records.commit(partition, [
      create(text),
      ...phoneWrites(received, phone, meaning, now),
    ]);
    if (result.ok) {
      context.log.info('Text received', { tenantId, id, meaning });
      await enqueueNow(context, [{ tenantId, id, kind: 'inbound' }]);
      return meaning;
    }
    if (result.broken.id === id) return meaning;
  }
  throw new Error(`The inbound text ${id} could not be stored: its phone kept changing.`);
}

function meaningOf(
  { body, providerMeaning }: ReceivedText,
  phone: Phone | undefined,
): InboundMeaning {
  const own = inboundMeaning(body);
  if (own === 'stop' || providerMeaning === 'stop') return 'stop';
  const said = providerMeaning ?? own;
  const open = phone?.suppressed === undefined;
  return said === 'start' && open && isYes(body) ? 'other' : said;
}

function inboundText(
  received: ReceivedText,
  phone: Phone | undefined,
  meaning: InboundMeaning,
  now: Instant,
): InboundText {
  const { providerMeaning: _as, mediaCount = 0, ...rest } = received;
  const closed = phone?.suppressed !== undefined;
  const changed = (meaning === 'stop' && !closed) || (meaning === 'start' && closed);
  return {
    ...rest,
    id: inboundTextId(received.providerId),
    type: 'inboundText',
    schemaVersion: 1,
    phoneId: phoneId(received.from),
    ...(mediaCount > 0 && { mediaCount }),
    meaning,
    ...(changed && { changedNumber: true }),
    status: 'received',
    attempts: 0,
    dueKind: 'inbound',
    dueAt: now,
    createdAt: now,
    updatedAt: now,
  };
}

function phoneWrites(
  { tenantId, from, providerId }: ReceivedText,
  stored: Stored<Phone> | undefined,
  meaning: InboundMeaning,
  now: Instant,
): Write[] {
  const word = { source: 'inbound', evidence: { providerId } } as const;
  if (meaning === 'stop') return stopWrites(stored, { tenantId, number: from }, word, now);
  // Whatever they write, the number is known from now on, so that it can be answered.
  if (stored === undefined) return [create(newPhone(tenantId, from, [], now))];
  return meaning === 'start' ? startWrites(stored, word, now) : [];
}
