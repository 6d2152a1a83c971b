import { appointmentType } from '../appointments/model.ts';
import type { Reply, ReplyHandler } from '../conversations/reply-handler.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { create } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { ratingId, ratingType, type Rating } from './model.ts';
import { parseRating, type SaidRating } from './parse-rating.ts';

/** Whoever rates a visit so, or lower, should be called. */
const UNHAPPY = 3;

/**
 * "5": a rating of the visit that the latest question asks about. A later answer replaces
 * an earlier one, in whatever order they arrive. Unhappy ones and those with words also wait for a
 * person.
 */
export const ratingReply: ReplyHandler = {
  name: 'rating',
  async handle(context, reply, now) {
    const { asked, text } = reply;
    if (asked?.asks.kind !== 'rating') return undefined;
    const said = parseRating(text.body);
    if (said === undefined) return undefined;
    const partition = liveOf(text.tenantId);
    const stored = await context.records.get(ratingType, partition, ratingId(asked.id));
    const { appointmentId } = asked.asks;
    const visit = await context.records.get(appointmentType, partition, appointmentId);
    const write = ratingWrite(stored, { ...reply, asked }, said, visit?.value.staffId, now);
    return {
      writes: [write],
      ...(stored === undefined && { answer: `${reply.tenant.name}: Thank you for your answer!` }),
      needsPerson: said.score <= UNHAPPY || said.comment !== undefined,
    };
  },
};

function ratingWrite(
  stored: Stored<Rating> | undefined,
  { asked, text }: Reply & { readonly asked: NonNullable<Reply['asked']> },
  said: SaidRating,
  staffId: string | undefined,
  now: Instant,
): Write {
  const answer = { score: said.score, textId: text.id, ratedAt: text.createdAt };
  if (stored === undefined) {
    const { id: messageId, ownerId, phoneId, tenantId } = asked;
    const rating: Rating = {
      id: ratingId(messageId),
      type: 'rating',
      tenantId,
      schemaVersion: 1,
      ...answer,
      ...(said.comment !== undefined && { comment: said.comment }),
      appointmentId: asked.asks.appointmentId,
      ...(ownerId !== undefined && { ownerId }),
      phoneId,
      ...(staffId !== undefined && { staffId }),
      messageId,
      earlier: [],
      createdAt: now,
      updatedAt: now,
    };
    return create(rating);
  }
  const { value, etag } = stored;
  const before = { score: value.score, textId: value.textId, ratedAt: value.ratedAt };
  const late = answer.ratedAt < before.ratedAt;
  const earlier = [...value.earlier, late ? answer : before].toSorted((a, b) =>
    a.ratedAt < b.ratedAt ? -1 : 1,
  );
  const comment = said.comment ?? value.comment;
  const document: Rating = late
    ? { ...value, earlier, updatedAt: now }
    : { ...value, ...answer, comment, earlier, updatedAt: now };
  return { op: 'replace', document, etag };
}
