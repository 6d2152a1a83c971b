import { z } from 'zod';
import { oneLine } from '../../shared/customers/input-fields.ts';
import {
  adjustScore,
  getReputationEvent,
  voidAdjustment,
} from '../../shared/reputation/adjust-score.ts';
import { RUNGS } from '../../shared/reputation/ladder.ts';
import { REPUTATION_KINDS, type ReputationEvent } from '../../shared/reputation/model.ts';
import { recomputeOwner } from '../../shared/reputation/recompute-owner.ts';
import { reputationOf } from '../../shared/reputation/score-history.ts';
import { simulateWeights } from '../../shared/reputation/simulate-weights.ts';
import { wordsOf } from '../../shared/reputation/words.ts';
import { reputationInput } from '../../shared/tenants/reputation-input.ts';
import { endpoint, reply, type Creation } from './endpoint.ts';
import { idParam } from './list-page.ts';

const bookingView = z.object({
  outcome: z.enum(['allowed', 'deposit', 'approval', 'refused']),
  rung: z.enum(RUNGS),
  score: z.number(),
  overridable: z.boolean(),
  why: z.string(),
  help: z.array(z.string()),
});

const eventView = z
  .object({
    id: z.string(),
    ownerId: z.string(),
    kind: z.enum(REPUTATION_KINDS),
    points: z.number(),
    occurredAt: z.string(),
    localDate: z.string(),
    timeZone: z.string(),
    appointmentId: z.string().optional(),
    reason: z.string().optional(),
    by: z.string().optional(),
    voided: z.object({ at: z.string(), reason: z.string(), by: z.string().optional() }).optional(),
    /** What it means, in words a customer can be told. */
    words: z.string(),
  })
  .meta({ id: 'ReputationEvent' });

const reputationView = z
  .object({
    ownerId: z.string(),
    score: z.number(),
    noShowCount: z.number(),
    lateCancellationCount: z.number(),
    completedAppointmentCount: z.number(),
    lastReputationUpdate: z.string().optional(),
    booking: z.object({ online: bookingView, staff: bookingView }),
    history: z.array(
      z.object({
        eventId: z.string().optional(),
        kind: z.enum([...REPUTATION_KINDS, 'recovery']),
        localDate: z.string(),
        before: z.number(),
        after: z.number(),
        voided: z.boolean(),
        words: z.string(),
      }),
    ),
  })
  .meta({ id: 'Reputation' });

const getEndpoint = endpoint({
  name: 'get-reputation',
  method: 'GET',
  route: 'owners/{ownerId}/reputation',
  role: 'staff',
  summary: 'How reliable an owner is: score, whether they may book, and how it came about.',
  params: idParam('ownerId'),
  replies: { 200: reputationView },
  handle: async ({ context, caller, params: { ownerId } }) => {
    const { history, booking, ...rest } = await reputationOf(context, {
      tenantId: caller.tenantId,
      ownerId,
    });
    const shown = history.map(({ event, ...step }) => ({
      ...step,
      ...(event !== undefined && { eventId: event.id }),
      kind: event?.kind ?? ('recovery' as const),
      voided: event?.voided !== undefined,
    }));
    const { online, staff } = booking;
    return reply(200, {
      ...rest,
      booking: {
        online: { ...online, help: [...online.help] },
        staff: { ...staff, help: [...staff.help] },
      },
      history: shown,
    });
  },
});

function viewOf(event: ReputationEvent) {
  return { ...event, words: wordsOf(event) };
}

const adjusted = { 201: eventView };

const creates: Creation<typeof adjusted> = {
  type: 'reputationEvent',
  again: async ({ context, caller, id }) =>
    reply(201, viewOf(await getReputationEvent(context, caller.tenantId, id))),
};

