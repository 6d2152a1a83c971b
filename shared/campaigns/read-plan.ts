import type { Facts } from '../kernel/condition.ts';
import { countSegments } from '../messaging/segments.ts';
import { parsed, type Records } from '../platform/store/records.ts';
import { templateId, templateType, type Template } from '../templates/model.ts';
import { liveOf, type Tenant } from '../tenants/model.ts';
import type { Definition } from '../workflows/definition.ts';
import {
  workflowType,
  workflowVersionId,
  workflowVersionType,
  type Workflow,
} from '../workflows/model.ts';
import type { Campaign } from './model.ts';
import { entryRule, type WhyNotEnter } from './why-not-enter.ts';
import { definitionFor } from './variant-definition.ts';

/** What owners enter, and what they would be sent. */
export interface Plan {
  /** As it stands now, but for the version, which is the one the campaign keeps. */
  readonly workflow: Workflow;
  /** What each group gets; without variants what everybody gets. */
  readonly definitions: readonly Definition[];
  /** What a group gets. */
  readonly definitionOf: (group: string | undefined) => Definition;
  /** Says of somebody in the audience why they do not enter. */
  readonly whyNotEnter: WhyNotEnter;
  /** Whether anything is sent at all. */
  readonly sends: boolean;
  /** How long the first text of a definition is for somebody. */
  readonly segmentsOf: (definition: Definition, facts: Facts) => number;
}

/** Reads what a campaign sends, in two store calls; undefined: workflow or version is gone. */
export async function readPlan(
  records: Records,
  tenant: Tenant,
  campaign: Pick<Campaign, 'tenantId' | 'workflowId' | 'pinned' | 'variants'>,
): Promise<Plan | undefined> {
  const { tenantId, workflowId, pinned, variants } = campaign;
  const ids = [workflowId, workflowVersionId(workflowId, pinned?.version ?? 0)];
  const found = await records.store.getMany(liveOf(tenantId), ids);
  const stored = found.find(({ value }) => value['type'] === workflowType.type);
  const version = found.find(({ value }) => value['type'] === workflowVersionType.type);
  if (stored === undefined || (version === undefined && pinned !== undefined)) return undefined;
  const now = parsed(workflowType, stored).value;
  const then = version && parsed(workflowVersionType, version).value;
  const workflow = { ...now, ...(then && { version: then.version, definition: then.definition }) };
  const definitionOf = (group: string | undefined): Definition =>
    definitionFor(workflow.definition, variants, group);
  const definitions =
    variants.length === 0 ? [workflow.definition] : variants.map(({ id }) => definitionOf(id));
  const templates = await templatesOf(records, tenantId, definitions);
  // What fills templates takes a while to load unbundled; most commands never fill one.
  const { templateFiller } = await import('../templates/preview-template.ts');
  const fillers = new Map([...templates].map(([key, it]) => [key, templateFiller(it, tenant)]));
  const segmentsOf = (definition: Definition, facts: Facts): number => {
    const step = definition.steps.find((it) => 'template' in it);
    if (step === undefined || !('template' in step)) return 0;
    const fill = fillers.get(step.template);
    if (fill === undefined || step.type === 'send_email') return 1;
    const filled = fill(facts, step.variables);
    return filled.kind === 'filled' ? countSegments(filled.body).segments : 1;
  };
  const sends = definitions.some(({ steps }) => steps.some((step) => 'template' in step));
  const whyNotEnter = entryRule(definitions);
  return { workflow, definitions, definitionOf, whyNotEnter, sends, segmentsOf };
}

async function templatesOf(
  records: Records,
  tenantId: string,
  definitions: readonly Definition[],
): Promise<ReadonlyMap<string, Template>> {
  const steps = definitions.flatMap((it) => it.steps);
  const keys = new Set(steps.flatMap((step) => ('template' in step ? [step.template] : [])));
  if (keys.size === 0) return new Map();
  const found = await records.getMany(templateType, liveOf(tenantId), [...keys].map(templateId));
  return new Map(found.map(({ value }) => [value.key, value]));
}
