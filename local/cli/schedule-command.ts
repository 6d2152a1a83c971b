import { Command } from 'commander';
import {
  daySchedule,
  type DaySchedule,
  type ScheduledVisit,
  type StaffSchedule,
} from '../../shared/appointments/day-schedule.ts';
import { dateInput } from '../../shared/customers/input-fields.ts';
import { ProblemError } from '../../shared/kernel/problem.ts';
import type { Instant } from '../../shared/kernel/instant.ts';
import type { LocalDate } from '../../shared/kernel/local-date.ts';
import { localDateAt, localTimeAt } from '../../shared/kernel/time-zone.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { columns, print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions, type Session } from './session.ts';

interface ScheduleOptions extends CommonOptions {
  readonly tenant: string;
  readonly date?: string;
}

/** `schedule`: a day of a business by staff member, today's by default. */
export function scheduleCommand(): Command {
  return withCommonOptions(
    new Command('schedule').description('Show who works on a day, and the visits of that day.'),
  )
    .requiredOption('--tenant <id>', 'whose day')
    .option('--date <day>', 'a day such as 2026-03-02 (today by default)')
    .action(async (options: ScheduleOptions) => {
      const day = await inSession(options, async (session) => dayOf(session, options));
      print(options, day, () => linesOf(day));
    });
}

async function dayOf(
  { context }: Session,
  { tenant: tenantId, date }: ScheduleOptions,
): Promise<DaySchedule> {
  const { timeZone } = await loadTenant(context, tenantId);
  const day = date === undefined ? localDateAt(context.clock.now(), timeZone) : dateOption(date);
  return daySchedule(context, { tenantId, date: day });
}

function dateOption(value: string): LocalDate {
  const read = dateInput.safeParse(value);
  if (read.success) return read.data;
  throw new ProblemError({
    kind: 'invalid-date',
    status: 422,
    detail: `--date "${value}" is not a day.`,
    field: 'date',
    value,
    allowed: 'a day such as 2026-03-02',
  });
}

function linesOf({ date, timeZone, staff }: DaySchedule): string[] {
  const head = `${date}, ${timeZone}`;
  if (staff.length === 0) return [head, 'Nobody takes visits here.'];
  return [head, ...staff.flatMap((it) => ['', ...staffLines(it, timeZone)])];
}

function staffLines({ staff, work, visits }: StaffSchedule, zone: string): string[] {
  const hours = work.map(({ from, until }) => span(from, until, zone)).join(', ');
  const rows = visits.map((it) => [
    `  ${span(it.visit.startsAt, it.visit.endsAt, zone)}`,
    it.visit.status,
    whom(it),
    it.visit.services.map(({ name }) => name).join(', '),
    it.visit.id,
  ]);
  const head = `${staff.name}, ${hours === '' ? 'off' : hours}`;
  return [head, ...(rows.length === 0 ? ['  no visits'] : columns(rows))];
}

function whom({ owner, pets }: ScheduledVisit): string {
  const name = owner === undefined ? '?' : `${owner.firstName} ${owner.lastName}`.trim();
  return `${name}: ${pets.map((pet) => pet.name).join(', ') || '?'}`;
}

function span(from: Instant, until: Instant, zone: string): string {
  return `${localTimeAt(from, zone)}-${localTimeAt(until, zone)}`;
}
