import type { Json } from '../../../shared/platform/store/document-store.ts';
import {
  workflowRunType,
  type RunEntry,
  type WorkflowRun,
} from '../../../shared/workflows/model.ts';
import type { Definition } from '../../../shared/workflows/definition.ts';
import type { Step } from '../../../shared/workflows/steps.ts';
import type { Change, Commit } from '../engine/truth.ts';
import type { Salon } from './salon.ts';
import { dueTimes } from './due-times.ts';
import type { VisitFits } from './visit-fits.ts';
import { writtenFor } from './written.ts';

/** What a run may not change after it began. */
const PINNED = ['workflowId', 'version', 'cause', 'campaignId', 'variant', 'createdAt'] as const;

/** Checks every commit that touches a run: one step of the version it began with, whole, in time, once. */
export function runChecks(salon: Salon, fits: VisitFits): (commit: Commit) => void {
  const { world, facts } = salon;
  const { truth, broken } = world;
  const done = new Set<string>();
  const causes = new Set<string>();
  const due = dueTimes(salon);

  const definitionOf = (run: WorkflowRun): Definition | undefined => writtenFor(salon, run);

  const began = (commit: Commit, run: WorkflowRun): void => {
    const { id, workflowId, cause, ownerId } = run;
    // An event is one cause whoever the owner is; a day lets every owner in.
    const name = `${workflowId} ${cause} ${cause.startsWith('event:') ? '' : ownerId}`;
    if (causes.has(name)) broken(`${cause} started ${workflowId} twice, as run ${id} too`);
    causes.add(name);
    if (definitionOf(run) === undefined) broken(`run ${id} began with a version that is not there`);
    const off = facts.since('workflow-off', run.tenantId, workflowId);
    const readAt = Math.max(
      commit.by?.lastRead.get(workflowId) ?? 0,
      commit.by?.lastRead.get('query workflow') ?? 0,
    );
    if (off === undefined) return;
    if (off <= readAt) broken(`run ${id} began although its workflow was off`);
    else world.tally('residuals', 'a run began while its workflow was being switched off');
  };

  /** A step that was taken, as its entry says. */
  const taken = (commit: Commit, before: WorkflowRun, after: WorkflowRun, note: RunEntry): void => {
    const { id } = after;
    const definition = definitionOf(before);
    const index = definition?.steps.findIndex((it) => it.id === note.stepId) ?? -1;
    const step = definition?.steps[index];
    const name = `step ${String(note.stepId)} of run ${id}`;
    if (definition === undefined || step === undefined || note.stepId !== before.stepId) {
      broken(`${name} is not the one that was to come in its version`);
      return;
    }
    if (done.has(name)) broken(`${name} was taken twice`);
    done.add(name);
    if (!isWhat(step, note)) broken(`${name}, ${step.type}, left "${note.what}": another version`);
    if (!hasEffect(commit, after, step, note))
      broken(`${name}, ${note.what}, is not what was written`);
    const next = followingOf(definition, index, note);
    const goesOn = after.status === 'running' ? after.stepId : undefined;
    if (goesOn !== next) broken(`${name} leads to ${String(goesOn)}, not ${String(next)}`);
    due.taken(before, note, definition);
    whileOff(commit, before, name);
    whileShut(commit, before, name);
    if (fits.isSo(before, definition.trigger.type)) return;
    const readAt = commit.by?.lastRead.get(before.subject?.id ?? '') ?? 0;
    if (fits.since(before) <= readAt) broken(`${name} was taken although its visit was not so`);
    else world.tally('residuals', 'a step was taken while its visit changed');
  };

  const whileOff = (commit: Commit, run: WorkflowRun, name: string): void => {
    const off = facts.since('workflow-off', run.tenantId, run.workflowId);
    if (off === undefined) return;
    if (off <= (commit.by?.lastRead.get(run.workflowId) ?? 0))
      broken(`${name} was taken although its workflow was off`);
    else world.tally('residuals', 'a step was taken while its workflow was being switched off');
  };

  const whileShut = ({ by }: Commit, { tenantId, campaignId }: WorkflowRun, name: string): void => {
    if (campaignId === undefined) return;
    const shut = facts.since('campaign-shut', tenantId, campaignId);
    if (shut === undefined) return;
    if (shut <= (by?.lastRead.get(campaignId) ?? 0))
      broken(`${name} was taken although its campaign was shut`);
    else world.tally('residuals', 'a step was taken while its campaign was being shut');
  };

  const changed = (commit: Commit, before: WorkflowRun, after: WorkflowRun): void => {
    const { id } = after;
    for (const field of PINNED) {
      if (before[field] !== after[field]) broken(`run ${id} changed its ${field}`);
    }
    const isOver = before.status !== 'running' && before.status !== 'failed';
    if (isOver && after.status !== before.status)
      broken(`run ${id} was ${before.status} and is ${after.status}`);
    const merged = truth.document(before.tenantId, before.ownerId)?.['type'] === 'mergedOwner';
    if (before.ownerId !== after.ownerId && !merged) broken(`run ${id} went to another owner`);
    const kept = after.entries.slice(0, before.entries.length);
    if (JSON.stringify(kept) !== JSON.stringify(before.entries))
      broken(`the past of run ${id} was rewritten`);
    const news = after.entries.slice(before.entries.length);
    const steps = news.filter((note) => isStep(note, after));
    if (steps.length > 1) broken(`run ${id} took ${steps.length} steps in one commit`);
    for (const note of steps) taken(commit, before, after, note);
    for (const note of news) if (note.what === 'too late') due.skipped(before, note);
  };

  return (commit) => {
    for (const { before, after } of commit.changes) {
      if ((after ?? before)?.['type'] !== workflowRunType.type) continue;
      if (after === undefined) {
        broken(`run ${String(before?.id)} was deleted`);
        continue;
      }
      const run = after as unknown as WorkflowRun;
      if (before === undefined) began(commit, run);
      else changed(commit, before as unknown as WorkflowRun, run);
      due.learn(before as WorkflowRun | undefined, run);
    }
  };
}

