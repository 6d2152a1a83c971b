import type { Owner } from '../customers/model.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { AppointmentSource } from './model.ts';

/** What an owner's standing means for a booking. */
export interface GateAnswer {
  /** normal: nothing. deposit: ask for one. approval: a person must agree. refused: not without an override. */
  readonly outcome: 'normal' | 'deposit' | 'approval' | 'refused';
  /** Why, and what would help, in plain words. */
  readonly detail: string;
}

/** A score below this closes the way to a booking. */
const CLOSED_BELOW = 30;

/** What the cached score of an owner means for a booking. */
export function gateOf(owner: Pick<Owner, 'reputationScore'>): GateAnswer {
  const { reputationScore: score = 100 } = owner;
  return score < CLOSED_BELOW
    ? {
        outcome: 'refused',
        detail: `The reliability score is ${String(score)}, below ${String(CLOSED_BELOW)}.`,
      }
    : { outcome: 'normal', detail: '' };
}

/** The refusal of a booking by the owner's standing; undefined: it may go ahead. */
export function refusalBy(
  { outcome, detail }: GateAnswer,
  source: AppointmentSource,
  ownerId: string,
): ProblemError | undefined {
  // Whoever books by phone or at the desk is the person whose approval is needed.
  const refused = outcome === 'refused' || (outcome === 'approval' && source === 'online');
  if (!refused) return undefined;
  return new ProblemError({
    kind: 'booking-refused',
    status: 409,
    detail,
    field: 'ownerId',
    value: ownerId,
    allowed: 'an override of reputation by a manager',
  });
}
