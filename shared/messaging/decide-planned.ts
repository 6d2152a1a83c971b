import { backOffMs } from '../due-work/back-off.ts';
import type { Decision } from '../due-work/worker.ts';
import { addMs, later, type Instant } from '../kernel/instant.ts';
import { shortenLinks } from '../links/shorten-links.ts';
import { raiseNotice } from '../notices/raise-notice.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { dayMark } from '../reports/day-mark.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import type { ContentSource, RenderedText } from './content-source.ts';
import type { DailyCap } from './daily-cap.ts';
import { mayGoAtAnyHour } from './direct-answer.ts';
import type { Message } from './model.ts';
import { countedText } from './recent-texts.ts';
import { readForSending, type SendingFacts } from './read-for-sending.ts';
import { countSegments } from './segments.ts';
import { probeWrite, senderGate } from './sender-state.ts';
import { consentGuards, whyNotTo } from './text-recipient.ts';
import { ended, moved } from './text-state.ts';
import { textTime, type TextTime } from './text-time.ts';
import { MERGE_WAIT_MS, waitsForMerge } from './waits-for-merge.ts';

/** A planned text that is looked at, and what is needed to decide on it. */
export interface Planned {
  readonly context: Context;
  readonly source: ContentSource;
  readonly stored: Stored<Message>;
  readonly now: Instant;
  readonly cap: DailyCap;
}

/** The same, once the store has told what decides. */
type Read = Planned & SendingFacts & { readonly sendBefore?: Instant | undefined };

/** Texts that a pause or a cap held back come back spread over so long. */
const SPREAD_MS = 3 * 60_000;

type Settlement = Extract<Decision<Message>, { kind: 'settle' }>;

/**
 * Whether a planned text is claimed now, waits, or ends unsent: usefulness, the hours of where its
 * recipient is, how often they were texted lately, consent, the sender, the facts behind it and the day's cap are read anew, in two calls of the store at most
 * beside what renders it. What may refuse the text is guarded in the claim's commit.
 */
export async function decidePlanned(planned: Planned): Promise<Decision<Message>> {
  const { context, stored, now } = planned;
  const { value: message } = stored;
  const read: Read = { ...planned, ...(await readForSending(context, message)) };
  const { tenant } = read;
  if (now > message.notAfter) return end(read, 'expired', 'too-late');
  if (await waitsForMerge(context, message, read.owner)) {
    return wait(stored, addMs(now, MERGE_WAIT_MS), {}, now);
  }
  const time = timeFor(read, now);
  if (time.at === undefined) return end(read, 'expired', 'no-allowed-hours');
  if (time.at > message.notAfter) {
    return end(read, 'expired', time.waitsFor === 'cap' ? 'too-many-texts' : 'too-late');
  }
  const { planVersion } = tenant;
  if (time.at > now) return wait(stored, time.at, { planVersion }, now);
  const barred = whyNotTo(read, message, now);
  if (barred !== undefined) return end(read, 'skipped', barred);
  return decideSender({ ...read, sendBefore: time.sendBefore });
}

/** When the text may go out from an instant on, by its recipient's hours and what they got lately. */
function timeFor({ stored, owner, tenant, recent }: Read, from: Instant): TextTime {
  return textTime(stored.value, owner?.value, tenant, recent?.texts ?? [], from);
}

/** Whether the sender may be used decides next: while it is paused no text is claimed but one that tries. */
async function decideSender(read: Read): Promise<Decision<Message>> {
  const { stored, tenant, senderState, now } = read;
  const gate = senderGate(senderState?.value, tenant.sender, now);
  if (gate.kind === 'paused') {
    const dueAt = spread(stored.value, gate.until);
    return wait(stored, dueAt, { lastError: gate.reason }, now);
  }
  const consent = consentGuards(read);
  const probe = gate.kind === 'probe' && senderState !== undefined;
  const guards = probe ? [...consent, probeWrite(senderState, now)] : consent;
  return decideClaim(read, { probe, guards });
}

