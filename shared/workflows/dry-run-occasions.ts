import { planCheckpoints } from '../appointments/checkpoints.ts';
import { isOpen, type Appointment } from '../appointments/model.ts';
import { heldStarts, statusThen, visitThen } from '../appointments/visit-then.ts';
import { ownerIdsOf } from '../customers/merge-follow.ts';
import type { OwnerRead } from '../facts/owner-facts.ts';
import { birthdayNames } from '../facts/pet-birthdays.ts';
import { addDays, type LocalDate } from '../kernel/local-date.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { instantAt, type LocalTime } from '../kernel/time-zone.ts';
import type { InboundText } from '../messaging/model.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt, zoneOn } from '../tenants/zone-periods.ts';
import { vaccineLabel } from '../vaccinations/vaccine-catalogue.ts';
import type { Occasion } from './dry-run-model.ts';
import { keywordIn, keywordOwner } from './keyword-reply.ts';
import { fallsOn } from './local-rule.ts';
import type { Trigger } from './triggers.ts';

/** What is read of an owner to find out what would have started a workflow for them. */
export interface OwnerPast {
  readonly read: OwnerRead;
  /** Visits that may matter, in the order of their start. */
  readonly visits: readonly Appointment[];
  /** Fees of missed visits, by visit. */
  readonly fees: ReadonlyMap<string, number>;
  /** Texts that came in from their number. */
  readonly inbound: readonly InboundText[];
}

/** A stretch of time: days, and the instants they begin and end at (exclusive; what happens at this very moment is the last that counts). */
export interface Stretch {
  readonly dates: readonly LocalDate[];
  readonly start: Instant;
  readonly end: Instant;
}

/**
 * What would have started a trigger for an owner in a stretch of the past, oldest first. Visits are
 * replayed from their history; birthdays, lapses, vaccinations and what recurs from what stands today.
 * Imported visits raised no event and count as completed or missed ones alone, when they ended.
 */
