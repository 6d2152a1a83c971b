import { addMs, later, millis, type Instant } from '../kernel/instant.ts';
import { localDateAt } from '../kernel/time-zone.ts';
import type { Appointment, AppointmentStatus } from './model.ts';

/** A stretch in which a visit had one start. */
export interface HeldStart {
  readonly startsAt: Instant;
  /** When it was booked or moved to that start, inclusive. */
  readonly since: Instant;
  /** When it was moved away, exclusive; absent: it never was. */
  readonly until?: Instant;
  /** What its `scheduleVersion` was. */
  readonly scheduleVersion: number;
}

/**
 * Where a visit stood at an instant, by its history; an imported one, whose history nobody kept, is
 * taken to have stood as it does.
 */
export function statusThen(
  { history, source, status }: Pick<Appointment, 'history' | 'source' | 'status'>,
  at: Instant,
): AppointmentStatus {
  if (source === 'import') return status;
  return history.findLast((entry) => entry.at <= at)?.status ?? 'booked';
}

/** The starts a visit had, one after the other, by the moves in its history. */
export function heldStarts(
  visit: Pick<Appointment, 'history' | 'startsAt' | 'createdAt' | 'scheduleVersion'>,
): HeldStart[] {
  const moves = visit.history.filter(
    (entry) => entry.what === 'rescheduled' && entry.fromStartsAt !== undefined,
  );
  const starts: HeldStart[] = moves.map((move, n) => ({
    startsAt: move.fromStartsAt ?? visit.startsAt,
    since: moves[n - 1]?.at ?? visit.createdAt,
    until: move.at,
    scheduleVersion: visit.scheduleVersion - moves.length + n,
  }));
  const since = moves.reduce((latest, { at }) => later(latest, at), visit.createdAt);
  return [...starts, { startsAt: visit.startsAt, since, scheduleVersion: visit.scheduleVersion }];
}

/**
 * A visit as it stood at an instant: its status, its start, the number of its moves, and how often its end
 * had been undone.
 */
export function visitThen(now: Appointment, at: Instant): Appointment {
  const visit: Appointment = {
    ...now,
    status: statusThen(now, at),
    completionSeq: undoneThen(now, 'completion', at),
    cancellationSeq: undoneThen(now, 'cancellation', at),
  };
  const held = heldStarts(visit).findLast(({ since }) => since <= at);
  if (held === undefined || held.scheduleVersion === visit.scheduleVersion) return visit;
  const { startsAt, scheduleVersion } = held;
  const endsAt = addMs(startsAt, millis(visit.endsAt) - millis(visit.startsAt));
  const localDate = localDateAt(startsAt, visit.timeZone);
  return { ...visit, startsAt, endsAt, localDate, scheduleVersion };
}

function undoneThen(visit: Appointment, end: 'completion' | 'cancellation', at: Instant): number {
  const later = visit.history.filter((it) => it.what === `${end}_undone` && it.at > at);
  return (visit[`${end}Seq`] ?? 0) - later.length;
}
