import type { Facts } from '../kernel/condition.ts';
import type { Definition } from './definition.ts';
import type { WorkflowRun } from './model.ts';
import type { Step } from './steps.ts';

/**
 * What is known of an owner as if the run had changed nothing: without the tags that its steps added, with
 * those that they took away. A workflow for who has no tag "thanked" may set that tag itself, right after its
 * text was planned, and the text is not taken back for it.
 */
export function beforeOwnSteps(
  { entries }: Pick<WorkflowRun, 'entries'>,
  { steps }: Pick<Definition, 'steps'>,
  facts: Facts,
): Facts {
  const own = entries.flatMap(({ stepId }) => steps.find(({ id }) => id === stepId) ?? []);
  const updates = own.filter((step) => step.type === 'update_record');
  if (updates.length === 0) return facts;
  const tags = facts['owner.tags'];
  const before = updates.reduceRight(withoutUpdate, Array.isArray(tags) ? tags : []);
  return { ...facts, 'owner.tags': before };
}

function withoutUpdate(
  tags: readonly string[],
  { addTags = [], removeTags = [] }: Extract<Step, { type: 'update_record' }>,
): readonly string[] {
  return [...new Set([...tags.filter((tag) => !addTags.includes(tag)), ...removeTags])];
}
