import type { Instant } from '../kernel/instant.ts';
import { liveOf } from '../tenants/model.ts';
import type { Tenant } from '../tenants/model.ts';
import { templateId, templateType } from '../templates/model.ts';
import type { Context } from '../platform/context.ts';
import { workflowRunType } from './model.ts';
import { readDefinition, readRun } from './read-run.ts';
import { whyOver } from './run-state.ts';
import type { Step } from './steps.ts';

/** Which step of which run a text or an e-mail comes from. */
export interface StepMessage {
  readonly tenantId: string;
  readonly content: { readonly runId: string; readonly stepId: string };
}

/** What a step says now, or why it says nothing any more, as a stable word. */
export type StepWords =
  | {
      readonly kind: 'words';
      readonly subject?: string;
      readonly body: string;
      readonly tenant: Tenant;
    }
  | { readonly kind: 'withdrawn'; readonly reason: string };

/**
 * What a step of a run says when its message is claimed: the run, the workflow, the visit and the
 * conditions are read again, and the template says what stands then. What no longer fits is withdrawn,
 * and so is a message that would have a hole in it.
 */
export async function readStepWords(
  context: Context,
  { tenantId, content }: StepMessage,
  type: Extract<Step['type'], 'send_sms' | 'send_email'>,
  now: Instant,
): Promise<StepWords> {
  const stored = await context.records.get(workflowRunType, liveOf(tenantId), content.runId);
  if (stored === undefined) return withdrawn('run-gone');
  if (stored.value.status === 'cancelled') return withdrawn('run-cancelled');
  const { workflow, version } = await readDefinition(context.records, stored.value);
  if (whyOver(workflow) !== undefined || version === undefined) return withdrawn('workflow-paused');
  const found = await readRun(context, stored.value, version, now);
  if (found.over !== undefined) return withdrawn('no-longer-fits');
  const step = version.definition.steps.find(({ id }) => id === content.stepId);
  if (step?.type !== type) return withdrawn('run-gone');
  const id = templateId(step.template);
  const template = await context.records.get(templateType, liveOf(tenantId), id);
  if (template === undefined) return withdrawn('template-gone');
  // What fills templates takes a while to load unbundled; most commands never fill one.
  const { fillTemplate } = await import('../templates/preview-template.ts');
  const { facts, tenant } = found.read;
  const filled = fillTemplate(template.value, facts, tenant, step.variables);
  if (filled.kind === 'missing-values') return withdrawn('missing-values');
  const { kind: _kind, ...words } = filled;
  return { kind: 'words', ...words, tenant };
}

function withdrawn(reason: string) {
  return { kind: 'withdrawn', reason } as const;
}
