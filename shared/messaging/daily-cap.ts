import { addMs, type Instant } from '../kernel/instant.ts';
import { addDays, type LocalDate } from '../kernel/local-date.ts';
import { localDateAt, startOfDay } from '../kernel/time-zone.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { messageType } from './model.ts';

/** How many texts a business sends in a local day when its settings say nothing. */
const TEXTS_PER_DAY = 2000;

/** How long a count of the store is believed. */
const BELIEVED_MS = 60_000;

interface Count {
  readonly day: LocalDate;
  readonly countedAt: Instant;
  /** Claims of the day as of the count, and those of this process since. */
  claimed: number;
}

/** How much of a day's texts a business has left. */
export interface DailyCap {
  /** When the next text may go because today's are used up; undefined: there is room, and a place of it is taken. */
  takePlace(records: Records, tenant: Tenant, now: Instant): Promise<Instant | undefined>;
}

/**
 * Caps the texts a business sends in a local day. What was claimed today is counted in the store once a
 * minute and process at most, and this process's own claims are added in between: it costs a call a
 * minute, not one per text. The price is an overshoot: at most what the *other* processes claim
 * within a minute. A claim that fails under a broken guard keeps its place until the next count.
 */
export function dailyCap(): DailyCap {
  const known = new WeakMap<Records['store'], Map<string, Count>>();
  return {
    async takePlace(records, tenant, now) {
      const counts = known.get(records.store) ?? new Map<string, Count>();
      known.set(records.store, counts);
      const { tenantId, timeZone, textsPerDay = TEXTS_PER_DAY } = tenant;
      const day = localDateAt(now, timeZone);
      let count = counts.get(tenantId);
      if (count?.day !== day || addMs(count.countedAt, BELIEVED_MS) <= now) {
        const from = startOfDay(day, timeZone);
        const claimed = await records.count(messageType, liveOf(tenantId), { claimedAt: { from } });
        count = { day, countedAt: now, claimed };
        counts.set(tenantId, count);
      }
      if (count.claimed >= textsPerDay) return startOfDay(addDays(day, 1), timeZone);
      count.claimed += 1;
      return undefined;
    },
  };
}
