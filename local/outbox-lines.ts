import { maskNumber } from '../shared/platform/sms/mask-number.ts';
import type { OutboxText } from '../shared/platform/sms/local-outbox.ts';

/** A kept text for people to read: when and to whom (masked), then the text, whole. */
export function outboxLines(text: OutboxText): string[] {
  return [`${text.at}  to ${maskNumber(text.to)}`, `  ${text.body}`];
}
