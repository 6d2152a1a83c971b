import { addMs, type Instant } from '../kernel/instant.ts';
import type { Decision, Worker } from '../due-work/worker.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { shortenLinks } from '../links/shorten-links.ts';
import { dayMark } from '../reports/day-mark.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { sourceOf, type ContentSource, type ContentSources } from './content-source.ts';
import { mayGoAtAnyHour } from './direct-answer.ts';
import { lookUpText, reconcileText } from './follow-text.ts';
import { RECONCILE_AFTER_MS } from './look-up-schedule.ts';
import { messageType, type Message } from './model.ts';
import { countSegments } from './segments.ts';
import { sendText } from './send-text.ts';
import { ended, moved } from './text-state.ts';
import { nextTextTime } from './text-hours.ts';
import { consentGuards, readRecipient, whyNotTo } from './text-recipient.ts';
import { MERGE_WAIT_MS, waitsForMerge } from './waits-for-merge.ts';

/** How long a claim on a text holds: twelve times the longest provider call. */
const TEXT_LEASE_MS = 120_000;

/**
 * Carries texts from planned to their final state.
 *
 * A planned text is claimed together with its phone and its owner, after consent, hours, usefulness
 * and the facts behind it were read again; then, and only then, the provider is called, once.
 * A claim whose worker died and a call without a clear answer both become `unknown` and are
 * reconciled before any resend. Since a STOP writes the same phone document, and an owner's word
 * the same owner, no claim commits after either; a call already under way is the residual.
 */
export function textWorker(sources: ContentSources): Worker<Message> {
  return {
    kind: 'sms',
    type: messageType,
    leaseMs: TEXT_LEASE_MS,
    async decide(context, stored, now) {
      switch (stored.value.status) {
        case 'planned':
          return decidePlanned(context, sources, stored, now);
        case 'sending':
          return decideLeft(stored, now);
        case 'unknown':
        case 'accepted':
        case 'sent':
          return { kind: 'claim', changes: {} };
        case 'delivered':
        case 'undelivered':
        case 'failed':
        case 'skipped':
        case 'expired':
          return { kind: 'settle', writes: [ended(stored, {}, now)] };
      }
    },
    async run(context, claimed, lease) {
      const source = sourceOf(sources, claimed.value);
      if (claimed.value.status === 'sending') await sendText(context, source, claimed, lease);
      else if (claimed.value.status === 'unknown') await reconcileText(context, source, claimed);
      else await lookUpText(context, source, claimed);
    },
    async fail(context, stored, reason, now) {
      const { status } = stored.value;
      if (status === 'accepted' || status === 'sent') {
        return { changes: { reason: 'outcome-not-found', updatedAt: now } };
      }
      const word = status === 'planned' ? 'provider-unavailable' : 'outcome-unknown';
      const source = sourceOf(sources, stored.value);
      const noted = await source.note(
        context,
        stored.value,
        { status: 'failed', reason: word },
        now,
      );
      context.log.warn('Text failed for good', { id: stored.value.id, reason });
      return { changes: { status: 'failed', reason: word, updatedAt: now }, writes: noted };
    },
  };
}

/**
 * A claim that ran out without a result: the call may have been made, and may even be on its way
 * still when its instance was held up. Nobody asks about it before both are settled.
 */
function decideLeft(stored: Stored<Message>, now: Instant): Decision<Message> {
  const { claimedAt = now } = stored.value;
  const dueAt = addMs(claimedAt, RECONCILE_AFTER_MS);
  if (dueAt <= now) return { kind: 'claim', changes: { status: 'unknown' } };
  return { kind: 'settle', writes: [moved(stored, { status: 'unknown', dueAt }, now)] };
}

/** A planned text that is looked at, and what is needed to decide on it. */
interface Planned {
  readonly context: Context;
  readonly source: ContentSource;
  readonly stored: Stored<Message>;
  readonly tenant: Tenant;
  readonly now: Instant;
}

async function decidePlanned(
  context: Context,
  sources: ContentSources,
  stored: Stored<Message>,
  now: Instant,
): Promise<Decision<Message>> {
  const { value: message } = stored;
  const source = sourceOf(sources, message);
  const tenant = await loadTenant(context, message.tenantId);
  const planned = { context, source, stored, tenant, now };
  if (now > message.notAfter) return end(planned, 'expired', 'too-late');
  const sendAt = mayGoAtAnyHour(message, now)
    ? now
    : nextTextTime(now, tenant.textHours, tenant.timeZone);
  if (sendAt > message.notAfter) return end(planned, 'expired', 'too-late');
  if (sendAt > now) return { kind: 'settle', writes: [moved(stored, { dueAt: sendAt }, now)] };

  const recipient = await readRecipient(context, message);
  if (await waitsForMerge(context, message, recipient.owner)) {
    return { kind: 'settle', writes: [moved(stored, { dueAt: addMs(now, MERGE_WAIT_MS) }, now)] };
  }
  const barred = whyNotTo(recipient, message, now);
  if (barred !== undefined) return end(planned, 'skipped', barred);
  return decideClaim(planned, consentGuards(recipient));
}

/** The end of a text that was not sent; `reason` is a stable word. */
async function end(
  { context, source, stored, tenant, now }: Planned,
  status: 'skipped' | 'expired' | 'failed',
  reason: string,
): Promise<Decision<Message>> {
  const { value: message } = stored;
  const outcome = { status: status === 'expired' ? 'skipped' : status, reason } as const;
  const noted = await source.note(context, message, outcome, now);
  const { countsOn = dateAt(tenant, now) } = message;
  return { kind: 'settle', writes: [ended(stored, { status, reason, countsOn }, now), ...noted] };
}

/** Claims a text that nothing bars, with what it says now; `consent` guards whoever may refuse it. */
async function decideClaim(
  planned: Planned,
  consent: readonly Write[],
): Promise<Decision<Message>> {
  const { context, source, stored, tenant, now } = planned;
  const { value: message } = stored;
  const rendered = await source.render(context, message, now);
  if (rendered.kind === 'withdrawn') return end(planned, 'skipped', rendered.reason);
  const countsOn = dateAt(tenant, now);
  const text = { tenantId: tenant.tenantId, messageId: message.id, body: rendered.body, countsOn };
  const linked = await shortenLinks(context, { ...text, hosts: tenant.linkHosts ?? [] }, now);
  if (linked.kind === 'refused') return end(planned, 'failed', linked.reason);
  // The store marks the day it moves to; the day it leaves is known here alone.
  const left =
    message.countsOn === undefined || message.countsOn === countsOn
      ? []
      : [dayMark(tenant.tenantId, 'sms', message.countsOn, now)];
  const linkIds = [...new Set([...(message.linkIds ?? []), ...linked.linkIds])];
  return {
    kind: 'claim',
    guards: [...consent, ...rendered.dropped, ...linked.writes, ...left],
    changes: {
      status: 'sending',
      content: rendered.content,
      body: linked.body,
      segments: countSegments(linked.body).segments,
      ...(linkIds.length > 0 && { linkIds }),
      sends: message.sends + 1,
      claimedAt: now,
      countsOn,
      updatedAt: now,
      ...withoutEarlierSend(message),
    },
  };
}

/** What is known of an earlier send is not known of this one; its id stays, as no other text's. */
function withoutEarlierSend(message: Message): Partial<Message> {
  if (message.providerId === undefined) return {};
  const formerProviderIds = [...(message.formerProviderIds ?? []), message.providerId];
  return {
    providerId: undefined,
    formerProviderIds,
    code: undefined,
    costMicros: undefined,
    deliveredAt: undefined,
  };
}
