import { isDeepStrictEqual } from 'node:util';
import { appointmentType, isOpen, type Appointment } from '../appointments/model.ts';
import { derivedId } from '../kernel/ids.ts';
import { addMs } from '../kernel/instant.ts';
import { ok, type Result } from '../kernel/result.ts';
import { definedFields } from './defined-fields.ts';
import { markForRecompute } from './mark-for-recompute.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';
import { planServiceNamed, planStaffNamed, staffIdNamed } from './plan-named.ts';
import { planNoShow } from './plan-no-show.ts';
import { endVisitAhead, planVisitAhead } from './plan-visit-ahead.ts';
import { planVisitCharge } from './plan-visit-charge.ts';
import { planVisitMark } from './plan-visit-mark.ts';
import type { AppointmentFacts } from './row-facts.ts';
import { visitLine, type ServiceLine } from './visit-line.ts';

const MINUTE_MS = 60_000;

/** Whose visit a row is about. */
export interface VisitSubject {
  readonly ownerId: string;
  /** Absent: the row names no pet, or none that is known. */
  readonly petId: string | undefined;
}

/** What became of a visit. */
export interface PlannedVisit {
  readonly id: string;
  /** Something to tell although it went in. */
  readonly note?: Refusal;
}

/** A visit as a row makes it, and what is to be told. */
interface ToldVisit {
  readonly visit: Appointment;
  readonly notes: readonly string[];
}

/**
 * Brings the visit of a row in, with what it earned its owner, its record when it was missed and, when
 * the import holds payments, its charge; one that is still to come with its checkpoints and its time. Rows
 * of one visit add up: each brings its pet and its service. No event. What people or the end of grace
 * changed since stays as they left it.
 */
export function planVisit(
  planning: PagePlanning,
  subject: VisitSubject,
  facts: AppointmentFacts,
): PlannedVisit {
  const { drafts } = planning;
  const id = visitId(subject, facts);
  const before = drafts.get(appointmentType, id);
  if (before !== undefined && isLeftAlone(before, facts)) return { id };
  const line = visitLine(planning, subject.petId, facts, before);
  const told = withRow(planning, before ?? newVisit(planning, id, subject, facts), {
    ...{ before, line, facts, petId: subject.petId },
  });
  if (!told.ok) return { id, note: told.error };
  // Kept only now: a row that is refused leaves nothing behind.
  planServiceNamed(planning, facts.service, line);
  planStaffNamed(planning, facts.staff);
  const { visit: after, notes } = told.value;
  const changed = keep(planning, before, after);
  planVisitMark(planning, after, before !== undefined);
  planNoShow(planning, after, before !== undefined);
  const charged = planVisitCharge(planning, after, line, facts.taxCents);
  if (changed || charged.posted) markForRecompute(planning, subject.ownerId);
  const noted = changed && notes.length > 0;
  const note = noted ? { effect: 'note' as const, reason: notes.join(' ') } : charged.note;
  return { id, ...(note !== undefined && { note }) };
}

interface VisitRow {
  readonly before: Appointment | undefined;
  readonly line: ServiceLine;
  readonly facts: AppointmentFacts;
  readonly petId: string | undefined;
}

function withRow(
  planning: PagePlanning,
  visit: Appointment,
  { before, line, facts, petId }: VisitRow,
): Result<ToldVisit, Refusal> {
  const { startsAt, localDate, timeZone, outcome } = facts;
  const wasAhead = before !== undefined && isOpen(before);
  const isAhead = outcome.status === 'booked' || outcome.status === 'confirmed';
  // Of the rows of one visit the first one says when it is and who does it.
  const leads = visit.services.length === 0 || isSameLine(visit.services[0], line);
  const moved = (wasAhead || isAhead) && leads && { startsAt, localDate, timeZone };
  const services = withLine(visit.services, line);
  const minutes = services.reduce((sum, { durationMinutes }) => sum + durationMinutes, 0);
  const petIds = [...new Set([...visit.petIds, petId])].filter((it) => it !== undefined);
  const base = { ...visit, ...moved, services, petIds };
  const endsAt = addMs(base.startsAt, minutes * MINUTE_MS);
  const after: Appointment = {
    ...base,
    ...{ endsAt, busyUntil: endsAt },
    ...outcomeFields(planning, before, facts, endsAt),
  };
  if (!isAhead) {
    return ok({ visit: wasAhead ? endVisitAhead(planning, before, after) : after, notes: [] });
  }
  const staffId = leads ? staffIdNamed(planning, facts.staff) : visit.staffId;
  const namesStaff = facts.staff !== undefined;
  return planVisitAhead(planning, { before, visit: { ...after, staffId }, namesStaff });
}

