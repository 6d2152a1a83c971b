import type { Json } from '../../../shared/platform/store/document-store.ts';
import { factsOf, type Facts } from '../engine/facts.ts';
import type { EmailModel } from '../services/email-model.ts';
import type { Visits } from '../visits/business.ts';
import type { Wording } from './definitions.ts';
import type { WorkflowsPlan } from './seed-plan.ts';

/** What there is in a world of workflows beside the visits. */
export interface Salon extends Visits {
  readonly plan: WorkflowsPlan;
  /** How each workflow was written last, by its id. */
  readonly wordings: Map<string, Wording>;
  readonly facts: Facts<SalonFact>;
  readonly mails: EmailModel;
  /** The campaigns there are, and those of them that were paused at some time. */
  readonly campaignIds: string[];
  readonly wasPaused: Set<string>;
}

/** Statements that the checks of races must know the age of. */
export type SalonFact =
  | 'no-text-to-owner'
  | 'no-text-to-phone'
  | 'workflow-on'
  | 'workflow-off'
  | 'run-cancelled'
  | 'campaign-began'
  | 'campaign-shut'
  | 'owner-active'
  | 'merged';

const SHUT = ['draft', 'scheduled', 'held', 'paused', 'stopped'];

const STATEMENTS: Readonly<Record<SalonFact, (document: Json) => boolean>> = {
  'no-text-to-owner': (it) =>
    it['type'] === 'owner' && (it['smsOptedIn'] === false || it['status'] !== 'active'),
  'no-text-to-phone': (it) =>
    it['type'] === 'phone' && (it['suppressed'] !== undefined || it['unusable'] !== undefined),
  'workflow-on': (it) => it['type'] === 'workflow' && it['status'] === 'active',
  'workflow-off': (it) => it['type'] === 'workflow' && it['status'] !== 'active',
  'run-cancelled': (it) => it['type'] === 'workflowRun' && it['status'] === 'cancelled',
  'campaign-began': (it) => it['type'] === 'campaign' && it['startedAt'] !== undefined,
  'campaign-shut': (it) => it['type'] === 'campaign' && SHUT.includes(String(it['status'])),
  'owner-active': (it) => it['type'] === 'owner' && it['status'] === 'active',
  merged: (it) => it['type'] === 'mergedOwner',
};

/** Follows what bars texts and what starts runs. */
export function salonFacts(): Facts<SalonFact> {
  return factsOf(STATEMENTS);
}

/** How a workflow was written last. */
export function wordingOf({ wordings }: Salon, workflowId: string): Wording {
  const wording = wordings.get(workflowId);
  if (wording === undefined) throw new Error(`There is no workflow ${workflowId}.`);
  return wording;
}
