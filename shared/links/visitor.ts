import { isbot } from 'isbot';
import { addMs, millis, type Instant } from '../kernel/instant.ts';
import type { LinkHit, ShortLink } from './model.ts';

/** What is known of whoever opens a link. */
export interface Visitor {
  readonly method: string;
  /** The `User-Agent` header. */
  readonly agent: string | undefined;
  /** `Sec-Purpose`, `Purpose`, `X-Purpose` or `X-Moz`: what browsers say that fetch ahead. */
  readonly purpose: string | undefined;
}

/** When the text of a link went out and arrived, as far as that is known. */
export interface TextTimes {
  readonly claimedAt?: Instant | undefined;
  readonly deliveredAt?: Instant | undefined;
}

/** A person needs longer than this between the arrival of a text and their finger. */
const READING_MS = 2000;

/** What gives a machine away; undefined: nothing does, so that it counts as a person. */
export function signOfMachine(
  { method, agent, purpose }: Visitor,
  at: Instant,
  times: TextTimes,
): LinkHit['sign'] {
  if (method === 'HEAD') return 'head';
  if (/prefetch|preview|prerender/i.test(purpose ?? '')) return 'prefetch';
  if (agent === undefined || agent.trim() === '') return 'no-agent';
  if (isbot(agent)) return 'known-agent';
  return isTooSoon(at, times) ? 'too-soon' : undefined;
}

/**
 * When a person first opened a link, as far as it is known by now: an opening that turned out to be too soon
 * for a person, once the receipt told when the text arrived, is none.
 */
export function openedByPersonAt(
  { humanAt }: Pick<ShortLink, 'humanAt'>,
  times: TextTimes,
): Instant | undefined {
  return humanAt === undefined || isTooSoon(humanAt, times) ? undefined : humanAt;
}

/**
 * Whether a link was opened before a person can have read the text: earlier than 2 s after its
 * claim, or within 2 s of its arrival. Receipts come a little late, so the 2 s before one count as
 * well; an opening earlier than that shows the receipt to be late, and proves nothing.
 */
export function isTooSoon(at: Instant, { claimedAt, deliveredAt }: TextTimes): boolean {
  if (claimedAt !== undefined && at < addMs(claimedAt, READING_MS)) return true;
  return deliveredAt !== undefined && Math.abs(millis(at) - millis(deliveredAt)) < READING_MS;
}
