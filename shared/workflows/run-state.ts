import { campaignGate, type CampaignGate } from '../campaigns/campaign-gate.ts';
import type { Campaign } from '../campaigns/model.ts';
import { withoutDue } from '../due-work/failure.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import {
  FINISHED_RUN_TTL_SECONDS,
  type RunEntry,
  type Workflow,
  type WorkflowRun,
  type WorkflowVersion,
} from './model.ts';
import { successorsOf, type Step } from './steps.ts';

/** What a run follows, as it stands now; absent: it is gone. */
interface Followed {
  readonly workflow?: Workflow | undefined;
  readonly campaign?: Campaign | undefined;
}

/** What is noted of something that happened in a run. */
export type Note = Omit<RunEntry, 'at'>;

/** The run after its end: nothing is due any more, and it vanishes after 400 days. */
export function finished(
  run: WorkflowRun,
  status: Exclude<WorkflowRun['status'], 'running'>,
  note: Note,
  now: Instant,
): WorkflowRun {
  return {
    ...withoutDue(run),
    status,
    stepId: undefined,
    stepDueAt: undefined,
    parkedAt: undefined,
    entries: [...run.entries, { at: now, ...note }],
    attempts: 0,
    lastError: undefined,
    finishedAt: now,
    ttl: FINISHED_RUN_TTL_SECONDS,
    updatedAt: now,
  };
}

/** The run after a step: the next one is due at `dueAt`, or the run is done when there is none. */
export function stepped(
  run: WorkflowRun,
  note: Note,
  next: { readonly stepId: string | undefined; readonly dueAt: Instant },
  now: Instant,
): WorkflowRun {
  const noted = { ...run, entries: [...run.entries, { at: now, ...note }] };
  if (next.stepId === undefined) return finished(noted, 'done', { what: 'done' }, now);
  return {
    ...noted,
    stepId: next.stepId,
    attempts: 0,
    lastError: undefined,
    leaseId: undefined,
    dueAt: next.dueAt,
    stepDueAt: next.dueAt,
    parkedAt: undefined,
    updatedAt: now,
  };
}

/** The step to come of a run in its version, and the ids that may follow it. */
export function stepOf(
  run: WorkflowRun,
  { definition }: Pick<WorkflowVersion, 'definition'>,
): { readonly step: Step; readonly successors: readonly (string | undefined)[] } | undefined {
  const index = definition.steps.findIndex(({ id }) => id === run.stepId);
  const step = definition.steps[index];
  return step && { step, successors: successorsOf(definition.steps, index) };
}

/**
 * Why a run that comes due ends instead: its workflow is not active any more, or its campaign was
 * stopped; undefined: it goes on.
 */
export function whyOver(
  run: Pick<WorkflowRun, 'campaignId'>,
  { workflow, campaign }: Followed,
): string | undefined {
  if (workflow === undefined) return 'The workflow is gone.';
  if (workflow.status !== 'active') return `The workflow is ${workflow.status}.`;
  const gate = gateOf(run, { campaign });
  return gate.kind === 'over' ? gate.why : undefined;
}

/** Whether the campaign of a run, if it has one, lets it go on. */
export function gateOf(
  { campaignId }: Pick<WorkflowRun, 'campaignId'>,
  { campaign }: Pick<Followed, 'campaign'>,
): CampaignGate {
  return campaignId === undefined ? { kind: 'open' } : campaignGate(campaign);
}

/** A run looks by itself so long after it was parked, should nobody wake it. */
const PARKED_MS = 24 * 3_600_000;

/**
 * The run while its campaign is paused: it waits at its step until the campaign goes on, which wakes it.
 * The wait makes no step late.
 */
export function parked(run: WorkflowRun, now: Instant): WorkflowRun {
  const dueAt = addMs(now, PARKED_MS);
  const parkedAt = run.parkedAt ?? now;
  return { ...run, parkedAt, attempts: 0, stepDueAt: dueAt, dueAt, updatedAt: now };
}
