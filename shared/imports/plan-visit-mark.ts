import type { Appointment } from '../appointments/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { reputationEventType, visitMarkId, type VisitMarkKind } from '../reputation/model.ts';
import { visitMark } from '../reputation/visit-marks.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import type { PagePlanning } from './page-planner.ts';

const MINUTE_MS = 60_000;
const CORRECTED = 'The file was corrected';
const KINDS = ['no_show', 'late_cancellation', 'completed'] as const;

/**
 * Adds what an imported visit earned its owner, worth what the rules say now, when it happened; and
 * voids what a corrected file no longer says. Nobody was checked in here, so coming earns nothing more.
 */
export function planVisitMark(planning: PagePlanning, visit: Appointment, known: boolean): void {
  const { drafts, tenant, now } = planning;
  const earned = earnedBy(visit, schedulingOf(tenant).graceMinutes);
  if (known) voidOthers(planning, visit, earned?.kind);
  if (earned === undefined) return;
  const mark = visitMark(tenant, visit, { ...earned, now });
  // A new visit has none: only a known one needs the look-up.
  const stored = known ? drafts.get(reputationEventType, mark.id) : undefined;
  if (stored === undefined) drafts.create(mark);
  else if (stored.voided?.reason === CORRECTED)
    drafts.change(mark.id, { voided: undefined }, 'inner');
}

function earnedBy(
  { status, startsAt, endsAt, cancellation }: Appointment,
  graceMinutes: number,
): { readonly kind: VisitMarkKind; readonly occurredAt: Instant } | undefined {
  if (status === 'completed') return { kind: 'completed', occurredAt: endsAt };
  if (status === 'no_show') {
    return { kind: 'no_show', occurredAt: addMs(startsAt, graceMinutes * MINUTE_MS) };
  }
  if (cancellation?.late !== true) return undefined;
  return { kind: 'late_cancellation', occurredAt: cancellation.at };
}

function voidOthers(
  { drafts, now }: PagePlanning,
  { id, markSeq }: Appointment,
  kept: VisitMarkKind | undefined,
): void {
  // Before it was ever missed, what it earned stands under 0.
  const seqs = new Set([0, markSeq]);
  for (const [kind, seq] of KINDS.flatMap((it) => [...seqs].map((seq) => [it, seq] as const))) {
    if (kind === kept && seq === markSeq) continue;
    const mark = drafts.get(reputationEventType, visitMarkId(kind, { id, markSeq: seq }));
    if (mark === undefined || mark.voided !== undefined) continue;
    drafts.change(mark.id, { voided: { at: now, reason: CORRECTED } }, 'inner');
  }
}
