import { isDeepStrictEqual } from 'node:util';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Tenant } from './model.ts';
import { noShowRulesOf } from './no-show-rules.ts';
import { reputationRulesOf } from './reputation-rules.ts';
import { schedulingOf } from './scheduling.ts';
import { textingOf } from './texting.ts';
import { withZoneFrom, zonePeriodsOf } from './zone-periods.ts';
import type { SettingsChanges } from './settings-input.ts';

/** Changes with what they refer to looked up: see {@link SettingsChanges}. */
export type ReadChanges = Omit<SettingsChanges, 'effectiveFrom' | 'vaccination'> & {
  /** The first day in the new zone. */
  readonly effectiveFrom: LocalDate;
  readonly vaccination: {
    readonly [K in keyof Tenant['vaccination']]?: Tenant['vaccination'][K] | undefined;
  };
};

/** What changed settings come to. */
export interface ChangedSettings {
  readonly tenant: Tenant;
  /** none: the changes repeat what stands. planning: what was planned must be planned anew. */
  readonly effect: 'none' | 'settings' | 'planning';
}

/** The settings that decide when something is due. */
function planningOf(tenant: Tenant): unknown {
  const { thresholdDays, staleAfterDays, scanAt } = tenant.vaccination;
  const { reminderHours, graceMinutes } = schedulingOf(tenant);
  const { textHours } = tenant;
  const { marketingHours, homeState, stateRules, ...caps } = textingOf(tenant);
  return {
    zones: zonePeriodsOf(tenant),
    ...{ thresholdDays, staleAfterDays, scanAt },
    ...{ reminderHours, graceMinutes, textHours },
    ...{ marketingHours, homeState, stateRules, caps },
  };
}

/**
 * The settings after these changes, with `revision` and, when they decide what was planned,
 * `planVersion` counted up. `before` is the tenant with the zone in force.
 */
export function changeSettings(before: Tenant, changes: ReadChanges): ChangedSettings {
  const { name, country, currency, textHours, linkHosts, replyWindowHours } = changes;
  const { textsPerDay, bulkSegmentsPerMinute } = changes;
  const edited: Tenant = {
    ...before,
    ...defined({ name, country, currency, textHours, linkHosts, replyWindowHours }),
    ...defined({ textsPerDay, bulkSegmentsPerMinute }),
    ...(changes.timeZone !== undefined && {
      zonePeriods: withZoneFrom(before, changes.timeZone, changes.effectiveFrom),
    }),
    vaccination: { ...before.vaccination, ...defined(changes.vaccination) },
    ...(changes.scheduling !== undefined && {
      scheduling: { ...before.scheduling, ...defined(changes.scheduling) },
    }),
    ...(changes.reputation !== undefined && {
      reputation: { ...before.reputation, ...defined(changes.reputation) },
    }),
    ...(changes.noShows !== undefined && {
      noShows: { ...before.noShows, ...defined(changes.noShows) },
    }),
    ...(changes.texting !== undefined && { texting: textingAfter(before, changes.texting) }),
    sender: senderAfter(before, changes),
    inbound: withoutNulls(before.inbound, changes.inbound),
    consentPage: withoutNulls(before.consentPage, changes.consentPage),
    replyToEmail: unlessNull(changes.replyToEmail, before.replyToEmail),
    segmentCost: unlessNull(changes.segmentCost, before.segmentCost),
  };
  const replans = !isDeepStrictEqual(planningOf(before), planningOf(edited));
  if (!replans && isDeepStrictEqual(comparable(before), comparable(edited))) {
    return { tenant: before, effect: 'none' };
  }
  const tenant: Tenant = {
    ...edited,
    planVersion: before.planVersion + (replans ? 1 : 0),
    revision: before.revision + 1,
  };
  return { tenant, effect: replans ? 'planning' : 'settings' };
}

/** What a field is after a change: undefined leaves it, null takes it away. */
function unlessNull<T>(change: T | null | undefined, before: T | undefined): T | undefined {
  return change === undefined ? before : (change ?? undefined);
}

function textingAfter(
  { texting }: Tenant,
  changes: NonNullable<ReadChanges['texting']>,
): Tenant['texting'] {
  const { homeState, ...others } = changes;
  return {
    ...texting,
    ...defined(others),
    homeState: unlessNull(homeState, texting?.homeState),
  };
}

function senderAfter(before: Tenant, { sender }: ReadChanges): Tenant['sender'] {
  if (sender === undefined) return before.sender;
  return sender === null ? undefined : senderOf(sender);
}

/** A sender as settings keep it: a Messaging Service or a number. */
export function senderOf(
  sender: NonNullable<SettingsChanges['sender']>,
): NonNullable<Tenant['sender']> {
  const { messagingServiceSid, from = '' } = sender;
  return messagingServiceSid === undefined ? { from } : { messagingServiceSid };
}

/** A group of fields after a change of some: undefined leaves one, null takes it away. */
function withoutNulls<T extends object>(
  before: T | undefined,
  changes: { readonly [K in keyof T]?: T[K] | null | undefined } | undefined,
): T | undefined {
  if (changes === undefined) return before;
  const after = Object.entries({ ...before, ...defined(changes) });
  const kept = after.filter(([, value]) => value !== null);
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as T);
}

// As the store keeps it: a field that is undefined is not there, and one period is none.
function comparable(tenant: Tenant): unknown {
  const zonePeriods = tenant.zonePeriods?.length === 1 ? undefined : tenant.zonePeriods;
  return defined({
    ...tenant,
    zonePeriods,
    scheduling: schedulingOf(tenant),
    reputation: reputationRulesOf(tenant),
    noShows: noShowRulesOf(tenant),
    texting: textingOf(tenant),
  });
}

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
