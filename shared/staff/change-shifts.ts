import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { appointmentType, isOpen, type Appointment } from '../appointments/model.ts';
import { addDays, daysBetween, type LocalDate } from '../kernel/local-date.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { editStaff } from './edit-staff.ts';
import type { Staff } from './model.ts';
import type { exceptionsInput, shiftsInput } from './staff-input.ts';
import { isWithin, workingTime } from './working-time.ts';

/** Exceptions can be set for so many days at once. */
const MOST_DAYS = 92;
/** A staff member's document is read by every booking: it stays small. */
const MOST_EXCEPTIONS = 400;
const MOST_PERIODS = 60;
/** Exceptions of days longer ago are dropped at an edit. */
const KEPT_DAYS = 400;
/** How far ahead and how many visits are looked at for those that no shift covers any more. */
const LOOK_AHEAD_VISITS = 1000;

/** Changed working time, and the visits still to come that it does not cover: they stand. */
export interface ChangedShifts {
  readonly staff: Staff;
  readonly visitsOutside: readonly Pick<Appointment, 'id' | 'startsAt' | 'endsAt'>[];
}

/** Whose working time is changed. */
export interface ShiftEdit {
  readonly tenantId: string;
  readonly staffId: string;
  readonly expected: ExpectedRevisions;
}

/**
 * Sets the weekly shifts from a day on, today or later: days before keep theirs, and shifts that
 * were to begin later are dropped. Visits are not moved; those not covered any more are named.
 */
export async function setShifts(
  context: Context,
  input: ShiftEdit & { readonly change: z.output<typeof shiftsInput> },
): Promise<ChangedShifts> {
  const tenant = await loadTenant(context, input.tenantId);
  const today = dateAt(tenant, context.clock.now());
  const { from = today, shifts } = input.change;
  if (from < today) throw pastDay('from', from, today);
  const staff = await editStaff(context, input, (before) => {
    const kept = before.shiftPeriods.filter((it) => it.from === undefined || it.from < from);
    const same = isDeepStrictEqual(kept.at(-1)?.shifts, shifts);
    const shiftPeriods = (same ? kept : [...kept, { from, shifts }]).slice(-MOST_PERIODS);
    return isDeepStrictEqual(shiftPeriods, before.shiftPeriods)
      ? undefined
      : { ...before, shiftPeriods };
  });
  return { staff, visitsOutside: await visitsOutside(context, tenant, staff) };
}

/**
 * Sets what holds on each day from `from` to `to` in place of the exceptions of those days; none
 * leaves the weekly shifts. Visits are not moved; those not covered any more are named.
 */
export async function setExceptions(
  context: Context,
  input: ShiftEdit & { readonly change: z.output<typeof exceptionsInput> },
): Promise<ChangedShifts> {
  const tenant = await loadTenant(context, input.tenantId);
  const today = dateAt(tenant, context.clock.now());
  const { from, to = from, exceptions } = input.change;
  if (from < today) throw pastDay('from', from, today);
  const days = daysBetween(from, to) + 1;
  if (days > MOST_DAYS) throw tooManyDays(to, addDays(from, MOST_DAYS - 1));
  const dates = Array.from({ length: days }, (_, n) => addDays(from, n));
  const staff = await editStaff(context, input, (before) => {
    const kept = before.exceptions.filter(
      ({ date }) => (date < from || date > to) && date >= addDays(today, -KEPT_DAYS),
    );
    const added = dates.flatMap((date) => exceptions.map((it) => ({ date, ...defined(it) })));
    const all = [...kept, ...added].sort((a, b) => (a.date < b.date ? -1 : 1));
    if (all.length > MOST_EXCEPTIONS) throw tooManyExceptions(all.length);
    return isDeepStrictEqual(all, before.exceptions) ? undefined : { ...before, exceptions: all };
  });
  return { staff, visitsOutside: await visitsOutside(context, tenant, staff) };
}

async function visitsOutside(
  { records, clock }: Context,
  tenant: Tenant,
  staff: Staff,
): Promise<ChangedShifts['visitsOutside']> {
  const now = clock.now();
  const page = await records.query(appointmentType, liveOf(tenant.tenantId), {
    where: { staffId: staff.id, startsAt: { from: now } },
    orderBy: { field: 'startsAt' },
    limit: LOOK_AHEAD_VISITS,
  });
  const open = page.items.map(({ value }) => value).filter(isOpen);
  const last = open.at(-1);
  if (last === undefined) return [];
  const range = { first: dateAt(tenant, now), last: addDays(dateAt(tenant, last.endsAt), 1) };
  const work = workingTime(staff, tenant, range);
  return open
    .filter(({ startsAt, endsAt }) => !isWithin(work, { from: startsAt, until: endsAt }))
    .map(({ id, startsAt, endsAt }) => ({ id, startsAt, endsAt }));
}

type NewException = z.output<typeof exceptionsInput>['exceptions'][number];

function defined({ reason, ...rest }: NewException) {
  return { ...rest, ...(reason !== undefined && { reason }) };
}

function pastDay(field: string, value: LocalDate, today: LocalDate): ProblemError {
  return new ProblemError({
    kind: 'date-out-of-range',
    status: 422,
    detail: 'Working time of past days stays as it was.',
    field,
    value,
    allowed: `${today} or later`,
  });
}

function tooManyDays(value: LocalDate, latest: LocalDate): ProblemError {
  return new ProblemError({
    kind: 'date-out-of-range',
    status: 422,
    detail: `At most ${String(MOST_DAYS)} days at once.`,
    field: 'to',
    value,
    allowed: `${latest} or earlier`,
  });
}

function tooManyExceptions(count: number): ProblemError {
  return new ProblemError({
    kind: 'too-many-exceptions',
    status: 422,
    detail: `That would be ${String(count)} exceptions: change the weekly shifts instead.`,
    field: 'exceptions',
    value: count,
    allowed: `${String(MOST_EXCEPTIONS)} at most`,
  });
}
