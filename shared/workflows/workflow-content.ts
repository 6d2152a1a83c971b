import type { ContentSource } from '../messaging/content-source.ts';
import type { MessageOf } from '../messaging/model.ts';
import { liveOf } from '../tenants/model.ts';
import { templateId, templateType } from '../templates/model.ts';
import { workflowRunType } from './model.ts';
import { readDefinition, readRun } from './read-run.ts';
import { whyOver } from './run-state.ts';

/**
 * The text of a workflow's step. When it is claimed the run, the workflow, the visit and the conditions
 * are read again, and the template says what stands then; what no longer fits is withdrawn, and so is
 * a text that would have a hole in it. Nothing is noted on the run: its timeline shows the text itself.
 */
export const workflowContent: ContentSource<MessageOf<'workflow'>> = {
  kind: 'workflow',
  async render(context, message, now) {
    const { tenantId, content } = message;
    const stored = await context.records.get(workflowRunType, liveOf(tenantId), content.runId);
    if (stored === undefined) return withdrawn('run-gone');
    if (stored.value.status === 'cancelled') return withdrawn('run-cancelled');
    const { workflow, version } = await readDefinition(context.records, stored.value);
    if (whyOver(workflow) !== undefined || version === undefined)
      return withdrawn('workflow-paused');
    const found = await readRun(context, stored.value, version, now);
    if (found.over !== undefined) return withdrawn('no-longer-fits');
    const step = version.definition.steps.find(({ id }) => id === content.stepId);
    if (step?.type !== 'send_sms') return withdrawn('run-gone');
    const id = templateId(step.template);
    const template = await context.records.get(templateType, liveOf(tenantId), id);
    if (template === undefined) return withdrawn('template-gone');
    // What fills templates takes a while to load unbundled; most commands never fill one.
    const { fillTemplate } = await import('../templates/preview-template.ts');
    const { facts, tenant } = found.read;
    const filled = fillTemplate(template.value, facts, tenant, step.variables);
    if (filled.kind === 'missing-values') return withdrawn('missing-values');
    return { kind: 'text', body: filled.body, content, dropped: [] };
  },
  note: async () => [],
};

function withdrawn(reason: string) {
  return { kind: 'withdrawn', reason } as const;
}
