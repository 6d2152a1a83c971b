import type { Owner, Phone } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { confirmsStop } from './direct-answer.ts';
import { whyNoText, whyNoTextToNumber, type NoTextReason } from './may-text.ts';
import type { Message } from './model.ts';

/** Who a text goes to; `owner` is absent as well when it goes to a number as such. */
export interface TextRecipient {
  readonly owner: Stored<Owner> | undefined;
  readonly phone: Stored<Phone> | undefined;
}

/** Why the recipient of a text gets none, as a stable word; undefined: they may. */
export function whyNotTo(
  { owner, phone }: TextRecipient,
  message: Message,
  now: Instant,
): NoTextReason | 'number-changed' | undefined {
  if (message.ownerId === undefined) {
    return whyNoTextToNumber(phone?.value, message.purpose, confirmsStop(message, now));
  }
  const barred = whyNoText(owner?.value, phone?.value, message.purpose);
  if (barred !== undefined) return barred;
  // Staff answer the number that wrote, which need not be the one that reminders go to.
  const theirs =
    message.content.kind === 'plain'
      ? phone?.value.ownerIds.includes(message.ownerId)
      : owner?.value.phone === message.to;
  return theirs === true ? undefined : 'number-changed';
}

/**
 * The writes that guard whoever may refuse a text: the number, by a STOP, and the owner, by their
 * word to the staff. In the claim's commit they keep it from taking place after either.
 */
export function consentGuards({ owner, phone }: TextRecipient): Write[] {
  return [phone, owner]
    .filter((it) => it !== undefined)
    .map(({ value: { id }, etag }) => ({ op: 'touch', id, etag }));
}