/** Ends that come instead of a step. */
const INSTEAD = ['skipped', 'cancelled', 'failed'];

/** Whether an entry tells of a step that was taken, not of the run as a whole. */
export function isStep({ stepId }: RunEntry, { status }: WorkflowRun): boolean {
  return stepId !== undefined && !INSTEAD.includes(status);
}

/** Whether an entry can be what a step leaves behind. */
function isWhat(step: Step, { what }: Pick<RunEntry, 'what'>): boolean {
  switch (step.type) {
    case 'send_sms':
      return what === 'text planned' || what === 'not sent';
    case 'send_email':
      return what === 'e-mail planned' || what === 'not sent';
    case 'update_record':
      return what === 'record updated' || what === 'nothing to update';
    case 'log_event':
      return what === step.message;
    case 'wait':
      return what.startsWith('waits until ');
    case 'branch':
      return what === 'yes' || what === 'no';
    case 'stop':
      return what === step.reason;
  }
}

/** What a step leaves that sends something, by the type of what is sent. */
const PLANNED: Readonly<Record<string, string>> = {
  'text planned': 'message',
  'e-mail planned': 'email',
};

/** Whether a commit did to texts, e-mails and owners what the step says, and nothing else. */
function hasEffect({ changes }: Commit, run: WorkflowRun, step: Step, note: RunEntry): boolean {
  const sent = changes.filter(
    ({ before, after }) => !before && Object.values(PLANNED).includes(String(after?.['type'])),
  );
  const owners = changes.filter(({ after }) => after?.['type'] === 'owner');
  const planned = PLANNED[note.what];
  if (planned !== undefined) {
    const [it] = sent.map(({ after }) => after);
    const content = it?.['content'] as { runId?: string; stepId?: string } | undefined;
    const is = content?.runId === run.id && content.stepId === step.id;
    return sent.length === 1 && it?.['type'] === planned && it.id === note.messageId && is;
  }
  if (sent.length > 0) return false;
  if (note.what !== 'record updated') return owners.length === 0;
  return owners.length === 1 && owners.every((it) => isUpdate(it, step, run.ownerId));
}

function isUpdate({ before, after }: Change, step: Step, ownerId: string): boolean {
  if (step.type !== 'update_record' || after?.id !== ownerId) return false;
  const lines = (document: Json | undefined): number =>
    ((document?.['notes'] ?? '') as string).split('\n').filter((line) => line === step.appendNote)
      .length;
  const tags = (after['tags'] ?? []) as readonly string[];
  return (
    lines(after) === lines(before) + 1 && (step.addTags ?? []).every((it) => tags.includes(it))
  );
}

/** The step that a person who reads the definition would take next. */
function followingOf({ steps }: Definition, index: number, note: RunEntry): string | undefined {
  const step = steps[index];
  const below = steps[index + 1]?.id;
  if (step === undefined || step.type === 'stop') return undefined;
  const named = step.type === 'branch' ? (note.what === 'yes' ? step.then : step.else) : step.next;
  return named === 'stop' ? undefined : (named ?? below);
}
