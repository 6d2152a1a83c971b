import type { Decision, Worker } from '../due-work/worker.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Context } from '../platform/context.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { schedulingOf } from '../tenants/scheduling.ts';
import type { Tenant } from '../tenants/model.ts';
import { raiseAppointmentEvent } from './appointment-event.ts';
import { dueFor, NO_CHECKPOINTS } from './checkpoints.ts';
import { appointmentType, isOpen, type Appointment } from './model.ts';

/** What the end of a visit's grace comes to. */
export interface GraceAnswer {
  /** The visit's own replacement among them, without the checkpoint. */
  readonly writes: readonly Write[];
  /** Work these writes make due, for the fast path. */
  readonly next?: readonly Pointer[];
}

/**
 * Decides about a visit whose grace ended and that is still booked or confirmed. It may be asked
 * twice, at once or late, and has no effect but its writes, which are one commit.
 */
export type GraceEnded = (
  context: Context,
  stored: Stored<Appointment>,
  now: Instant,
) => Promise<GraceAnswer>;

const MINUTE_MS = 60_000;
const LEASE_MS = 60_000;

/**
 * The worker of a visit's checkpoints. An approaching visit only raises `appointment_approaching`
 * (what follows from it is decided elsewhere, from what stands then); the end of grace asks
 * `graceEnded`, which reads for itself what it needs. An approaching visit that is told of later than
 * the tenant's settings allow, or that has begun, is skipped and says so. Each checkpoint is one commit guarded by the visit's ETag: a check-in, a
 * move or a cancellation at the same moment either comes first, and the checkpoint is decided again
 * from what that left, or meets what the checkpoint left.
 */
export function appointmentWorker(graceEnded: GraceEnded): Worker<Appointment> {
  return {
    kind: 'appointments',
    type: appointmentType,
    leaseMs: LEASE_MS,
    async decide(context, stored, now) {
      const { value } = stored;
      const [checkpoint] = value.checkpoints;
      if (!isOpen(value) || checkpoint === undefined) {
        return { kind: 'settle', writes: [replace(stored, NO_CHECKPOINTS)] };
      }
      if (checkpoint.kind === 'grace') {
        return { kind: 'settle', ...(await graceEnded(context, stored, now)) };
      }
      return approach(await loadTenant(context, value.tenantId), stored, now);
    },
    run: async () => Promise.reject(new Error('A checkpoint is settled at once, never claimed.')),
    async fail() {
      // Where the visit stands is not for the machinery to change: the notice tells staff.
      return { changes: { checkpoints: [], planVersion: undefined } };
    },
  };
}

/** The visit with its first checkpoint done, and the next one due. */
function afterCheckpoint(visit: Appointment): Appointment {
  const [done, ...rest] = visit.checkpoints;
  const offset = done?.hoursBefore === undefined ? [] : [done.hoursBefore];
  return {
    ...visit,
    ...dueFor(rest),
    planVersion: rest.length === 0 ? undefined : visit.planVersion,
    offsetsDone: [...visit.offsetsDone, ...offset],
  };
}

function approach(
  tenant: Tenant,
  stored: Stored<Appointment>,
  now: Instant,
): Decision<Appointment> {
  const { value } = stored;
  const [checkpoint] = value.checkpoints;
  const { reminderMaxLateMinutes } = schedulingOf(tenant);
  const latest = addMs(checkpoint?.at ?? now, reminderMaxLateMinutes * MINUTE_MS);
  if (now > latest || now >= value.startsAt) {
    return { kind: 'settle', writes: [replace(stored, skipped(value, 'too-late'))] };
  }
  const hoursBefore = checkpoint?.hoursBefore ?? 0;
  const facts = { hoursBefore, startsAt: value.startsAt };
  const { appointment, write, pointer } = raiseAppointmentEvent(
    afterCheckpoint(value),
    'appointment_approaching',
    now,
    facts,
  );
  return { kind: 'settle', writes: [replace(stored, appointment), write], next: [pointer] };
}

function skipped(visit: Appointment, reason: string): Appointment {
  const [checkpoint] = visit.checkpoints;
  const after = afterCheckpoint(visit);
  if (checkpoint === undefined) return after;
  const { kind, hoursBefore } = checkpoint;
  const skip = { kind, ...(hoursBefore !== undefined && { hoursBefore }), reason };
  return { ...after, skippedCheckpoints: [...after.skippedCheckpoints, skip] };
}
