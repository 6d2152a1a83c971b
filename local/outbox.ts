import { systemClock } from '../shared/platform/clock.ts';
import { localOutbox, type OutboxText } from '../shared/platform/sms/local-outbox.ts';
import { openOutboxFile } from '../shared/platform/sms/outbox-file.ts';
import { readTold, receiptFileOf } from './told-receipts.ts';

/** A kept text with what its receipts have told; accepted: nothing yet. */
export interface FollowedText extends OutboxText {
  readonly status: 'accepted' | 'sent' | 'delivered' | 'undelivered';
  /** Why it was not delivered. */
  readonly code?: number;
}

/** The texts kept in an outbox file, oldest first, recipients masked; none without the file. */
export async function readOutbox(file: string): Promise<OutboxText[]> {
  return localOutbox({ file, clock: systemClock() }).read();
}

/** The same with what was told of each. */
export async function readFollowed(file: string): Promise<FollowedText[]> {
  const told = await readTold(receiptFileOf(file));
  const lines = await openOutboxFile(file).lines();
  const codes = new Map(lines.map((line) => [line.providerId, line.undeliveredCode]));
  return (await readOutbox(file)).map((text) => {
    const status = told.get(text.providerId) ?? 'accepted';
    const code = status === 'undelivered' ? codes.get(text.providerId) : undefined;
    return { ...text, status, ...(code !== undefined && { code }) };
  });
}

/** A kept text for people to read: when, to whom and what became of it, if known; then the text, whole. */
export function outboxLines(text: OutboxText | FollowedText): string[] {
  const became = 'status' in text ? `  ${text.status}` : '';
  const why = 'code' in text ? ` (${String(text.code)})` : '';
  return [`${text.at}  to ${text.to}${became}${why}`, `  ${text.body}`];
}
