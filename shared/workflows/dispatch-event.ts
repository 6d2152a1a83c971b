import { appointmentType } from '../appointments/model.ts';
import { ownerType } from '../customers/model.ts';
import type { Subscriber } from '../events/event-worker.ts';
import type { Event, EventName } from '../events/model.ts';
import { addMs } from '../kernel/instant.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { MOST_ACTIVE_PER_TRIGGER, workflowType } from './model.ts';
import { startRun } from './start-run.ts';
import { TRIGGERS, type Trigger } from './triggers.ts';

const HOUR_MS = 3_600_000;

/** The events that start workflows. */
const EVENTS: readonly EventName[] = Object.values(TRIGGERS).flatMap(({ event }) => event ?? []);

/**
 * Starts a run of every active workflow that waits for an event, in the event's own commit: each event
 * starts each workflow once. Conditions are left to the run's first step, which is due when the delay
 * is over.
 */
export const workflowDispatcher: Subscriber = {
  name: 'workflows',
  events: EVENTS,
  async react({ records }, event, now) {
    const page = await records.query(workflowType, liveOf(event.tenantId), {
      where: { activeTrigger: event.name },
      limit: MOST_ACTIVE_PER_TRIGGER,
    });
    const waiting = page.items.filter(({ value }) => concerns(value.definition.trigger, event));
    if (waiting.length === 0) return { writes: [] };
    const ownerId = await ownerOf(records, event);
    if (ownerId === undefined) return { writes: [] };
    const runs = await Promise.all(
      waiting.map(async ({ value: workflow }) =>
        startRun(
          records,
          {
            workflow,
            ownerId,
            cause: `event:${event.id}`,
            subject: event.subject,
            facts: event.facts,
            dueAt: addMs(event.occurredAt, delayMs(workflow.definition.trigger)),
          },
          now,
        ),
      ),
    );
    return {
      writes: runs.flatMap(({ writes }) => writes),
      next: runs.flatMap(({ pointer }) => pointer ?? []),
    };
  },
};

/** Whether an event is one that a trigger of its name asks for. */
function concerns(trigger: Trigger, { facts }: Pick<Event, 'facts'>): boolean {
  switch (trigger.type) {
    case 'appointment_approaching':
      return facts['hoursBefore'] === trigger.hoursBefore;
    case 'vaccination_expiring':
      return trigger.daysBefore === undefined || facts['daysBefore'] === trigger.daysBefore;
    case 'inbound_keyword':
      return trigger.keywords.includes(String(facts['inbound.keyword']).trim().toUpperCase());
    default:
      return true;
  }
}

function delayMs(trigger: Trigger): number {
  return 'delayHours' in trigger ? (trigger.delayHours ?? 0) * HOUR_MS : 0;
}

async function ownerOf(
  records: Records,
  { tenantId, subject }: Event,
): Promise<string | undefined> {
  if (subject.type === ownerType.type) return subject.id;
  if (subject.type !== appointmentType.type) return undefined;
  const visit = await records.get(appointmentType, liveOf(tenantId), subject.id);
  return visit?.value.ownerId;
}
