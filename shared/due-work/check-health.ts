import { millis } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import { HEARTBEAT_LIMIT_SECONDS, readHeartbeat } from './heartbeat.ts';

/** How long the store may take to answer before it counts as failing. */
const STORE_TIMEOUT_MS = 3000;

/** How the product is. Says nothing about how it is set up. */
export interface Health {
  /** down: nothing can be answered. degraded: answers come, but timed work stands still. */
  readonly status: 'ok' | 'degraded' | 'down';
  readonly checks: {
    readonly store: 'ok' | 'failing';
    /** not-yet: no tick has run so far. */
    readonly tick: 'ok' | 'late' | 'not-yet' | 'unknown';
  };
}

/** Reads the last tick's heartbeat, which tells of the store and of the tick at once. Never throws. */
export async function checkHealth(context: Context): Promise<Health> {
  try {
    const heartbeat = await withinTimeout(readHeartbeat(context.records));
    if (heartbeat === undefined) {
      return { status: 'ok', checks: { store: 'ok', tick: 'not-yet' } };
    }
    const ageMs = millis(context.clock.now()) - millis(heartbeat.value.at);
    return ageMs > HEARTBEAT_LIMIT_SECONDS * 1000
      ? { status: 'degraded', checks: { store: 'ok', tick: 'late' } }
      : { status: 'ok', checks: { store: 'ok', tick: 'ok' } };
  } catch (error) {
    context.log.warn('Health check could not read the store', {
      error: error instanceof Error ? error.message : String(error),
    });
    return { status: 'down', checks: { store: 'failing', tick: 'unknown' } };
  }
}

async function withinTimeout<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`No answer within ${String(STORE_TIMEOUT_MS)} ms`));
  }, STORE_TIMEOUT_MS);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
