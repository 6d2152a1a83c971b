import { addMs, later, type Instant } from '../kernel/instant.ts';
import { addDays } from '../kernel/local-date.ts';
import { localDateAt, startOfDay } from '../kernel/time-zone.ts';
import type { Message } from './model.ts';
import type { RecentText } from './recent-texts.ts';

const DAY_MS = 24 * 3_600_000;

/** How often one number may be texted. */
export interface TextLimits {
  /** Texts on one local day. */
  readonly perDay: number;
  /** Advertisements in 24 hours. */
  readonly marketingPer24Hours: number;
  /** Advertisements about one subject in 24 hours, by law; absent: no limit. */
  readonly perSubject?: number | undefined;
}

/**
 * When a number may get one more text, given those of the last two days; `now` when it may at once.
 * A text's own earlier sends do not count against it. Advertisements that name no campaign count
 * as about one subject. 24 hours are elapsed time; the local day is that of `zone`.
 */
export function earliestUnderCap(
  recent: readonly RecentText[],
  text: Pick<Message, 'id' | 'purpose' | 'campaignId'>,
  limits: TextLimits,
  now: Instant,
  zone: string,
): Instant {
  const others = recent.filter(({ messageId }) => messageId !== text.id);
  const today = localDateAt(now, zone);
  const onDay = others.filter(({ at }) => localDateAt(at, zone) === today);
  const day = onDay.length < limits.perDay ? now : startOfDay(addDays(today, 1), zone);
  if (text.purpose === 'service') return day;
  const ads = others.filter(({ marketing }) => marketing);
  const same = ads.filter(({ about }) => about === text.campaignId || about === undefined);
  const { perSubject = Infinity } = limits;
  return [
    underRolling(ads, limits.marketingPer24Hours, now),
    underRolling(text.campaignId === undefined ? ads : same, perSubject, now),
  ].reduce(later, day);
}

/** When fewer than `limit` of these texts lie within the last 24 hours. */
function underRolling(texts: readonly RecentText[], limit: number, now: Instant): Instant {
  const since = addMs(now, -DAY_MS);
  const within = texts.map(({ at }) => at).filter((at) => at > since);
  if (within.length < limit) return now;
  // Once this one is a day old, one fewer than the limit is left.
  const oldest = within.toSorted()[within.length - limit];
  return oldest === undefined ? addMs(now, DAY_MS) : addMs(oldest, DAY_MS);
}
