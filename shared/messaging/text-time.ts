import type { Owner } from '../customers/model.ts';
import { addMs, later, type Instant } from '../kernel/instant.ts';
import { closesAfter, nextWithin, type AllowedHours } from '../kernel/week-hours.ts';
import type { Tenant } from '../tenants/model.ts';
import { textingOf } from '../tenants/texting.ts';
import { allowedHours, lawOf } from './allowed-hours.ts';
import { mayGoAtAnyHour } from './direct-answer.ts';
import { earliestUnderCap } from './frequency-cap.ts';
import type { Message } from './model.ts';
import type { RecentText } from './recent-texts.ts';
import { placeOf } from './recipient-place.ts';

/** An advertisement is not begun so shortly before its hours end: it might arrive after them. */
const BEFORE_CLOSING_MS = 5 * 60_000;

/** When a text may go out. */
export interface TextTime {
  /** Now, or the next instant to look again at; undefined: its hours never come. */
  readonly at: Instant | undefined;
  /** Why it is not now. */
  readonly waitsFor?: 'hours' | 'cap';
  /** No later than this may it reach the person; absent: only its own use ends it. */
  readonly sendBefore?: Instant;
}

/**
 * When a text to this owner (undefined: to a number as such) may go out, `now` at the earliest: in
 * the hours of its purpose where the recipient is, and under the caps on how often a number is
 * texted. An answer to a text that just came in may go at any hour and counts against no cap.
 */
export function textTime(
  message: Pick<Message, 'id' | 'purpose' | 'campaignId' | 'answers'>,
  owner: Owner | undefined,
  tenant: Tenant,
  recent: readonly RecentText[],
  now: Instant,
): TextTime {
  if (mayGoAtAnyHour(message, now)) return { at: now };
  const place = placeOf(owner, tenant);
  const hours = allowedHours(message.purpose, place, tenant);
  const open = openFrom(now, message, hours);
  if (open === undefined || open > now) return { at: open, waitsFor: 'hours' };
  if (message.answers !== undefined) return { at: now };
  const { textsPerNumber, marketingPer24Hours } = textingOf(tenant);
  const perSubject = lawOf(place, tenant)
    .map(({ maxPer24Hours }) => maxPer24Hours)
    .find((it) => it !== undefined);
  const limits = { perDay: textsPerNumber, marketingPer24Hours, perSubject };
  const zone = place.zones[0] ?? tenant.timeZone;
  const under = earliestUnderCap(recent, message, limits, now, zone);
  if (under > now) return { at: openFrom(under, message, hours), waitsFor: 'cap' };
  if (message.purpose === 'service') return { at: now };
  const closes = closesAfter(now, hours);
  return { at: now, ...(closes !== undefined && { sendBefore: closes }) };
}

function openFrom(
  at: Instant,
  { purpose }: Pick<Message, 'purpose'>,
  hours: AllowedHours,
): Instant | undefined {
  const open = nextWithin(at, hours);
  if (open === undefined || purpose === 'service') return open;
  const closes = closesAfter(open, hours);
  if (closes === undefined || addMs(open, BEFORE_CLOSING_MS) <= closes) return open;
  return nextWithin(later(closes, open), hours);
}
