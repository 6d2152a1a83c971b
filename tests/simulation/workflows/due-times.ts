import { eventType } from '../../../shared/events/model.ts';
import type { Definition } from '../../../shared/workflows/definition.ts';
import type { RunEntry, WorkflowRun } from '../../../shared/workflows/model.ts';
import type { Salon } from './salon.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** When each step was to come by its workflow, whatever delayed it since. */
export interface DueTimes {
  /** Takes in a run as it begins or as a commit left it. */
  learn(before: WorkflowRun | undefined, after: WorkflowRun): void;
  /** Checks that a step which was taken was not later than its workflow allows. */
  taken(before: WorkflowRun, note: RunEntry, definition: Definition): void;
  /** Checks that a step was not called too late when it was in time. */
  skipped(before: WorkflowRun, note: RunEntry): void;
}

/** Follows when the steps of a world's runs are to come. */
export function dueTimes({ world, plan }: Salon): DueTimes {
  const times = new Map<string, number>();
  const { truth, broken } = world;
  const latest = ({ id }: WorkflowRun, maxLateMinutes: number): number =>
    (times.get(id) ?? 0) + maxLateMinutes * MINUTE_MS;

  const first = (run: WorkflowRun): number => {
    const [kind, id = ''] = run.cause.split(':');
    const event = eventType.schema.safeParse(truth.document(plan.tenantId, id)).data;
    if (kind !== 'event' || event === undefined) return Date.parse(run.dueAt ?? '');
    const trigger = (truth.document(plan.tenantId, run.workflowId)?.['definition'] as Definition)
      .trigger;
    const delay = 'delayHours' in trigger ? (trigger.delayHours ?? 0) : 0;
    return Date.parse(event.occurredAt) + delay * HOUR_MS;
  };

  return {
    learn(before, after) {
      if (after.status !== 'running') return;
      if (before === undefined) times.set(after.id, first(after));
      // A person lets it go on from now.
      else if (before.status === 'failed') times.set(after.id, Date.parse(after.dueAt ?? ''));
      else if (before.stepId !== after.stepId) {
        const last = after.entries.at(-1);
        times.set(after.id, Date.parse(last?.until ?? last?.at ?? ''));
      }
      // While its campaign is paused it waits, which makes it no later.
      else if (after.parkedAt !== undefined || before.parkedAt !== undefined)
        times.set(after.id, Date.parse(after.stepDueAt ?? ''));
    },
    taken(before, note, { maxLateMinutes }) {
      const late = Date.parse(note.at) - latest(before, maxLateMinutes);
      if (late > 0) broken(`run ${before.id} was ${String(late / MINUTE_MS)} minutes too late`);
    },
    skipped(before, note) {
      if (Date.parse(note.at) <= latest(before, plan.maxLateMinutes))
        broken(`run ${before.id} was in time and ended as too late`);
      if (plan.calm) broken(`run ${before.id} was too late although nothing went wrong`);
    },
  };
}
