import { eventType, type Event } from '../../../shared/events/model.ts';
import { workflowRunType, workflowType } from '../../../shared/workflows/model.ts';
import { TRIGGERS, type Trigger } from '../../../shared/workflows/triggers.ts';
import { allOf, type Commit } from '../engine/truth.ts';
import type { Salon } from './salon.ts';

/** Checks that an event, once handled, has started every workflow that waited for it, and starts no more. */
export function eventChecks({ world, facts }: Salon): (commit: Commit) => void {
  const { truth, broken } = world;

  const handled = (commit: Commit, event: Event): void => {
    const begun = new Set(
      commit.changes
        .filter(({ before, after }) => !before && after?.['type'] === workflowRunType.type)
        .map(({ after }) => after?.['workflowId']),
    );
    const readAt = commit.by?.lastRead.get('query workflow') ?? 0;
    for (const { id, tenantId, definition } of allOf(truth, workflowType)) {
      const { trigger } = definition;
      if (TRIGGERS[trigger.type].event !== event.name) continue;
      const offset = 'hoursBefore' in trigger ? trigger.hoursBefore : undefined;
      if (offset !== undefined && event.facts['hoursBefore'] !== offset) continue;
      if (!asksFor(trigger, event)) continue;
      const on = facts.since('workflow-on', tenantId, id);
      if (on !== undefined && on <= readAt && !begun.has(id))
        broken(`event ${event.id} was handled and started no run of ${id}`);
    }
  };

  /** Whether one of the vaccinations that it tells of has the days left that a workflow waits for. */
  const asksFor = (trigger: Trigger, { tenantId, facts: told }: Event): boolean => {
    if (trigger.type !== 'vaccination_expiring' || trigger.daysBefore === undefined) return true;
    return (told['alertIds'] as readonly string[]).some(
      (id) => truth.document(tenantId, id)?.['threshold'] === trigger.daysBefore,
    );
  };

  return (commit) => {
    for (const { before, after } of commit.changes) {
      if ((after ?? before)?.['type'] !== eventType.type) continue;
      if (before?.['status'] === 'handled')
        broken(`event ${before.id} was handled and is written again`);
      if (after?.['status'] === 'handled') handled(commit, eventType.schema.parse(after));
    }
  };
}
