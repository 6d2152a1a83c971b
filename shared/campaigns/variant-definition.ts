import type { Definition } from '../workflows/definition.ts';
import type { Step } from '../workflows/steps.ts';
import type { Variant } from './model.ts';

/**
 * A workflow as a variant has it: its own steps, or those of the workflow with other templates and
 * variables. Variables that a variant does not name stay as they are. Without a variant, or of one that
 * is not there, the workflow as it is.
 */
export function definitionFor(
  definition: Definition,
  variants: readonly Variant[],
  variantId: string | undefined,
): Definition {
  const variant = variants.find(({ id }) => id === variantId);
  if (variant?.steps !== undefined) return { ...definition, steps: [...variant.steps] };
  const changes = variant?.changes;
  if (changes === undefined) return definition;
  return { ...definition, steps: definition.steps.map((step) => changed(step, changes[step.id])) };
}

function changed(step: Step, change: NonNullable<Variant['changes']>[string] | undefined): Step {
  if (change === undefined || !('template' in step)) return step;
  const { template = step.template, variables } = change;
  return {
    ...step,
    template,
    ...(variables && { variables: { ...step.variables, ...variables } }),
  };
}
