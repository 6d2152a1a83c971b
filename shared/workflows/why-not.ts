import { fieldsOf } from '../facts/field-groups.ts';
import { compileCondition } from '../kernel/compile-condition.ts';
import type { Condition, Facts } from '../kernel/condition.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import type { WorkflowRun, WorkflowVersion } from './model.ts';
import { beforeOwnSteps } from './own-steps.ts';
import { groupsOf } from './triggers.ts';

/** What conditions of a run are asked of. */
interface Asked {
  readonly run: Pick<WorkflowRun, 'entries'>;
  readonly version: Pick<WorkflowVersion, 'definition'>;
  readonly tenant: Tenant;
  readonly facts: Facts;
  readonly now: Instant;
}

/**
 * The comparisons that keep conditions from holding for a run, in words; none: they hold. `today` is the
 * local date that dates are compared with.
 */
export function whyNot(
  { version: { definition }, tenant, facts, now }: Asked,
  conditions: Condition,
  today: LocalDate = dateAt(tenant, now),
): readonly string[] {
  const compiled = compileCondition(conditions, fieldsOf(groupsOf(definition.trigger.type)));
  if (compiled.holds(facts, today)) return [];
  const reasons = compiled.whyNot(facts, today);
  return reasons.length > 0 ? reasons : ['No part of the conditions holds.'];
}

/** As `whyNot`, of conditions that held before: what the run changed itself does not count against them. */
export function whyNoLonger(
  asked: Asked,
  conditions: Condition,
  today?: LocalDate,
): readonly string[] {
  const reasons = whyNot(asked, conditions, today);
  return reasons.length === 0 || held(beforeIts(asked), conditions, today) ? [] : reasons;
}

/** Whether conditions that once held, or did not, answer otherwise by now; what the run changed itself apart. */
export function answersOtherwise(asked: Asked, conditions: Condition, before: boolean): boolean {
  return held(asked, conditions) !== before && held(beforeIts(asked), conditions) !== before;
}

function held(asked: Asked, conditions: Condition, today?: LocalDate): boolean {
  return whyNot(asked, conditions, today).length === 0;
}

function beforeIts(asked: Asked): Asked {
  const { run, version, facts } = asked;
  return { ...asked, facts: beforeOwnSteps(run, version.definition, facts) };
}
