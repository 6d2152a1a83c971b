import { addMs, millis, type Instant } from '../kernel/instant.ts';
import { backOffMs, MAX_ATTEMPTS } from '../due-work/back-off.ts';
import { assertLeaseFresh, LeaseSpentError, type Lease } from '../due-work/worker.ts';
import type { Context } from '../platform/context.ts';
import type { SendOutcome } from '../platform/sms/sms-transport.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { liveOf } from '../tenants/model.ts';
import { codeNotices } from './code-notices.ts';
import type { ContentSource } from './content-source.ts';
import { nextLookUp, RECONCILE_AFTER_MS } from './look-up-schedule.ts';
import { messageType, type Message } from './model.ts';
import { phoneFaultWrites } from './phone-faults.ts';
import { pauseSender, resumeSender } from './sender-state.ts';
import { ended, FOLLOW_UP_KIND, moved } from './text-state.ts';

/** The longest a provider may hold a text, seconds. */
const MAX_VALIDITY_SECONDS = 36_000;

/** How often the result of a call is committed anew when a guard broke under it. */
const MAX_COMMITS = 6;

/**
 * Makes the one provider call of a claimed text and commits what it answered. Throws only when
 * the result could not be stored; the lease then runs out and the text is reconciled. A receipt
 * may come in before the result is stored: what it said stands then.
 */
export async function sendText(
  context: Context,
  source: ContentSource,
  claimed: Stored<Message>,
  lease: Lease,
): Promise<void> {
  const { value: message } = claimed;
  const now = context.clock.now();
  const lastMoment = earlierOf(message.notAfter, message.sendBefore);
  // What held at the claim may not hold any more when the call was held up.
  if (now > lastMoment || !isFresh(lease, now)) {
    const back = moved(claimed, { status: 'planned', sends: message.sends - 1, dueAt: now }, now);
    await context.records.commit({ tenantId: message.tenantId }, [back]);
    return;
  }
  const validity = Math.floor((millis(lastMoment) - millis(now)) / 1000);
  const outcome = await context.sms.send({
    tenantId: message.tenantId,
    messageId: message.id,
    attempt: message.sends,
    ...(message.sender !== undefined && { sender: message.sender }),
    to: message.to,
    body: message.body ?? '',
    validitySeconds: Math.min(Math.max(validity, 1), MAX_VALIDITY_SECONDS),
    ...(message.receiptSecret !== undefined && { receiptSecret: message.receiptSecret }),
  });
  context.log.info('Text handed over', {
    tenantId: message.tenantId,
    id: message.id,
    outcome: outcome.kind,
    ...('code' in outcome && { code: outcome.code }),
  });
  await commitResult(context, source, claimed, outcome);
}

function isFresh(lease: Lease, now: Instant): boolean {
  try {
    assertLeaseFresh(lease, now);
    return true;
  } catch (error) {
    if (error instanceof LeaseSpentError) return false;
    throw error;
  }
}

function earlierOf(a: Instant, b: Instant | undefined): Instant {
  return b === undefined || a <= b ? a : b;
}

async function commitResult(
  context: Context,
  source: ContentSource,
  claimed: Stored<Message>,
  outcome: SendOutcome,
): Promise<void> {
  const partition = liveOf(claimed.value.tenantId);
  let current: Stored<Message> | undefined = claimed;
  for (let i = 0; i < MAX_COMMITS; i++) {
    const writes = await writesFor(context, source, current, outcome, context.clock.now());
    const result = await context.records.commit(partition, writes);
    if (result.ok) return;
    if (result.broken.id !== claimed.value.id) continue;
    current = await context.records.get(messageType, partition, claimed.value.id);
    if (current === undefined || !isStillOurs(current.value, claimed.value, outcome)) return;
  }
  throw new Error('The result of the call could not be committed.');
}

/**
 * Whether the result is still to be noted on a text that changed during the call: not when a receipt
 * has moved it on, nor when its claim ran out; then it was given up for unclear, and an
 * acceptance that comes late still tells more than that.
 */
