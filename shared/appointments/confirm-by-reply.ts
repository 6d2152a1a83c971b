import type { Reply, ReplyHandler } from '../conversations/reply-handler.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { plainWords } from '../messaging/stop-words.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { raiseAppointmentEvent } from './appointment-event.ts';
import { appointmentType, isOpen, type Appointment } from './model.ts';

/** Words that say "I will come". None of them is a stop word; YES is a START from a closed number only. */
const CONFIRMS = new Set([
  ...'C 1 Y YES YEP YEAH CONFIRM CONFIRMED CONFIRMING SI'.split(' '),
  ...['I CONFIRM', 'YES PLEASE', 'YES CONFIRM', 'YES CONFIRMED', 'CONFIRM PLEASE'],
]);

/** Without a question a confirmation can only mean a visit within so long. */
const WITHIN_MS = 14 * 24 * 3_600_000;
/** How many visits of the owners of a number are looked through. */
const LOOKED_AT = 20;
/** A visit's history keeps so many entries. */
const MOST_ENTRIES = 100;

/**
 * "C", "1" or "yes": the owner will come. Meant is the visit that the latest question asks about; without
 * a question, the next open visits of the number's owners, all those of one day: a family brings its
 * pets together. Which visits were confirmed already stay so and count as an answer all the same.
 * With no visit to come, or a visit that was moved since it was asked about, the text is left to a person.
 */
export const confirmByReply: ReplyHandler = {
  name: 'confirmation',
  async handle(context, reply, now) {
    if (!CONFIRMS.has(plainWords(reply.text.body))) return undefined;
    const visits = await meantVisits(context, reply, now);
    if (visits.length === 0) return undefined;
    const booked = visits.filter(({ value }) => value.status === 'booked');
    const confirmed = booked.map((visit) => confirm(visit, now));
    const [first] = visits;
    return {
      writes: confirmed.flatMap((it) => it.writes),
      next: confirmed.map((it) => it.pointer),
      ...(booked.length > 0 && first !== undefined && { answer: thanks(reply, first.value) }),
    };
  },
};

async function meantVisits(
  context: Context,
  { asked, text, phone }: Reply,
  now: Instant,
): Promise<readonly Stored<Appointment>[]> {
  const partition = liveOf(text.tenantId);
  const toCome = ({ value }: Stored<Appointment>) => isOpen(value) && value.startsAt > now;
  if (asked?.asks.kind === 'confirm') {
    const { appointmentId, scheduleVersion } = asked.asks;
    const visit = await context.records.get(appointmentType, partition, appointmentId);
    if (visit === undefined || !toCome(visit)) return [];
    const moved = scheduleVersion !== undefined && scheduleVersion !== visit.value.scheduleVersion;
    return moved ? [] : [visit];
  }
  const { ownerIds } = phone.value;
  if (ownerIds.length === 0) return [];
  const page = await context.records.query(appointmentType, partition, {
    where: { ownerId: { in: ownerIds }, startsAt: { after: now, to: addMs(now, WITHIN_MS) } },
    orderBy: { field: 'startsAt' },
    limit: LOOKED_AT,
  });
  const open = page.items.filter(toCome);
  return open.filter(({ value }) => value.localDate === open[0]?.value.localDate);
}

function confirm(visit: Stored<Appointment>, now: Instant) {
  const entry = { at: now, what: 'confirmed', status: 'confirmed' } as const;
  const confirmed: Appointment = {
    ...visit.value,
    status: 'confirmed',
    confirmedAt: now,
    history: [...visit.value.history, entry].slice(-MOST_ENTRIES),
    revision: visit.value.revision + 1,
    updatedAt: now,
  };
  const event = raiseAppointmentEvent(confirmed, 'appointment_confirmed', now, { by: 'reply' });
  return { writes: [replace(visit, event.appointment), event.write], pointer: event.pointer };
}

function thanks({ tenant }: Reply, { startsAt, timeZone }: Appointment): string {
  const when = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  }).format(new Date(startsAt));
  // The formatter puts a space before AM that would make the text twice as long to send.
  return `${tenant.name}: Thank you, we will see you on ${when.replaceAll('\u202f', ' ')}.`;
}
