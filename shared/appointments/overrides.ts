import type { Instant } from '../kernel/instant.ts';
import type { ProblemError } from '../kernel/problem.ts';
import { roleAllows, type Role } from '../tenants/membership.ts';
import type { OverrideInput } from './booking-input.ts';
import { overrideNotAllowed } from './booking-problems.ts';
import type { Appointment, BookingRule } from './model.ts';

/** Who books, moves or cancels. */
export interface Acting {
  /** The member; absent: an operator. */
  readonly memberId?: string | undefined;
  readonly role: Role;
}

/** The role from which rules of booking may be set aside. */
const OVERRIDE_ROLE: Role = 'manager';

/** Rules that were broken and set aside, in the form in which the visit keeps them. */
export interface OverrideDesk {
  /** Throws `broken` unless this rule is set aside; then it is noted. */
  pass(rule: BookingRule, broken: ProblemError): void;
  noted(): Appointment['overrides'];
}

/**
 * Keeps which rules somebody sets aside. Whoever may not is refused (403) at once, whether a rule
 * is broken or not; a rule that is named but not broken leaves no trace.
 */
export function overrideDesk(
  override: OverrideInput | undefined,
  acting: Acting,
  now: Instant,
): OverrideDesk {
  if (override !== undefined && !roleAllows(acting.role, OVERRIDE_ROLE)) {
    throw overrideNotAllowed(acting.role);
  }
  const noted: Appointment['overrides'] = [];
  return {
    pass: (rule, broken) => {
      if (!override?.rules.includes(rule)) throw broken;
      const { memberId } = acting;
      const by = memberId === undefined ? {} : { by: memberId };
      noted.push({ rule, reason: override.reason, ...by, at: now });
    },
    noted: () => noted,
  };
}
