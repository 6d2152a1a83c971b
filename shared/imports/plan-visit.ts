import { isDeepStrictEqual } from 'node:util';
import { appointmentType, type Appointment } from '../appointments/model.ts';
import { derivedId } from '../kernel/ids.ts';
import { addMs } from '../kernel/instant.ts';
import { shareOf } from '../kernel/money.ts';
import { FULL_RATE_PPM } from '../services/model.ts';
import { definedFields } from './defined-fields.ts';
import { markForRecompute } from './mark-for-recompute.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';
import { planServiceNamed, planStaffNamed } from './plan-named.ts';
import { planVisitCharge } from './plan-visit-charge.ts';
import { planVisitMark } from './plan-visit-mark.ts';
import type { AppointmentFacts } from './row-facts.ts';

/** How long a visit took of which nothing says it, in minutes. */
const USUAL_MINUTES = 60;
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

type ServiceLine = Appointment['services'][number];

/**
 * Brings the visit of a row in, with what it earned its owner and, when the import holds payments, its
 * charge. Rows of one visit add up: each brings its pet and its service. No checkpoint, no event: it is
 * past. What people changed since stays as they left it.
 */
export function planVisit(
  planning: PagePlanning,
  subject: VisitSubject,
  facts: AppointmentFacts,
): PlannedVisit {
  const { drafts } = planning;
  const id = visitId(subject, facts);
  const before = drafts.get(appointmentType, id);
  if (before !== undefined && isPeoples(before)) return { id };
  const line = lineOf(planning, subject, facts);
  const visit = before === undefined ? newVisit(planning, id, subject, facts) : { ...before };
  const services = withLine(before?.services ?? [], line);
  const petIds = [...new Set([...(before?.petIds ?? []), subject.petId])];
  const minutes = services.reduce((sum, { durationMinutes }) => sum + durationMinutes, 0);
  const endsAt = addMs(visit.startsAt, minutes * MINUTE_MS);
  const after: Appointment = {
    ...visit,
    ...{ services, endsAt, busyUntil: endsAt },
    petIds: petIds.filter((it) => it !== undefined),
    ...outcomeFields(before, facts, endsAt),
  };
  const changed = keep(planning, before, after);
  planVisitMark(planning, after, before !== undefined);
  const charged = planVisitCharge(planning, after, line, facts.taxCents);
  if (changed || charged.posted) markForRecompute(planning, subject.ownerId);
  return { id, ...(charged.note !== undefined && { note: charged.note }) };
}

/** By the id it has in the file, else by its owner, its start and its pet. */
function visitId({ ownerId, petId }: VisitSubject, facts: AppointmentFacts): string {
  const { externalId, startsAt } = facts;
  return externalId === undefined
    ? derivedId('appointment', 'row', ownerId, startsAt, petId ?? '')
    : derivedId('appointment', 'external', externalId);
}

/** Whether a person booked it or changed it since it was imported: both count revisions, an import does not. */
function isPeoples({ source, revision }: Appointment): boolean {
  return source !== 'import' || revision > 1;
}

function lineOf(
  planning: PagePlanning,
  { petId = '' }: VisitSubject,
  facts: AppointmentFacts,
): ServiceLine {
  const { durationMinutes = USUAL_MINUTES, priceCents = 0, taxCents = 0 } = facts;
  const service = planServiceNamed(planning, facts.service, { durationMinutes, priceCents });
  return {
    serviceId: service.id,
    petId,
    name: service.name,
    priceCents,
    taxRatePpm: shareOf(taxCents, FULL_RATE_PPM, priceCents),
    durationMinutes,
  };
}

function withLine(lines: readonly ServiceLine[], line: ServiceLine): ServiceLine[] {
  const same = lines.findIndex(
    ({ serviceId, petId }) => serviceId === line.serviceId && petId === line.petId,
  );
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
    staffId: planStaffNamed(planning, facts.staff).id,
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
  before: Appointment | undefined,
  { outcome, cancelledAt, startsAt }: AppointmentFacts,
  endsAt: Appointment['endsAt'],
): Partial<Appointment> {
  const none = { cancellation: undefined, completedAt: undefined };
  switch (outcome.status) {
    case 'unresolved':
      return before?.status === 'completed' ? { completedAt: endsAt } : {};
    case 'completed':
      return { ...none, status: 'completed', completedAt: endsAt };
    case 'no_show':
      return { ...none, status: 'no_show' };
    case 'cancelled': {
      const { by, late } = outcome;
      const at = cancelledAt ?? startsAt;
      const cancellation = { at, by, reason: 'Imported', late, judgedAgainst: startsAt };
      return { ...none, status: 'cancelled', cancellation };
    }
  }
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