export function occasionsOf(
  trigger: Trigger,
  past: OwnerPast,
  tenant: Tenant,
  stretch: Stretch,
): Occasion[] {
  const found = candidates(trigger, past, tenant, stretch);
  return found
    .filter(({ at }) => at >= stretch.start && at < stretch.end)
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

function candidates(
  trigger: Trigger,
  past: OwnerPast,
  tenant: Tenant,
  { dates }: Stretch,
): Occasion[] {
  const { read } = past;
  const daily = (at: LocalTime, test: (date: LocalDate, at: Instant) => boolean) =>
    dates.flatMap((date) => {
      const instant = instantAt(date, at, zoneOn(tenant, date));
      return test(date, instant) ? [{ at: instant, facts: {} }] : [];
    });
  switch (trigger.type) {
    case 'appointment_created':
      return past.visits.flatMap((visit) =>
        visit.source === 'import' ? [] : [about(visit, visit.createdAt)],
      );
    case 'appointment_confirmed':
      return noted(past, 'confirmed');
    case 'appointment_rescheduled':
      return noted(past, 'rescheduled');
    case 'appointment_cancelled':
      return noted(past, 'cancelled');
    case 'appointment_completed':
      return past.visits.flatMap((visit) =>
        visit.completedAt === undefined ? [] : [about(visit, visit.completedAt)],
      );
    case 'no_show_detected':
      return missed(past);
    case 'appointment_approaching':
      return past.visits.flatMap((visit) => approaches(visit, trigger.hoursBefore, tenant));
    case 'vaccination_expiring':
      return dates.flatMap((date) => expiring(date, trigger.daysBefore, read, tenant));
    case 'inbound_keyword':
      return askedByText(trigger.keywords, past);
    case 'customer_lapsed':
      return read.owner.status !== 'active'
        ? []
        : daily(trigger.at, (date, at) => isLapsed(past, addDays(date, -trigger.days), at));
    case 'birthday':
      return read.owner.status !== 'active'
        ? []
        : dates.flatMap((date) => birthdays(date, trigger.at, read, tenant));
    case 'time_based':
      return daily(trigger.rule.at, (date) => fallsOn(trigger.rule, date));
    case 'manual':
      return [];
  }
}

/** A keyword among the texts that came in: of the owner it counts for, and not taken for anything else. */
function askedByText(keywords: readonly string[], { read, inbound }: OwnerPast): Occasion[] {
  const whose = read.phone && keywordOwner(read.phone);
  if (whose === undefined || !ownerIdsOf(read.owner).includes(whose)) return [];
  return inbound.flatMap(({ body, meaning, handledAs, createdAt }) => {
    const keyword = keywordIn(body);
    const other = meaning !== 'other' || !LEFT_TO_KEYWORDS.has(handledAs);
    if (other || !keywords.includes(keyword)) return [];
    return [{ at: createdAt, facts: { 'inbound.keyword': keyword, receivedAt: createdAt } }];
  });
}

/** What an incoming text was taken for when no handler but that of keywords understood it. */
const LEFT_TO_KEYWORDS = new Set([undefined, 'conversation', 'keyword']);

function about(
  visit: Appointment,
  at: Instant,
  facts: Occasion['facts'] = {},
  scheduleVersion = versionThen(visit, at),
): Occasion {
  const subject = { type: 'appointment', id: visit.id };
  const { completionSeq = 0, cancellationSeq = 0 } = visitThen(visit, at);
  const counts = { scheduleVersion, completionSeq, cancellationSeq };
  return { at, subject, visit, facts: { ...counts, ...facts } };
}

/** The `scheduleVersion` a visit had at an instant; a move at that very instant counts. */
function versionThen(visit: Appointment, at: Instant): number {
  const held = heldStarts(visit).findLast(({ since }) => since <= at);
  return held?.scheduleVersion ?? visit.scheduleVersion;
}

function noted({ visits }: OwnerPast, what: Appointment['history'][number]['what']) {
  return visits.flatMap((visit) =>
    visit.source === 'import'
      ? []
      : visit.history.flatMap((entry) => (entry.what === what ? [about(visit, entry.at)] : [])),
  );
}

function missed({ visits, fees }: OwnerPast): Occasion[] {
  return visits.flatMap((visit) => {
    const fee = fees.get(visit.id);
    const facts = fee === undefined ? {} : { 'no_show.fee': fee };
    if (visit.source === 'import') {
      return visit.status === 'no_show' ? [about(visit, visit.endsAt, facts)] : [];
    }
    const marks = visit.history.filter(({ what }) => what === 'no_show');
    return marks.map(({ at }) => about(visit, at, facts));
  });
}

/** The checkpoint of each start that the visit had, as the rules of today would have planned it. */
function approaches(visit: Appointment, hoursBefore: number, tenant: Tenant): Occasion[] {
  if (visit.source === 'import' || visit.source === 'walk_in') return [];
  const { reminderHours } = schedulingOf(tenant);
  const hours = [...new Set([...reminderHours, hoursBefore])].sort((a, b) => b - a);
  const planned: Tenant = { ...tenant, scheduling: { ...tenant.scheduling, reminderHours: hours } };
  return heldStarts(visit).flatMap(({ startsAt, since, until, scheduleVersion }) => {
    const plan = planCheckpoints({ startsAt, plannedAt: since, offsetsDone: [] }, planned, since);
    const is = (it: { readonly kind: string; readonly hoursBefore?: number | undefined }) =>
      it.kind === 'approaching' && it.hoursBefore === hoursBefore;
    const facts = { hoursBefore };
    const due = plan.checkpoints.find(is);
    if (due === undefined) {
      const skip = plan.skippedCheckpoints.find(is);
      const reason = `Nothing was due for it: ${skip?.reason ?? 'past'}.`;
      return [{ ...about(visit, since, facts, scheduleVersion), void: reason }];
    }
    if (until !== undefined && until <= due.at) return [];
    if (!isOpen({ status: statusThen(visit, due.at) })) return [];
    return [about(visit, due.at, facts, scheduleVersion)];
  });
}

function birthdays(
  date: LocalDate,
  at: LocalTime,
  { pets }: OwnerRead,
  tenant: Tenant,
): Occasion[] {
  const names = birthdayNames(pets, date);
  if (names.length === 0) return [];
  const facts = { 'pets.birthday_names': names };
  return [{ at: instantAt(date, at, zoneOn(tenant, date)), facts }];
}

function expiring(
  date: LocalDate,
  daysBefore: number | undefined,
  { pets }: OwnerRead,
  tenant: Tenant,
): Occasion[] {
  const { thresholdDays, scanAt } = tenant.vaccination;
  const days = daysBefore === undefined ? thresholdDays : [daysBefore];
  const lapsing = pets
    .filter(({ status }) => status === 'active')
    .flatMap((pet) => Object.entries(pet.current).map(([vaccine, it]) => ({ pet, vaccine, ...it })))
    .filter(({ expiryDate }) => days.some((count) => addDays(date, count) === expiryDate));
  const [first] = lapsing.map(({ expiryDate }) => expiryDate).sort();
  if (first === undefined) return [];
  const facts = {
    'vaccination.vaccines': [...new Set(lapsing.map(({ vaccine }) => vaccineLabel(vaccine)))],
    'vaccination.pet_names': [...new Set(lapsing.map(({ pet }) => pet.name))],
    'vaccination.expires_on': first,
  };
  return [{ at: instantAt(date, scanAt, zoneOn(tenant, date)), facts }];
}

/** Whether the last completed visit was on `date` and none was to come at `at`. */
function isLapsed({ read, visits }: OwnerPast, date: LocalDate, at: Instant): boolean {
  const known = visits.filter(({ createdAt, source }) => source === 'import' || createdAt <= at);
  const open = known.some((it) => it.startsAt > at && isOpen({ status: statusThen(it, at) }));
  if (open) return false;
  const done = known.filter((it) => it.completedAt !== undefined && it.completedAt <= at);
  const last = done
    .map(({ localDate }) => localDate)
    .sort()
    .at(-1);
  return (last ?? read.owner.lastVisitOn) === date;
}

/** The stretch from the first day to the day before `to`, not reaching beyond now. */
export function stretchOf(tenant: Tenant, dates: readonly LocalDate[], now: Instant): Stretch {
  const begin = (date: LocalDate) => instantAt(date, '00:00' as LocalTime, zoneOn(tenant, date));
  const [first = dateAt(tenant, now)] = dates;
  const last = dates.at(-1) ?? first;
  const after = begin(addDays(last, 1));
  return { dates, start: begin(first), end: after <= now ? after : addMs(now, 1) };
}
