import type { Owner } from '../../../shared/customers/model.ts';
import { addDays, type LocalDate } from '../../../shared/kernel/local-date.ts';
import { localDateAt } from '../../../shared/kernel/time-zone.ts';
import { ledgerEntryType } from '../../../shared/ledger/model.ts';
import { reputationEventType, type ReputationEvent } from '../../../shared/reputation/model.ts';
import { allOf, type Commit } from '../engine/truth.ts';
import type { Visits } from './business.ts';
import { recordsIn } from './desk-acts.ts';
import { visitsIn } from './unrest.ts';

const TOP = 100;
/** A bad mark is forgiven by a point for each whole week after it. */
const WEEK = 7;

/** Checks, of every owner that a commit touches, that what is kept on them is what their records say. */
export function checkOwners(visits: Visits, { changes }: Commit): void {
  const { truth } = visits.world;
  const touched = new Set<string>();
  for (const { before, after } of changes) {
    const document = after ?? before;
    if (document?.['type'] === 'owner') touched.add(document.id);
    else if (typeof document?.['ownerId'] === 'string') touched.add(document['ownerId']);
  }
  for (const id of touched) {
    const owner = truth.document(visits.plan.tenantId, id);
    if (owner?.['type'] === 'owner') checkOwner(visits, owner as unknown as Owner);
  }
}

/** What is kept on one owner; while a merge gathers their records it may lag, see `shared/reputation`. */
export function checkOwner(visits: Visits, owner: Owner): void {
  if (owner.absorbing !== undefined) return;
  const { broken, truth } = visits.world;
  const theirs = ({ ownerId }: { readonly ownerId: string }): boolean => ownerId === owner.id;
  const say = (what: string, kept: unknown, meant: unknown): void => {
    if (kept !== meant)
      broken(`${what} of ${owner.id} is ${String(kept)} instead of ${String(meant)}`);
  };
  const entries = allOf(truth, ledgerEntryType).filter(theirs);
  say('the balance', owner.balanceCents ?? 0, total(entries.map((it) => it.effectCents)));
  say('the spend', owner.spendCents ?? 0, total(entries.map((it) => it.money?.amountCents ?? 0)));
  const records = recordsIn(visits.world)
    .filter(theirs)
    .filter((it) => it.status === 'marked' || it.status === 'review');
  say('the count of missed visits', owner.noShowCount ?? 0, records.length);
  const strikes = (owner.noShowStrikes ?? [])
    .map((it) => it.recordId)
    .sort()
    .join();
  say(
    'the strikes',
    strikes,
    records
      .map((it) => it.id)
      .sort()
      .join(),
  );
  const own = visitsIn(visits).filter(theirs);
  say(
    'the count of late cancellations',
    owner.lateCancellationCount ?? 0,
    own.filter((it) => it.cancellation?.late === true).length,
  );
  const done = own.filter((it) => it.status === 'completed');
  say('the count of completed visits', owner.completedAppointmentCount ?? 0, done.length);
  say('the count of visits', owner.visitCount ?? 0, done.length);
  const events = allOf(truth, reputationEventType).filter(theirs);
  const { lastReputationUpdate: updated } = owner;
  const score = updated && scoreByDays(events, localDateAt(updated, visits.plan.timeZone));
  say('the score', owner.reputationScore, score);
}

/** The score told day by day: what was forgiven that morning, then what happened that day. */
function scoreByDays(events: readonly ReputationEvent[], until: LocalDate): number {
  const counted = events.filter((it) => it.voided === undefined);
  const first = counted.map((it) => it.localDate).sort()[0];
  const last =
    counted
      .map((it) => it.localDate)
      .sort()
      .at(-1) ?? until;
  let score = TOP;
  let daysSinceBad = -1;
  for (let day = first ?? until; day <= until || day <= last; day = addDays(day, 1)) {
    if (daysSinceBad >= 0) daysSinceBad += 1;
    if (daysSinceBad > 0 && daysSinceBad % WEEK === 0) score = Math.min(TOP, score + 1);
    const today = counted.filter((it) => it.localDate === day);
    for (const { points } of today.sort(byMoment)) {
      score = Math.min(TOP, Math.max(0, score + points));
      if (points < 0) daysSinceBad = 0;
    }
  }
  return score;
}

function byMoment(a: ReputationEvent, b: ReputationEvent): number {
  const [one, other] = [`${a.occurredAt} ${a.id}`, `${b.occurredAt} ${b.id}`];
  return one < other ? -1 : one > other ? 1 : 0;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, it) => sum + it, 0);
}
