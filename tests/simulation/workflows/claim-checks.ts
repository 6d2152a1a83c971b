import type { Instant } from '../../../shared/kernel/instant.ts';
import type { WorkflowRun } from '../../../shared/workflows/model.ts';
import type { Definition } from '../../../shared/workflows/definition.ts';
import type { TriggerType } from '../../../shared/workflows/triggers.ts';
import type { Commit } from '../engine/truth.ts';
import type { Salon, SalonFact } from './salon.ts';
import type { VisitFits } from './visit-fits.ts';
import { writtenFor } from './written.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What waits for the hours of texts whatever its workflow says: scans run before these begin. */
const LASTS_MS: Readonly<Partial<Record<TriggerType, number>>> = {
  vaccination_expiring: 2 * DAY_MS,
};

/** A text or an e-mail that a step of a run planned. */
interface StepMessage {
  readonly id: string;
  readonly tenantId: string;
  readonly content: { readonly runId: string };
  readonly claimedAt?: Instant | undefined;
}

/** What a message that is claimed comes from. */
interface ClaimOf {
  readonly run: WorkflowRun;
  readonly definition: Definition;
}

/**
 * Checks a claim, the last moment before something goes out: what the run says of its visit is so, run,
 * workflow and campaign go on, and the message is still of use. Answers what it comes from.
 */
export function claimChecks(salon: Salon, fits: VisitFits) {
  const { world, facts, plan } = salon;
  const { truth, broken } = world;

  const raced = (by: Commit['by'], fact: SalonFact, id: string, what: string): void => {
    const since = facts.since(fact, plan.tenantId, id);
    if (since === undefined) return;
    if (since <= (by?.lastRead.get(id) ?? 0)) broken(what);
    else world.tally('residuals', `a message was claimed at once with: ${fact}`);
  };

  const inTime = ({ id, claimedAt }: StepMessage, { run, definition }: ClaimOf): void => {
    // Until a paused campaign goes on its messages wait.
    if (run.campaignId !== undefined && salon.wasPaused.has(run.campaignId)) return;
    const planned = run.entries.find(({ messageId }) => messageId === id);
    const late = definition.maxLateMinutes * MINUTE_MS;
    const atLeast = run.campaignId === undefined ? LASTS_MS[definition.trigger.type] : DAY_MS;
    const useMs = Math.max(late, atLeast ?? 0);
    if (!(Date.parse(claimedAt ?? '') <= Date.parse(planned?.at ?? '') + useMs))
      broken(`${id} was claimed at ${String(claimedAt)}, when it was of no use`);
  };

  const visitNow = ({ subject }: WorkflowRun): string => {
    const visit = truth.document(plan.tenantId, subject?.id ?? '');
    return `${String(visit?.['status'])}, ${String(visit?.['startsAt'])}`;
  };

  return ({ by }: Commit, message: StepMessage, name: string): ClaimOf | undefined => {
    const run = truth.document(message.tenantId, message.content.runId) as WorkflowRun | undefined;
    if (run === undefined) {
      broken(`${name} was claimed for no run`);
      return undefined;
    }
    const { workflowId, campaignId } = run;
    const definition = writtenFor(salon, run);
    if (definition === undefined) {
      broken(`${name} was claimed for a version that is not there`);
      return undefined;
    }
    const claim = { run, definition };
    if (!fits.isSo(run, claim.definition.trigger.type))
      broken(`${name} was claimed although its visit was moved or is over: ${visitNow(run)}`);
    raced(by, 'run-cancelled', run.id, `${name} was claimed after its run was cancelled`);
    raced(by, 'workflow-off', workflowId, `${name} was claimed although its workflow was off`);
    if (campaignId !== undefined)
      raced(by, 'campaign-shut', campaignId, `${name} was claimed although its campaign was shut`);
    inTime(message, claim);
    return claim;
  };
}
