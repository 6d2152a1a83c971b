import { eventType, type Event } from '../../../shared/events/model.ts';
import { vaccinationAlertType, type VaccinationAlert } from '../../../shared/vaccinations/model.ts';
import type { Definition } from '../../../shared/workflows/definition.ts';
import {
  workflowRunType,
  workflowType,
  workflowVersionId,
  type WorkflowRun,
} from '../../../shared/workflows/model.ts';
import { allOf, type Commit } from '../engine/truth.ts';
import type { Lapses } from './lapses.ts';
import type { Salon } from './salon.ts';

/** What a scan finds past the limit is for the staff's list, and no workflow's. */
const PAST_THE_LIMIT = -1;

/**
 * Checks what scans tell workflows: all that is due for pets that are there, with the alerts and once; and
 * that a run speaks of those of it that its workflow waits for.
 */
export function toldChecks(salon: Salon, lapses: Lapses): (commit: Commit) => void {
  const { world, plan, facts } = salon;
  const { truth, broken } = world;
  const toldBy = new Map<string, string>();

  /** Whether a workflow that was on when it was looked for waits for so many days. */
  const isAwaited = (by: Commit['by'], threshold: number): boolean =>
    allOf(truth, workflowType).some(({ id, definition: { trigger } }) => {
      if (trigger.type !== 'vaccination_expiring') return false;
      const on = facts.since('workflow-on', plan.tenantId, id) ?? Infinity;
      const { daysBefore = threshold } = trigger;
      return daysBefore === threshold && on <= (by?.lastRead.get('query workflow') ?? 0);
    });

  const found = ({ by, changes }: Commit, alerts: readonly VaccinationAlert[]): void => {
    const told = new Set(
      changes.flatMap(({ before, after }) => (before ? [] : alertsOf(after as Event | undefined))),
    );
    const due = alerts.filter(
      ({ threshold, petId }) => threshold !== PAST_THE_LIMIT && lapses.isPetThere(by, petId),
    );
    for (const [ownerId, theirs] of Map.groupBy(due, (it) => it.ownerId)) {
      if (truth.document(plan.tenantId, ownerId)?.['type'] !== 'owner') continue;
      if (!theirs.some(({ threshold }) => isAwaited(by, threshold))) continue;
      for (const { id } of theirs)
        if (!told.has(id)) broken(`${id} is due and no event tells of it`);
    }
  };

  const raised = (event: Event): void => {
    for (const alertId of alertsOf(event)) {
      if (toldBy.has(alertId)) broken(`${alertId} is told of twice, by ${event.id} too`);
      toldBy.set(alertId, event.id);
      world.tally('vaccinations', 'told of');
    }
  };

  const began = ({ id, cause, workflowId, version, facts: begun }: WorkflowRun): void => {
    const event = truth.document(plan.tenantId, cause.slice('event:'.length));
    const all = alertsOf(event as Event | undefined);
    if (all.length === 0) return;
    const kept = truth.document(plan.tenantId, workflowVersionId(workflowId, version));
    const { trigger } = kept?.['definition'] as Definition;
    const days = trigger.type === 'vaccination_expiring' ? trigger.daysBefore : undefined;
    const meant = all.filter((alertId) => {
      const threshold = truth.document(plan.tenantId, alertId)?.['threshold'];
      return days === undefined || threshold === days;
    });
    const speaksOf = (begun['alertIds'] ?? []) as readonly string[];
    if (meant.length === 0 || meant.join() !== speaksOf.join())
      broken(`run ${id} began with ${speaksOf.join()} when it waits for ${meant.join()}`);
  };

  return (commit) => {
    const created = commit.changes.flatMap(({ before, after }) =>
      before || !after ? [] : [after],
    );
    const ofType = (type: string): readonly unknown[] =>
      created.filter((it) => it['type'] === type);
    const alerts = ofType(vaccinationAlertType.type) as readonly VaccinationAlert[];
    if (alerts.length > 0) found(commit, alerts);
    for (const event of ofType(eventType.type)) raised(event as Event);
    for (const run of ofType(workflowRunType.type)) began(run as WorkflowRun);
  };
}

/** The alerts that an event tells of; none where it is no such event. */
function alertsOf(event: Event | undefined): readonly string[] {
  if (event?.type !== eventType.type || event.name !== 'vaccination_expiring') return [];
  return event.facts['alertIds'] as readonly string[];
}
