import { setTimeout as pause } from 'node:timers/promises';
import type { QueueClient } from '@azure/storage-queue';

/** Messages asked for at once, and messages under way at once: what the host is set to. */
const AT_ONCE = 16;
const HIDDEN_SECONDS = 120;
/** A message whose delivery got lost on a busy machine comes again after that long. */
const PATIENCE_MS = (HIDDEN_SECONDS + 30) * 1000;

/** Messages a second that are sent, received and deleted, and nothing else: what any work on a queue pays at least. */
export async function bareRate(queue: QueueClient, count: number): Promise<number> {
  const startedAt = performance.now();
  for (let sent = 0; sent < count; sent += AT_ONCE) {
    const part = Array.from({ length: Math.min(AT_ONCE, count - sent) }, (_, n) => sent + n);
    await Promise.all(part.map(async (n) => queue.sendMessage(`{"n":${n}}`)));
  }
  await workOff(queue, count, async () => undefined);
  return count / ((performance.now() - startedAt) / 1000);
}

/** Receives so many messages, those that working them adds included, works each and deletes it. */
export async function workOff(
  queue: QueueClient,
  count: number,
  work: (text: string) => Promise<void>,
): Promise<void> {
  let emptySince: number | undefined;
  for (let done = 0; done < count;) {
    const { receivedMessageItems: items } = await queue.receiveMessages({
      numberOfMessages: AT_ONCE,
      visibilityTimeout: HIDDEN_SECONDS,
    });
    if (items.length === 0) {
      emptySince ??= performance.now();
      if (performance.now() - emptySince > PATIENCE_MS) {
        throw new Error(`The queue gave ${done} of ${count} messages.`);
      }
      await pause(100);
      continue;
    }
    emptySince = undefined;
    await Promise.all(
      items.map(async ({ messageText, messageId, popReceipt }) => {
        await work(messageText);
        await queue.deleteMessage(messageId, popReceipt);
      }),
    );
    done += items.length;
  }
}
