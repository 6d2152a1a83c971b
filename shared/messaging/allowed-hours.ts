import type { Purpose } from '../consent/model.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { EVERY_DAY, type AllowedHours } from '../kernel/week-hours.ts';
import type { Tenant } from '../tenants/model.ts';
import { textingOf } from '../tenants/texting.ts';
import { isLegalHoliday } from './legal-holidays.ts';
import type { Place } from './recipient-place.ts';
import { rulesOf, type StateRule } from './state-rules.ts';

/** The law on advertising to somebody there; none outside of the United States. */
export function lawOf(place: Place, tenant: Tenant): readonly StateRule[] {
  if (tenant.country !== 'US') return [];
  return rulesOf(place.state, textingOf(tenant).stateRules);
}

/**
 * When somebody may be texted. Service: the business's hours for texts, a courtesy, since a reminder
 * is no solicitation. Marketing: the business's hours for it, the country's and the state's, all
 * at once, and not on the legal holidays of a state that forbids it then.
 */
export function allowedHours(purpose: Purpose, place: Place, tenant: Tenant): AllowedHours {
  const { zones } = place;
  if (purpose === 'service') return { zones, weeks: [[{ days: EVERY_DAY, ...tenant.textHours }]] };
  const law = lawOf(place, tenant);
  const weeks = [textingOf(tenant).marketingHours, ...law.map(({ hours }) => hours)];
  const closing = law.filter(({ holidays }) => holidays === true);
  if (closing.length === 0) return { zones, weeks };
  const closedOn = (date: LocalDate) => closing.some(({ state }) => isLegalHoliday(state, date));
  return { zones, weeks, closedOn };
}
