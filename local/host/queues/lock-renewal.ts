import type { HostLog } from '../log-entry.ts';
import type { HeldMessage, TriggerQueue } from './trigger-queue.ts';

/** Keeps a message held until it is released. */
export interface LockRenewal {
  /** Ends the renewal and waits for one under way, so that the receipt is the latest. */
  release(): Promise<void>;
}

/**
 * Renews the hold on a message at half of its time, again and again. A failed renewal is tried again
 * after an eighth; a message lost to somebody else is given up.
 */
export function renewLock(
  queue: TriggerQueue,
  message: HeldMessage,
  lockMs: number,
  log: HostLog,
): LockRenewal {
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let released = false;
  const schedule = (afterMs: number) => {
    if (released) return;
    timer = setTimeout(() => {
      underWay = renew();
    }, afterMs);
  };
  const renew = async () => {
    try {
      if (await queue.hold(message, Math.ceil(lockMs / 1000))) schedule(lockMs / 2);
      else warn('somebody else holds it now');
    } catch (error) {
      warn(String(error));
      schedule(lockMs / 8);
    }
  };
  const warn = (why: string) => {
    log({
      source: 'host',
      level: 'warn',
      message: `The hold on message ${message.messageId} of queue ${queue.name} was not renewed: ${why}`,
    });
  };
  schedule(lockMs / 2);
  return {
    release: async () => {
      released = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
