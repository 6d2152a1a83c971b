import { isBooking } from '../appointments/is-booking.ts';
import { appointmentType } from '../appointments/model.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { shortLinkType } from '../links/model.ts';
import { openedByPersonAt } from '../links/visitor.ts';
import { isReply } from '../messaging/is-reply.ts';
import { inboundTextType, messageType, type Message } from '../messaging/model.ts';
import { queryAll } from '../platform/store/query-all.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { workflowRunType } from '../workflows/model.ts';
import type { CampaignMember, Experiment } from './model.ts';

const DAY_MS = 86_400_000;

/** For so many days after their first text an owner counts, by what is measured. */
export const WINDOW_DAYS: Readonly<Record<Experiment['metric'], number>> = {
  reply: 3,
  click: 5,
  booking: 5,
};

/** What a member was sent. */
interface Sent {
  readonly member: CampaignMember;
  readonly messages: readonly Message[];
  /** When their first text was claimed. */
  readonly since: Instant;
}

/**
 * Which of these members the metric counts, by the id of their membership: who answered a text of the
 * campaign (not with STOP, START or HELP), who opened a link of one as a person, or who had a visit
 * booked, each within the metric's days of their first text. Who was sent none counts for no metric.
 */
export async function convertedAmong(
  records: Records,
  tenantId: string,
  metric: Experiment['metric'],
  members: readonly CampaignMember[],
): Promise<ReadonlySet<string>> {
  const sent = await readSent(records, tenantId, members);
  if (sent.length === 0) return new Set();
  const happened = await HAPPENED[metric](records, tenantId, sent, WINDOW_DAYS[metric] * DAY_MS);
  return new Set(
    sent
      .filter((it) => {
        const until = addMs(it.since, WINDOW_DAYS[metric] * DAY_MS);
        return happened(it).some((at) => at >= it.since && at <= until);
      })
      .map(({ member }) => member.id),
  );
}

async function readSent(
  records: Records,
  tenantId: string,
  members: readonly CampaignMember[],
): Promise<Sent[]> {
  const partition = liveOf(tenantId);
  const runIds = members.flatMap(({ runId }) => runId ?? []);
  const runs = await records.getMany(workflowRunType, partition, runIds);
  const idsOf = new Map(
    runs.map(({ value }) => [value.id, value.entries.flatMap(({ messageId }) => messageId ?? [])]),
  );
  const found = await records.getMany(messageType, partition, [...idsOf.values()].flat());
  const byId = new Map(found.map(({ value }) => [value.id, value]));
  return members.flatMap((member) => {
    const ids = idsOf.get(member.runId ?? '') ?? [];
    const messages = ids.flatMap((id) => byId.get(id) ?? []);
    const [since] = messages.flatMap(({ claimedAt }) => claimedAt ?? []).toSorted();
    return since === undefined ? [] : [{ member, messages, since }];
  });
}

/** Reads when what is measured happened to each, from the first text of any of them on. */
type Happened = (
  records: Records,
  tenantId: string,
  sent: readonly Sent[],
  windowMs: number,
) => Promise<(it: Sent) => readonly Instant[]>;

const HAPPENED: Readonly<Record<Experiment['metric'], Happened>> = {
  click: async (records, tenantId, sent) => {
    const ids = sent.flatMap(({ messages }) => messages.flatMap(({ linkIds = [] }) => linkIds));
    const links = await records.getMany(shortLinkType, liveOf(tenantId), ids);
    const opened = Map.groupBy(links, ({ value }) => value.messageId);
    return ({ messages }) =>
      messages.flatMap((text) =>
        (opened.get(text.id) ?? []).flatMap(({ value }) => openedByPersonAt(value, text) ?? []),
      );
  },
  reply: async (records, tenantId, sent, windowMs) => {
    const phoneIds = sent.flatMap(({ messages }) => messages.map(({ phoneId }) => phoneId));
    const texts = await queryAll(records, inboundTextType, liveOf(tenantId), {
      where: { phoneId: { in: [...new Set(phoneIds)] }, createdAt: spanOf(sent, windowMs) },
      orderBy: { field: 'createdAt' },
    });
    const answers = texts.filter(isReply);
    const byText = Map.groupBy(answers, ({ answersId }) => answersId);
    return ({ messages }) =>
      messages.flatMap(({ id }) => (byText.get(id) ?? []).map(({ createdAt }) => createdAt));
  },
  booking: async (records, tenantId, sent, windowMs) => {
    const ownerIds = sent.map(({ member }) => member.ownerId);
    const visits = await queryAll(records, appointmentType, liveOf(tenantId), {
      where: { ownerId: { in: ownerIds }, createdAt: spanOf(sent, windowMs) },
      orderBy: { field: 'createdAt' },
    });
    const booked = visits.filter(isBooking);
    const byOwner = Map.groupBy(booked, ({ ownerId }) => ownerId);
    return ({ member }) => (byOwner.get(member.ownerId) ?? []).map(({ createdAt }) => createdAt);
  },
};

function spanOf(sent: readonly Sent[], windowMs: number) {
  const since = sent.map((it) => it.since).toSorted();
  const [from = ''] = since;
  return { from, to: addMs(since.at(-1) ?? (from as Instant), windowMs) };
}
