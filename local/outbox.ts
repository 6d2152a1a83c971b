import { systemClock } from '../shared/platform/clock.ts';
import { localOutbox, type OutboxText } from '../shared/platform/sms/local-outbox.ts';

/** The texts kept in an outbox file, oldest first, recipients masked; none without the file. */
export async function readOutbox(file: string): Promise<OutboxText[]> {
  return localOutbox({ file, clock: systemClock() }).read();
}

/** A kept text for people to read: when and to whom, then the text, whole. */
export function outboxLines(text: OutboxText): string[] {
  return [`${text.at}  to ${text.to}`, `  ${text.body}`];
}