/** Claims a text that nothing bars, with what it says now, if the day has room for it. */
async function decideClaim(
  read: Read,
  { probe, guards }: { readonly probe: boolean; readonly guards: readonly Write[] },
): Promise<Decision<Message>> {
  const { context, source, stored, tenant, now, cap, recent, sendBefore } = read;
  const { value: message } = stored;
  const rendered = await source.render(context, message, { now, tenant });
  if (rendered.kind !== 'text') return unsaid(read, rendered);
  const countsOn = dateAt(tenant, now);
  const text = { tenantId: tenant.tenantId, messageId: message.id, body: rendered.body, countsOn };
  const linked = await shortenLinks(context, { ...text, hosts: tenant.linkHosts ?? [] }, now);
  if (linked.kind === 'refused') return end(read, 'failed', linked.reason);
  // The one answer to a STOP, or to somebody who just wrote, is owed to them.
  const nextDay = mayGoAtAnyHour(message, now)
    ? undefined
    : await cap.takePlace(context.records, tenant, now);
  if (nextDay !== undefined) return waitForNextDay(read, nextDay);
  // The store marks the day it moves to; the day it leaves is known here alone.
  const left =
    message.countsOn === undefined || message.countsOn === countsOn
      ? []
      : [dayMark(tenant.tenantId, 'sms', message.countsOn, now)];
  const counted = countedText(recent, message, now);
  const linkIds = [...new Set([...(message.linkIds ?? []), ...linked.linkIds])];
  return {
    kind: 'claim',
    guards: [...guards, ...counted, ...rendered.dropped, ...linked.writes, ...left],
    changes: {
      status: 'sending',
      content: rendered.content,
      body: linked.body,
      segments: countSegments(linked.body).segments,
      ...(linkIds.length > 0 && { linkIds }),
      sends: message.sends + 1,
      sender: tenant.sender,
      receiptSecret: message.receiptSecret ?? context.ids.next('receiptSecret'),
      probe: probe ? true : undefined,
      claimedAt: now,
      countsOn,
      sendBefore,
      planVersion: undefined,
      updatedAt: now,
      ...withoutEarlierSend(message),
    },
  };
}

/** What comes of a text that says nothing now. */
async function unsaid(
  read: Read,
  rendered: Exclude<RenderedText, { readonly kind: 'text' }>,
): Promise<Settlement> {
  if (rendered.kind === 'withdrawn') return end(read, 'skipped', rendered.reason);
  const { stored, now } = read;
  const notAfter = later(stored.value.notAfter, rendered.notAfter);
  return wait(stored, rendered.until, { notAfter }, now);
}

/** The day's texts are used up: the text goes at the next one's start, if it is still of use then. */
async function waitForNextDay(read: Read, nextDay: Instant): Promise<Settlement> {
  const { context, stored, tenant, now } = read;
  const { tenantId } = tenant;
  const notice = await raiseNotice(context.records, {
    tenantId,
    kind: 'sms-daily-cap',
    subject: { type: 'tenant', id: tenantId },
    detail:
      "The day's texts are used up: what is left waits for tomorrow, or is dropped when that is too late.",
    at: now,
  });
  const sendAt = timeFor(read, nextDay).at;
  const decision =
    sendAt === undefined || sendAt > stored.value.notAfter
      ? await end(read, 'expired', 'daily-cap')
      : wait(stored, spread(stored.value, sendAt), {}, now);
  return { ...decision, writes: [...decision.writes, ...notice] };
}

/** The end of a text that is not sent; `reason` is a stable word. */
async function end(
  { context, source, stored, tenant, now }: Read,
  status: 'skipped' | 'expired' | 'failed',
  reason: string,
): Promise<Settlement> {
  const { value: message } = stored;
  const outcome = { status: status === 'expired' ? 'skipped' : status, reason } as const;
  const noted = await source.note(context, message, outcome, now);
  const { countsOn = dateAt(tenant, now) } = message;
  return { kind: 'settle', writes: [ended(stored, { status, reason, countsOn }, now), ...noted] };
}

function wait(
  stored: Stored<Message>,
  dueAt: Instant,
  changes: Partial<Message>,
  now: Instant,
): Settlement {
  return { kind: 'settle', writes: [moved(stored, { ...changes, dueAt }, now)] };
}

/** An instant shortly after `from`, always the same for a text. */
function spread(message: Message, from: Instant): Instant {
  return addMs(from, (backOffMs(message.id, 7) * 31) % SPREAD_MS);
}

/** What is known of an earlier send is not known of this one; its id stays, as no other text's. */
function withoutEarlierSend(message: Message): Partial<Message> {
  const forgotten = {
    code: undefined,
    costMicros: undefined,
    costCurrency: undefined,
    deliveredAt: undefined,
  };
  if (message.providerId === undefined) return forgotten;
  const formerProviderIds = [...(message.formerProviderIds ?? []), message.providerId];
  return { ...forgotten, providerId: undefined, formerProviderIds };
}
