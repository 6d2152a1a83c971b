import type { Appointment } from '../../../shared/appointments/model.ts';
import { addMs, millis } from '../../../shared/kernel/instant.ts';
import { ledgerEntryType, type LedgerEntry } from '../../../shared/ledger/model.ts';
import type { NoShowRecord } from '../../../shared/no-shows/model.ts';
import { staffDayType, type StaffDay } from '../../../shared/staff/model.ts';
import { allOf, type Change, type Commit } from '../engine/truth.ts';
import type { Visits } from './business.ts';
import { recordsIn } from './desk-acts.ts';
import { visitsIn } from './unrest.ts';

const GRACE_MS = 15 * 60_000;
/** What is taken back so that the visit is still to come. */
const OPENS_AGAIN: ReadonlySet<string> = new Set(['check_in_undone', 'cancellation_undone']);
/** Visits that take the staff member's time. */
const TAKES_TIME = new Set(['booked', 'confirmed', 'arrived', 'completed']);

/** Checks, of every visit that a commit touches, that all that hangs on it was written with it. */
export function visitChecks(visits: Visits): (commit: Commit) => void {
  const { truth, broken } = visits.world;
  const checkInDays = new Set<string>();
  const merged = new Set<string>();

  const changed = ({ before, after }: Change): void => {
    const document = after ?? before;
    const type = document?.['type'];
    if (type === 'mergedOwner') {
      const into = after?.['mergedInto'];
      if (typeof into === 'string') merged.add(into);
    } else if (type === 'appointment' && after === undefined)
      broken(`visit ${String(before?.id)} was deleted`);
    else if (type === 'appointment') checkVisit(document as unknown as Appointment);
    else if (type === 'noShowRecord') {
      const record = document as unknown as NoShowRecord;
      checkRecord(record);
      if (before?.['status'] !== 'marked' && record.status === 'marked') checkMark(record);
    } else if (type === 'staffDay') checkDay(document as unknown as StaffDay);
    else if (type === 'event') checkEvent({ before, after });
    else if (type === 'ledgerEntry' && before !== undefined) checkFact(before, after);
  };

  const charges = (): readonly LedgerEntry[] => allOf(truth, ledgerEntryType);
  const standing = (id: string | undefined): boolean => {
    const all = charges();
    return (
      all.some((it) => it.id === id) &&
      !all.some((it) => it.kind === 'reversal' && it.entryId === id)
    );
  };
  const earned = (visit: Appointment, kind: string): number =>
    truth
      .all('reputationEvent')
      .filter(
        (it) =>
          it['appointmentId'] === visit.id && it['kind'] === kind && it['voided'] === undefined,
      ).length;

  const checkVisit = (visit: Appointment): void => {
    const { id, status } = visit;
    if (visit.arrivedAt !== undefined) checkInDays.add(visit.localDate);
    const wanted: Readonly<Record<string, number>> = {
      completed: status === 'completed' ? 1 : 0,
      no_show: status === 'no_show' ? 1 : 0,
      late_cancellation: visit.cancellation?.late === true ? 1 : 0,
    };
    for (const [kind, times] of Object.entries(wanted)) {
      if (earned(visit, kind) !== times)
        broken(`visit ${id} is ${status} and earned ${kind} ${earned(visit, kind)} times`);
    }
    const charged = charges()
      .filter((it) => it.kind === 'charge' && it.subject?.id === id)
      .filter((it) => standing(it.id)).length;
    if (charged !== (status === 'completed' ? 1 : 0))
      broken(`visit ${id} is ${status} and was charged ${charged} times`);
    const raised = truth.all('event').filter((it) => (it['subject'] as { id?: string }).id === id);
    if (raised.length !== visit.eventSequence)
      broken(`visit ${id} counts ${visit.eventSequence} events of ${raised.length}`);
    const record = recordsIn(visits.world).find(
      (it) => it.appointmentId === id && it.markSeq === visit.markSeq,
    );
    const missed = record?.status === 'marked' || record?.status === 'review';
    if (missed !== (status === 'no_show'))
      broken(`visit ${id} is ${status} although its record is ${record?.status ?? 'missing'}`);
    checkTime(visit);
    if ((visit.cancellation !== undefined) !== (status === 'cancelled'))
      broken(
        `visit ${id} is ${status} and ${visit.cancellation ? 'tells' : 'does not tell'} of a cancellation`,
      );
    if (status !== 'booked' && status !== 'confirmed' && visit.dueAt !== undefined)
      broken(`visit ${id} is ${status} and has something to come`);
  };

  /** The staff member's days say the same as the visit. */
  const checkTime = ({ id, status, staffId, startsAt, busyUntil }: Appointment): void => {
    const claims = daysOf().flatMap((day) =>
      day.booked
        .filter((it) => it.appointmentId === id)
        .map((it) => `${day.staffId} ${day.date} ${it.from} ${it.until}`),
    );
    const dates = [
      ...new Set([
        startsAt.slice(0, 10),
        new Date(Date.parse(busyUntil) - 1).toISOString().slice(0, 10),
      ]),
    ];
    const meant = TAKES_TIME.has(status)
      ? dates.map((date) => `${staffId} ${date} ${startsAt} ${busyUntil}`)
      : [];
    if (claims.sort().join() !== meant.sort().join()) {
      broken(
        `visit ${id} is ${status} and takes ${claims.join(', ') || 'no time'}, not ${meant.join(', ') || 'none'}`,
      );
    }
  };

  const daysOf = (): readonly StaffDay[] => allOf(truth, staffDayType);

  const checkDay = ({ id, booked }: StaffDay): void => {
    const setAside = new Set(
      visitsIn(visits)
        .filter((it) => it.overrides.some(({ rule }) => rule === 'double-booking'))
        .map((it) => it.id),
    );
    for (const [n, one] of booked.entries()) {
      for (const other of booked.slice(n + 1)) {
        if (one.until <= other.from || other.until <= one.from) continue;
        if (setAside.has(one.appointmentId) || setAside.has(other.appointmentId)) continue;
        broken(`${one.appointmentId} and ${other.appointmentId} have one time of ${id}`);
      }
    }
  };

  const checkRecord = (record: NoShowRecord): void => {
    const { id, status, fee, appointmentId } = record;
    const visit = visitsIn(visits).find((it) => it.id === appointmentId);
    if (visit === undefined) broken(`record ${id} is about no visit`);
    if (fee.status === 'charged' && !standing(fee.chargeId))
      broken(`the fee of ${id} is charged and no charge stands`);
    if (fee.status === 'reversed' && standing(fee.chargeId))
      broken(`the fee of ${id} is reversed and its charge stands`);
    if (status === 'undone' && (fee.status === 'charged' || fee.status === 'proposed'))
      broken(`${id} is undone and its fee is ${fee.status}`);
    if (
      (status === 'marked' || status === 'review') &&
      (visit?.status !== 'no_show' || visit.markSeq !== record.markSeq)
    ) {
      broken(`${id} is ${status} although its visit is ${String(visit?.status)}`);
    }
    if (merged.has(record.ownerId)) return;
    const sameDay = recordsIn(visits.world).filter(
      (it) => it.ownerId === record.ownerId && it.localDate === record.localDate,
    );
    const asked = sameDay.filter(
      (it) => it.fee.status === 'charged' || it.fee.status === 'proposed',
    );
    if (asked.length > 1)
      broken(`${record.ownerId} owes ${asked.length} fees for ${record.localDate}`);
  };

  /**
   * What only the product saw counts for nothing while it saw nobody come; and a slip at the desk that was
   * taken back costs nobody a fee at once.
   */
  const checkMark = (record: NoShowRecord): void => {
    const { id, localDate, markedBy, markedAt, startsAt, appointmentId } = record;
    if (markedBy !== undefined) return;
    if (!checkInDays.has(localDate)) {
      broken(`${id} was marked on ${localDate}, when nobody was checked in`);
    }
    const visit = visitsIn(visits).find((it) => it.id === appointmentId);
    const undone = visit?.history.findLast(({ what }) => OPENS_AGAIN.has(what));
    const undoneAt = undone?.at ?? startsAt;
    const grace = millis(addMs(startsAt, GRACE_MS)) <= millis(undoneAt) ? undoneAt : startsAt;
    if (markedAt === undefined || markedAt < addMs(grace, GRACE_MS)) {
      broken(`${id} was marked at ${String(markedAt)}, within its grace`);
    }
  };

  const checkEvent = ({ before, after }: Change): void => {
    if (after === undefined || before?.['status'] === 'handled') {
      broken(`event ${String(before?.id)} was handled and is written again`);
    }
  };

  const checkFact = (before: Change['before'], after: Change['after']): void => {
    if (
      after?.['effectCents'] !== before?.['effectCents'] ||
      after?.['kind'] !== before?.['kind']
    ) {
      broken(`entry ${String(before?.id)} of a ledger was edited`);
    }
  };

  return ({ changes }) => {
    for (const change of changes) changed(change);
  };
}