function isStillOurs(current: Message, claimed: Message, outcome: SendOutcome): boolean {
  if (current.leaseId === claimed.leaseId) return true;
  return (
    outcome.kind === 'accepted' &&
    current.status === 'unknown' &&
    current.sends === claimed.sends &&
    current.providerId === undefined
  );
}

async function writesFor(
  context: Context,
  source: ContentSource,
  claimed: Stored<Message>,
  outcome: SendOutcome,
  now: Instant,
): Promise<Write[]> {
  const { value: message } = claimed;
  switch (outcome.kind) {
    case 'accepted': {
      const dueAt = nextLookUp(message.claimedAt ?? now, now) ?? now;
      const { providerId } = outcome;
      const taken = { status: 'accepted', providerId, attempts: 0, lastError: undefined } as const;
      const changes = { ...taken, dueKind: FOLLOW_UP_KIND, dueAt };
      const noted = await source.note(context, message, { status: 'sent' }, now);
      const resumed =
        message.probe === true
          ? await resumeSender(context.records, message.tenantId, 'accepted', now)
          : [];
      return [moved(claimed, changes, now), ...noted, ...resumed];
    }
    case 'unknown':
      return [moved(claimed, { status: 'unknown', dueAt: addMs(now, RECONCILE_AFTER_MS) }, now)];
    case 'not-processed':
      return [
        moved(
          claimed,
          {
            status: 'planned',
            sends: message.sends - 1,
            lastError: outcome.reason,
            // After the last attempt there is nothing to wait for: the next look fails it.
            dueAt:
              message.attempts >= MAX_ATTEMPTS
                ? now
                : addMs(now, backOffMs(message.id, message.attempts)),
          },
          now,
        ),
      ];
    case 'rejected':
      return rejectedWrites(context, source, claimed, outcome, now);
  }
}

type Rejection = Extract<SendOutcome, { kind: 'rejected' }>;

async function rejectedWrites(
  context: Context,
  source: ContentSource,
  claimed: Stored<Message>,
  outcome: Rejection,
  now: Instant,
): Promise<Write[]> {
  const { value: message } = claimed;
  const code = outcome.code === undefined ? {} : { code: outcome.code };
  const notices = await codeNotices(context.records, message.tenantId, outcome, now);
  if (outcome.fault === 'sender') {
    const held = await senderWrites(context, claimed, outcome, now);
    return [...held, ...notices];
  }
  const status = outcome.fault === 'opted-out' ? 'skipped' : 'failed';
  const reason = REASONS[outcome.fault];
  const noted = await source.note(context, message, { status, reason }, now);
  const { fault } = outcome;
  const phone = await phoneFaultWrites(context, message, { ...outcome, fault }, now);
  const own = ended(claimed, { status, reason, probe: undefined, ...code }, now);
  return [own, ...noted, ...phone, ...notices];
}

/** The provider refuses our sender: the text waits, and with it every other, until one gets through. */
async function senderWrites(
  context: Context,
  claimed: Stored<Message>,
  outcome: Rejection,
  now: Instant,
): Promise<Write[]> {
  const { value: message } = claimed;
  const { tenantId, sender, probe = false } = message;
  const { reason, code, quotaZone } = outcome;
  const refusal = { tenantId, sender, level: 'send', reason, code, probe } as const;
  const hint = quotaZone === undefined ? {} : { quotaZone };
  const { writes, until } = await pauseSender(context.records, { ...refusal, ...hint }, now);
  const changes = {
    status: 'planned',
    sends: message.sends - 1,
    attempts: 0,
    lastError: reason,
    probe: undefined,
    ...(code !== undefined && { code }),
    dueAt: until,
  } as const;
  return [moved(claimed, changes, now), ...writes];
}

const REASONS = {
  'opted-out': 'suppressed',
  number: 'number-unusable',
  message: 'text-refused',
} as const;
