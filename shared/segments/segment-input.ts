import { z } from 'zod';
import { manyLines, oneLine } from '../customers/input-fields.ts';
import { fieldsOf, OWNER_GROUPS } from '../facts/field-groups.ts';
import { checkCondition } from '../kernel/check-condition.ts';
import type { Condition } from '../kernel/condition.ts';
import { ProblemError } from '../kernel/problem.ts';
import { conditionsInput } from '../workflows/condition-input.ts';

/** A segment as people and the API write it. */
export const segmentInput = z.strictObject({
  name: oneLine(100),
  description: manyLines(1000).optional(),
  /** Nobody is meant by mistake: a segment of everybody says so with a comparison that always holds. */
  conditions: conditionsInput,
});
/** A segment as it is to be. */
export type SegmentInput = z.output<typeof segmentInput>;

/** The fields that conditions of segments may speak of. */
export const SEGMENT_FIELDS = fieldsOf(OWNER_GROUPS);

/** Throws what is wrong with the conditions of a segment (422, `invalid-segment`), each finding with its path. */
export function refuseConditions(conditions: Condition): void {
  const errors = isEmpty(conditions)
    ? [
        {
          field: 'conditions',
          detail: 'A segment without conditions would be everybody.',
          allowed: 'at least one comparison',
        },
      ]
    : checkCondition(conditions, SEGMENT_FIELDS, 'conditions');
  const [first] = errors;
  if (first === undefined) return;
  throw new ProblemError({ kind: 'invalid-segment', status: 422, ...first, errors });
}

/** Whether no comparison is in it, at any depth. */
function isEmpty(condition: Condition): boolean {
  if ('all' in condition) return condition.all.every(isEmpty);
  if ('any' in condition) return condition.any.every(isEmpty);
  if ('none' in condition) return condition.none.every(isEmpty);
  return false;
}
