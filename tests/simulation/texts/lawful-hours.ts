import type { Owner } from '../../../shared/customers/model.ts';
import type { Tenant } from '../../../shared/tenants/model.ts';

/** The longest that clocks differ here: a text may be claimed by one that is so much ahead or behind. */
const SKEW_MS = 2000;

type Week = readonly [days: string, from: string, to: string][];

/** When the law lets people be advertised to, in the states of the owners here. */
const LAWS: Readonly<Record<string, Week>> = {
  FL: [['Mon Tue Wed Thu Fri Sat Sun', '08:00', '20:00']],
  CA: [['Mon Tue Wed Thu Fri Sat Sun', '09:00', '21:00']],
  TX: [
    ['Mon Tue Wed Thu Fri Sat', '09:00', '21:00'],
    ['Sun', '12:00', '21:00'],
  ],
  nobodyKnows: [['Mon Tue Wed Thu Fri', '10:00', '17:00']],
};
const ZONES: Readonly<Record<string, readonly string[]>> = {
  FL: ['America/New_York', 'America/Chicago'],
  CA: ['America/Los_Angeles'],
  TX: ['America/Chicago', 'America/Denver'],
};

/**
 * The wall clock, in words, when a text of this purpose may not go to this owner (undefined: to a
 * number as such) at an instant; undefined: it may. Read off by the runtime's own formatter.
 */
export function isOutside(
  purpose: 'service' | 'marketing',
  owner: Pick<Owner, 'region' | 'postalCode'> | undefined,
  tenant: Tenant,
  atMs: number,
): string | undefined {
  const american = tenant.country === 'US';
  const address = american ? (owner?.region ?? (owner?.postalCode && 'TX')) : undefined;
  const zones = (address && ZONES[address]) ?? [tenant.timeZone];
  const law = LAWS[address ?? tenant.texting?.homeState ?? 'nobodyKnows'] ?? [];
  const { start, end } = tenant.textHours;
  const weeks: readonly Week[] =
    purpose === 'service'
      ? [[['Mon Tue Wed Thu Fri Sat Sun', start, end]]]
      : [[['Mon Tue Wed Thu Fri Sat Sun', '06:00', '23:00']], ...(american ? [law] : [])];
  for (const zone of zones) {
    for (const week of weeks) {
      const clocks = [-SKEW_MS, 0, SKEW_MS].map((skew) => wallClock(atMs + skew, zone));
      const open = clocks.some(({ day, time }) =>
        week.some(([days, from, to]) => days.includes(day) && time >= from && time < to),
      );
      if (!open) return `${clocks[1]?.day ?? ''} ${clocks[1]?.time ?? ''} in ${zone}`;
    }
  }
  return undefined;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function wallClock(atMs: number, zone: string): { readonly day: string; readonly time: string } {
  const formatter =
    formatters.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit' },
      hourCycle: 'h23',
    });
  formatters.set(zone, formatter);
  const parts = formatter.formatToParts(atMs);
  const part = (type: string): string => parts.find((it) => it.type === type)?.value ?? '';
  return { day: part('weekday'), time: `${part('hour')}:${part('minute')}` };
}
