import type { Decision, Worker } from '../due-work/worker.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { sourceOf, type ContentSources } from './content-source.ts';
import { dailyCap } from './daily-cap.ts';
import { decidePlanned } from './decide-planned.ts';
import { isToBeAsked, lookUpText, reconcileText } from './follow-text.ts';
import { RECONCILE_AFTER_MS } from './look-up-schedule.ts';
import { messageType, type Message } from './model.ts';
import { sendText } from './send-text.ts';
import { ended, moved } from './text-state.ts';

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
 *
 * The same work on two queues: `sms` for texts that somebody waits for, `sms-bulk` for those sent to
 * many, and for whatever is asked about texts that were handed over.
 */
export function textWorker(
  sources: ContentSources,
  kind: 'sms' | 'sms-bulk' = 'sms',
): Worker<Message> {
  const cap = dailyCap();
  return {
    kind,
    type: messageType,
    leaseMs: TEXT_LEASE_MS,
    async decide(context, stored, now) {
      const source = sourceOf(sources, stored.value);
      switch (stored.value.status) {
        case 'planned':
          return decidePlanned({ context, source, stored, now, cap });
        case 'sending':
          return decideLeft(stored, now);
        case 'unknown':
          return { kind: 'claim', changes: {} };
        case 'accepted':
        case 'sent':
          return lookUpText(context, source, stored);
        case 'delivered':
        case 'undelivered':
        case 'failed':
        case 'skipped':
        case 'expired':
          return isToBeAsked(stored.value, now)
            ? lookUpText(context, source, stored)
            : { kind: 'settle', writes: [ended(stored, {}, now)] };
      }
    },
    async run(context, claimed, lease) {
      const source = sourceOf(sources, claimed.value);
      if (claimed.value.status === 'sending') await sendText(context, source, claimed, lease);
      else await reconcileText(context, source, claimed);
    },
    async fail(context, stored, reason, now) {
      const { status, providerId } = stored.value;
      if (status === 'accepted' || status === 'sent') {
        return { changes: { reason: 'outcome-not-found', updatedAt: now } };
      }
      // What it cost, or which of two last words holds, could not be found out: what stands, stands.
      if (providerId !== undefined && status !== 'planned' && status !== 'unknown') {
        return { changes: { contradicted: undefined, updatedAt: now } };
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