/** By the id it has in the file, else by its owner, its start and its pet. */
function visitId({ ownerId, petId }: VisitSubject, facts: AppointmentFacts): string {
  const { externalId, startsAt } = facts;
  return externalId === undefined
    ? derivedId('appointment', 'row', ownerId, startsAt, petId ?? '')
    : derivedId('appointment', 'external', externalId);
}

/**
 * Whether a row has nothing to say about a visit: a person booked it or changed it since it was imported
 * (both count revisions, an import does not); the end of its grace left it to a person; or its time has
 * come meanwhile, and the row knows no more of it than that it was booked.
 */
function isLeftAlone(visit: Appointment, { outcome }: AppointmentFacts): boolean {
  if (visit.source !== 'import' || visit.revision > 1) return true;
  return isOpen(visit) && (visit.markSeq > 0 || outcome.status === 'unresolved');
}

function isSameLine(a: ServiceLine | undefined, b: ServiceLine): boolean {
  return a?.serviceId === b.serviceId && a.petId === b.petId;
}

function withLine(lines: readonly ServiceLine[], line: ServiceLine): ServiceLine[] {
  const same = lines.findIndex((it) => isSameLine(it, line));
  return same < 0 ? [...lines, line] : lines.with(same, line);
}

function newVisit(
  planning: PagePlanning,
  id: string,
  { ownerId }: VisitSubject,
  facts: AppointmentFacts,
): Appointment {
  const { tenantId, now } = planning;
  const { startsAt, localDate, timeZone, externalId, notes } = facts;
  return {
    id,
    type: 'appointment',
    tenantId,
    schemaVersion: 1,
    ownerId,
    staffId: staffIdNamed(planning, facts.staff),
    status: 'unresolved',
    source: 'import',
    petIds: [],
    services: [],
    ...{ startsAt, endsAt: startsAt, busyUntil: startsAt, localDate, timeZone },
    ...definedFields({ externalId, notes }),
    overrides: [],
    vaccineGaps: [],
    checkpoints: [],
    skippedCheckpoints: [],
    offsetsDone: [],
    scheduleVersion: 1,
    markSeq: 0,
    eventSequence: 0,
    history: [],
    attempts: 0,
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** A row that does not know how it ended leaves what another one told. */
function outcomeFields(
  { now }: PagePlanning,
  before: Appointment | undefined,
  facts: AppointmentFacts,
  endsAt: Appointment['endsAt'],
): Partial<Appointment> {
  const { outcome } = facts;
  const { markSeq = 0, confirmedAt } = before ?? {};
  const none = { cancellation: undefined, completedAt: undefined, confirmedAt };
  switch (outcome.status) {
    case 'unresolved':
      return before?.status === 'completed' ? { completedAt: endsAt } : {};
    case 'booked':
      return { ...none, status: 'booked', confirmedAt: undefined };
    case 'confirmed':
      return { ...none, status: 'confirmed', confirmedAt: confirmedAt ?? now };
    case 'completed':
      return { ...none, status: 'completed', completedAt: endsAt };
    case 'no_show':
      return { ...none, status: 'no_show', markSeq: Math.max(1, markSeq) };
    case 'cancelled':
      return {
        ...none,
        status: 'cancelled',
        cancellation: cancellationOf(now, before, facts, outcome),
      };
  }
}

function cancellationOf(
  now: Appointment['updatedAt'],
  before: Appointment | undefined,
  { cancelledAt, startsAt }: AppointmentFacts,
  { by, late }: Extract<AppointmentFacts['outcome'], { status: 'cancelled' }>,
): Appointment['cancellation'] {
  // Of a visit to come it was cancelled before now, and a known one keeps when.
  const latest = startsAt < now ? startsAt : (before?.cancellation?.at ?? now);
  return { at: cancelledAt ?? latest, by, reason: 'Imported', late, judgedAgainst: startsAt };
}

function keep(
  planning: PagePlanning,
  before: Appointment | undefined,
  after: Appointment,
): boolean {
  const { drafts } = planning;
  if (before === undefined) {
    drafts.create(after);
    return true;
  }
  const changes = Object.entries(after).filter(
    ([field, value]) => !isDeepStrictEqual(value, before[field as keyof Appointment]),
  );
  drafts.change(after.id, Object.fromEntries(changes), 'inner');
  return changes.length > 0;
}