const adjustEndpoint = endpoint({
  name: 'adjust-reputation',
  method: 'POST',
  route: 'owners/{ownerId}/reputation-events',
  role: 'manager',
  summary: 'Adds a person’s judgement to an owner’s score: points with a reason.',
  params: idParam('ownerId'),
  body: z.strictObject({
    points: z
      .number()
      .int()
      .min(-100)
      .max(100)
      .refine((it) => it !== 0, {
        error: 'must not be 0',
        params: { allowed: '-100 to 100, not 0' },
      }),
    reason: oneLine(500),
  }),
  example: { points: 10, reason: 'They called in time, the line was busy.' },
  replies: adjusted,
  creates,
  handle: async ({ context, caller, params: { ownerId }, body }) => {
    const { tenantId, memberId: by } = caller;
    return reply(201, viewOf(await adjustScore(context, { tenantId, ownerId, by, ...body })));
  },
});

const voidEndpoint = endpoint({
  name: 'void-reputation-event',
  method: 'POST',
  route: 'reputation-events/{reputationEventId}/void',
  role: 'manager',
  summary: 'Takes a person’s judgement back; what a visit caused is corrected at the visit.',
  params: idParam('reputationEventId'),
  body: z.strictObject({ reason: oneLine(500) }),
  example: { reason: 'It was the wrong owner.' },
  replies: { 200: eventView },
  failures: [409],
  handle: async ({ context, caller, params: { reputationEventId: eventId }, body }) => {
    const { tenantId, memberId: by } = caller;
    return reply(200, viewOf(await voidAdjustment(context, { tenantId, eventId, by, ...body })));
  },
});

const recomputedView = z
  .object({
    ownerId: z.string(),
    score: z.number(),
    noShowCount: z.number(),
    lateCancellationCount: z.number(),
    completedAppointmentCount: z.number(),
    balanceCents: z.number(),
    added: z.number(),
    changed: z.boolean(),
  })
  .meta({ id: 'RecomputedOwner' });

const recomputeEndpoint = endpoint({
  name: 'recompute-owner',
  method: 'POST',
  route: 'owners/{ownerId}/recompute',
  role: 'manager',
  summary: 'Rebuilds counters, score and balance of an owner from their records.',
  params: idParam('ownerId'),
  replies: { 200: recomputedView },
  handle: async ({ context, caller, params: { ownerId } }) =>
    reply(200, await recomputeOwner(context, { tenantId: caller.tenantId, ownerId })),
});

const standing = z.object({ score: z.number(), rung: z.enum(RUNGS) });
const byRung = z.record(z.enum(RUNGS), z.number());

const simulationView = z
  .object({
    owners: z.number(),
    events: z.number(),
    /** Owners by score in tens: 0-9, ... 90-99, 100. */
    scores: z.object({ now: z.array(z.number()), then: z.array(z.number()) }),
    rungs: z.object({ now: byRung, then: byRung }),
    changes: z.number(),
    changed: z.array(z.object({ ownerId: z.string(), before: standing, after: standing })),
    next: z.string().optional(),
  })
  .meta({ id: 'ReputationSimulation' });

const simulateEndpoint = endpoint({
  name: 'simulate-reputation',
  method: 'POST',
  route: 'reputation-simulations',
  role: 'manager',
  summary:
    'What today’s scores would be under other rules, and who would change rung. Writes nothing; with a `next` ask again with it as `after` and add up.',
  body: z.strictObject({
    rules: reputationInput,
    after: z.string().min(1).max(200).optional(),
  }),
  example: { rules: { noShowPoints: -30, refusedBelow: 40 } },
  replies: { 200: simulationView },
  handle: async ({ context, caller, body }) => {
    const found = await simulateWeights(context, { tenantId: caller.tenantId, ...body });
    const { scores, changed, ...rest } = found;
    return reply(200, {
      ...rest,
      scores: { now: [...scores.now], then: [...scores.then] },
      changed: [...changed],
    });
  },
});

/** Endpoints on how reliable owners are. */
export const reputationEndpoints = [
  getEndpoint,
  adjustEndpoint,
  voidEndpoint,
  recomputeEndpoint,
  simulateEndpoint,
];
