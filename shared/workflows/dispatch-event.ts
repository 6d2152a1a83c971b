import { appointmentType } from '../appointments/model.ts';
import { currentOwner } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import type { Subscriber } from '../events/event-worker.ts';
import type { Event, EventName } from '../events/model.ts';
import { addMs } from '../kernel/instant.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { alertsOf, expiringFacts } from './expiring-vaccinations.ts';
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
    const told = await toldBy(records, event);
    const waiting = page.items.flatMap(({ value: workflow }) => {
      const facts = factsFor(workflow.definition.trigger, event, told);
      return facts === undefined ? [] : [{ workflow, facts }];
    });
    if (waiting.length === 0) return { writes: [] };
    const owner = await ownerOf(records, event);
    if (owner === undefined) return { writes: [] };
    const { id, subject, occurredAt } = event;
    const { id: ownerId, absorbing } = owner;
    const who = { ownerId, absorbing, cause: `event:${id}`, subject };
    const runs = await Promise.all(
      waiting.map(async ({ workflow, facts }) => {
        const dueAt = addMs(occurredAt, delayMs(workflow.definition.trigger));
        return startRun(records, { ...who, workflow, facts, dueAt }, now);
      }),
    );
    return {
      writes: runs.flatMap(({ writes }) => writes),
      next: runs.flatMap(({ pointer }) => pointer ?? []),
    };
  },
};

type Told = Awaited<ReturnType<typeof alertsOf>>;

/** What an event tells of beside its facts. */
async function toldBy(records: Records, { name, tenantId, facts }: Event): Promise<Told> {
  return name === 'vaccination_expiring' ? alertsOf(records, tenantId, facts) : [];
}

/** What a run of a trigger begins with; undefined: the event is not one that it asks for. */
function factsFor(
  trigger: Trigger,
  { facts }: Pick<Event, 'facts'>,
  told: Told,
): Event['facts'] | undefined {
  switch (trigger.type) {
    case 'appointment_approaching':
      return facts['hoursBefore'] === trigger.hoursBefore ? facts : undefined;
    case 'vaccination_expiring':
      return expiringFacts(told, trigger.daysBefore);
    case 'inbound_keyword':
      return trigger.keywords.includes(String(facts['inbound.keyword'])) ? facts : undefined;
    default:
      return facts;
  }
}

function delayMs(trigger: Trigger): number {
  return 'delayHours' in trigger ? (trigger.delayHours ?? 0) * HOUR_MS : 0;
}

/** Whom an event concerns, as they are known today. */
async function ownerOf(
  records: Records,
  { tenantId, subject, facts }: Event,
): Promise<Owner | undefined> {
  const told = facts['ownerId'];
  if (typeof told === 'string') return (await currentOwner(records, tenantId, told))?.value;
  if (subject.type !== appointmentType.type) return undefined;
  const visit = await records.get(appointmentType, liveOf(tenantId), subject.id);
  if (visit === undefined) return undefined;
  return (await currentOwner(records, tenantId, visit.value.ownerId))?.value;
}
