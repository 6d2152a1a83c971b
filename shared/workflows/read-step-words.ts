import { addMs, type Instant } from '../kernel/instant.ts';
import type { Waits } from '../messaging/content-source.ts';
import { liveOf } from '../tenants/model.ts';
import type { Tenant } from '../tenants/model.ts';
import { templateId, templateType } from '../templates/model.ts';
import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import { workflowRunType, type WorkflowRun, type WorkflowVersion } from './model.ts';
import {
  fieldsOfStep,
  readDocuments,
  readRun,
  type ReadRun,
  type RunDocuments,
} from './read-run.ts';
import { gateOf, whyOver } from './run-state.ts';
import type { Step } from './steps.ts';
import { whyCapped } from './text-cap.ts';
import { LONGEST_CLOSED_MS } from './useful-until.ts';
import { branchesBefore } from './way-to-step.ts';
import { answersOtherwise } from './why-not.ts';

const MINUTE_MS = 60_000;
/** A message whose campaign is paused is looked at again after so long. */
const PAUSED_MS = 15 * MINUTE_MS;

/** Which step of which run a text or an e-mail comes from. */
export interface StepMessage {
  readonly id: string;
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
      /** For the claim's commit: what the words are about must not change before it. */
      readonly guards: readonly Write[];
    }
  | { readonly kind: 'withdrawn'; readonly reason: string }
  | Waits;

/**
 * What a step of a run says when its message is claimed: the run, the workflow, the visit, the conditions, the
 * branches right before the step and the workflow's cap are read again, and the template says what stands then. What no longer fits is
 * withdrawn, and so is a message that would have a hole in it. The claim guards the visit, so that none
 * commits after a move or a cancellation; a switch of the workflow, a cancelled run and what conditions
 * ask for are as of this reading. While its campaign is paused a message waits, and stays of use.
 */
export async function readStepWords(
  context: Context,
  message: StepMessage,
  type: Extract<Step['type'], 'send_sms' | 'send_email'>,
  now: Instant,
): Promise<StepWords> {
  const { tenantId, content } = message;
  const stored = await context.records.get(workflowRunType, liveOf(tenantId), content.runId);
  if (stored === undefined) return withdrawn('run-gone');
  if (stored.value.status === 'cancelled') return withdrawn('run-cancelled');
  const run = stored.value;
  const documents = await readDocuments(context.records, run, now);
  const { version } = documents;
  const quiet = quietNow(run, documents, now);
  if (quiet !== undefined) return quiet;
  if (version === undefined) return withdrawn('workflow-paused');
  const { definition } = version;
  const step = definition.steps.find(({ id: stepId }) => stepId === content.stepId);
  if (step?.type !== type) return withdrawn('run-gone');
  const template = await readTemplate(context, tenantId, step);
  if (template === undefined) return withdrawn('template-gone');
  const found = await readForStep(context, run, { documents, version, step, template }, now);
  if (found === undefined) return withdrawn('no-longer-fits');
  if (type === 'send_sms' && (await isCapped(context, found, message.id))) {
    return withdrawn('frequency-cap');
  }
  const filled = template.fill(found);
  if (filled.kind === 'missing-values') return withdrawn('missing-values');
  return { ...filled, kind: 'words', tenant: documents.tenant, guards: guardsOf(documents) };
}

/** The run as its message is decided from; undefined: it is over, or a branch that led here leads elsewhere. */
async function readForStep(
  context: Context,
  run: WorkflowRun,
  about: {
    readonly documents: RunDocuments;
    readonly version: WorkflowVersion;
    readonly step: Step;
    readonly template: { readonly fields: ReadonlySet<string> };
  },
  now: Instant,
): Promise<ReadRun | undefined> {
  const { documents, version, step, template } = about;
  const { definition } = version;
  const branches = branchesBefore(run, definition, step.id);
  const asked = branches.flatMap((it) => [...fieldsOfStep(it.step, definition.trigger.type)]);
  const fields = new Set([...template.fields, ...asked]);
  const { read } = await readRun(context, run, { documents, version, fields }, now);
  const otherwise = branches.some(
    (it) => read && answersOtherwise(read, it.step.conditions, it.held),
  );
  return otherwise ? undefined : read;
}

function guardsOf({ appointment }: RunDocuments): Write[] {
  return appointment ? [{ op: 'touch', id: appointment.value.id, etag: appointment.etag }] : [];
}

/** What keeps a run from saying anything now, whatever its step would say. */
function quietNow(
  run: WorkflowRun,
  documents: RunDocuments,
  now: Instant,
): Exclude<StepWords, { readonly kind: 'words' }> | undefined {
  const gate = gateOf(run, documents);
  if (gate.kind === 'over') return withdrawn('campaign-stopped');
  if (whyOver(run, documents) !== undefined) return withdrawn('workflow-paused');
  if (gate.kind === 'open') return undefined;
  const until = addMs(now, PAUSED_MS);
  const { maxLateMinutes = 0 } = documents.version?.definition ?? {};
  // Closed hours may come between two looks, and the wait for them is no fault of the text's.
  const useMs = Math.max(maxLateMinutes * MINUTE_MS, LONGEST_CLOSED_MS);
  return { kind: 'waits', until, notAfter: addMs(until, useMs) };
}

/** The template of a step as it stands now, and the fields it asks for; undefined: it is gone. */
async function readTemplate(
  context: Context,
  tenantId: string,
  { template: key, variables }: Extract<Step, { type: 'send_sms' | 'send_email' }>,
) {
  const stored = await context.records.get(templateType, liveOf(tenantId), templateId(key));
  if (stored === undefined) return undefined;
  // What fills templates takes a while to load unbundled; most commands never fill one.
  const { fieldsOfTemplate, fillTemplate } = await import('../templates/preview-template.ts');
  return {
    fields: fieldsOfTemplate(stored.value, variables),
    fill: ({ facts, tenant }: ReadRun) => fillTemplate(stored.value, facts, tenant, variables),
  };
}

async function isCapped(
  { records }: Context,
  { run, version, loaded, now }: ReadRun,
  claiming: string,
): Promise<boolean> {
  const asked = { owner: loaded.owner.value, workflowId: run.workflowId, claiming };
  return (await whyCapped(records, asked, version.definition, now)) !== undefined;
}

function withdrawn(reason: string) {
  return { kind: 'withdrawn', reason } as const;
}
