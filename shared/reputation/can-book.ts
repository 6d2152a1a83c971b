import type { AppointmentSource } from '../appointments/model.ts';
import type { Owner } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import { addDays, type LocalDate } from '../kernel/local-date.ts';
import type { Tenant } from '../tenants/model.ts';
import { reputationRulesOf, type ReputationRules } from '../tenants/reputation-rules.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { cachedState } from './cached-state.ts';
import { nextBetter, rungOf, type Rung } from './ladder.ts';
import { recoveredBy, type FoldState } from './score.ts';

/** Whether an owner may book, and what to tell them. */
export interface BookingAnswer {
  /**
   * deposit: booked, with a deposit asked. approval: not booked before a person agreed. refused: not
   * booked; `overridable` tells whether a person may set that aside.
   */
  readonly outcome: 'allowed' | 'deposit' | 'approval' | 'refused';
  /** The rung of the score, whoever books. */
  readonly rung: Rung;
  readonly score: number;
  /** Staff may book all the same, with a reason. */
  readonly overridable: boolean;
  /** Why, in plain words. */
  readonly why: string;
  /** What would help, in plain words; none when nothing stands in the way. */
  readonly help: readonly string[];
}

/**
 * Whether an owner may book at this moment, by their score and the tenant's thresholds. Online: a
 * deposit is asked, a person must approve, or booking is refused, by rung. Where staff book (phone,
 * staff, walk_in) a person is there who approves: what is left of that rung is the deposit, while the
 * refused one needs an override with a reason. Nobody pays a deposit for a visit that is happening:
 * walk-ins are not asked. Imported visits are always allowed. Reads nothing: what recovered since the
 * score was last written is counted in.
 */
export function canBook(
  tenant: Tenant,
  owner: Pick<Owner, 'reputationFold'>,
  request: { readonly source: AppointmentSource; readonly now: Instant },
): BookingAnswer {
  const rules = reputationRulesOf(tenant);
  const today = dateAt(tenant, request.now);
  const state = recoveredBy(cachedState(owner, rules), today, rules);
  const rung = rungOf(state.score, rules);
  const outcome = OUTCOMES[request.source](rung);
  return {
    outcome,
    rung,
    score: state.score,
    overridable: outcome === 'refused' && request.source !== 'online',
    why: whyOf(rung, outcome, state.score, rules),
    help: helpFor(state, rung, rules, today),
  };
}

type Outcome = BookingAnswer['outcome'];

const byRung = (rung: Rung): Outcome => (rung === 'normal' ? 'allowed' : rung);
const withStaff = (rung: Rung): Outcome => (rung === 'approval' ? 'deposit' : byRung(rung));
const atTheDoor = (rung: Rung): Outcome => (rung === 'refused' ? 'refused' : 'allowed');

const OUTCOMES: Readonly<Record<AppointmentSource, (rung: Rung) => Outcome>> = {
  online: byRung,
  phone: withStaff,
  staff: withStaff,
  walk_in: atTheDoor,
  import: () => 'allowed',
};

function whyOf(rung: Rung, outcome: Outcome, score: number, rules: ReputationRules): string {
  const threshold = nextBetter(rung, rules);
  if (threshold === undefined)
    return `The reliability score is ${String(score)}: nothing stands in the way.`;
  const below = `The reliability score is ${String(score)}, below ${String(threshold)}`;
  switch (outcome) {
    case 'refused':
      return `${below}: bookings are not taken after visits that were missed or cancelled late.`;
    case 'approval':
      return `${below}: a person must approve the booking after visits that were missed or cancelled late.`;
    case 'deposit':
      return `${below}: a deposit is asked for after visits that were missed or cancelled late.`;
    case 'allowed':
      return `${below}: online it would not simply be booked, here it may be.`;
  }
}

/** What brings the score to the next better rung: visits kept, and time. */
function helpFor(
  { score, recoversFrom }: FoldState,
  rung: Rung,
  rules: ReputationRules,
  today: LocalDate,
): string[] {
  const wanted = nextBetter(rung, rules);
  if (wanted === undefined) return [];
  const lacking = wanted - score;
  const help: string[] = [];
  const perVisit = rules.onTimePoints + rules.completedPoints;
  if (perVisit > 0) {
    const visits = Math.ceil(lacking / perVisit);
    const kept = visits === 1 ? 'One visit kept on time' : `${String(visits)} visits kept on time`;
    help.push(`${kept} would bring the score to ${String(wanted)} or more.`);
  }
  if (rules.recoveryPoints > 0) {
    const days = Math.ceil(lacking / rules.recoveryPoints) * rules.recoveryDays;
    const from = recoversFrom ?? today;
    help.push(`Without another missed visit time alone does it by ${addDays(from, days)}.`);
  }
  if (rung === 'refused') help.push('Staff can book with a stated reason.');
  return help;
}
