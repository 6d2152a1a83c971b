import { z } from 'zod';
import {
  APPOINTMENT_PARTIES,
  APPOINTMENT_SOURCES,
  APPOINTMENT_STATUSES,
  BOOKING_RULES,
  HISTORY_ENTRIES,
  UNDOABLE_STEPS,
} from '../../shared/appointments/model.ts';

/** A visit as the API shows it. */
export const appointmentView = z
  .object({
    id: z.string(),
    ownerId: z.string(),
    staffId: z.string(),
    status: z.enum(APPOINTMENT_STATUSES),
    source: z.enum(APPOINTMENT_SOURCES),
    petIds: z.array(z.string()),
    services: z.array(
      z.object({
        serviceId: z.string(),
        petId: z.string(),
        name: z.string(),
        priceCents: z.number(),
        taxRatePpm: z.number(),
        durationMinutes: z.number(),
      }),
    ),
    startsAt: z.string(),
    endsAt: z.string(),
    busyUntil: z.string(),
    localDate: z.string(),
    timeZone: z.string(),
    notes: z.string().optional(),
    confirmedAt: z.string().optional(),
    arrivedAt: z.string().optional(),
    startedAt: z.string().optional(),
    completedAt: z.string().optional(),
    cancellation: z
      .object({
        at: z.string(),
        by: z.enum(APPOINTMENT_PARTIES),
        reason: z.string(),
        late: z.boolean(),
        judgedAgainst: z.string(),
      })
      .optional(),
    undone: z
      .object({
        step: z.enum(UNDOABLE_STEPS),
        reason: z.string(),
        by: z.string().optional(),
        at: z.string(),
      })
      .optional(),
    heldStartsAt: z.string().optional(),
    overrides: z.array(
      z.object({
        rule: z.enum(BOOKING_RULES),
        reason: z.string(),
        by: z.string().optional(),
        at: z.string(),
      }),
    ),
    vaccineGaps: z.array(
      z.object({ petId: z.string(), vaccine: z.string(), expiryDate: z.string().optional() }),
    ),
    depositAsked: z.boolean().optional(),
    checkpoints: z.array(
      z.object({ kind: z.string(), hoursBefore: z.number().optional(), at: z.string() }),
    ),
    skippedCheckpoints: z.array(
      z.object({ kind: z.string(), hoursBefore: z.number().optional(), reason: z.string() }),
    ),
    history: z.array(
      z.object({
        at: z.string(),
        what: z.enum(HISTORY_ENTRIES),
        status: z.enum(APPOINTMENT_STATUSES),
        by: z.string().optional(),
        reason: z.string().optional(),
        fromStartsAt: z.string().optional(),
        fromStaffId: z.string().optional(),
      }),
    ),
    externalId: z.string().optional(),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Appointment' });
