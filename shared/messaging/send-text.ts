import { suppressed } from '../consent/number-consent.ts';
import { phoneType, type Phone } from '../customers/model.ts';
import { addMs, millis, type Instant } from '../kernel/instant.ts';
import { backOffMs, MAX_ATTEMPTS } from '../due-work/back-off.ts';
import { assertLeaseFresh, LeaseSpentError, type Lease } from '../due-work/worker.ts';
import { noteCured } from '../notices/cure-notice.ts';
import type { NoticeCause } from '../notices/model.ts';
import { raiseNotice } from '../notices/raise-notice.ts';
import type { Context } from '../platform/context.ts';
import type { SendOutcome } from '../platform/sms/sms-transport.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import type { Tenant } from '../tenants/model.ts';
import type { ContentSource } from './content-source.ts';
import { nextLookUp, RECONCILE_AFTER_MS } from './look-up-schedule.ts';
import type { Message } from './model.ts';
import { ended, moved } from './text-state.ts';

/** The longest a provider may hold a text, seconds. */
const MAX_VALIDITY_SECONDS = 36_000;

/** A sender that is not set up right is tried again after this. */
const SENDER_PAUSE_MS = 15 * 60_000;

/** How often the result of a call is committed anew when a guard broke under it. */
const MAX_COMMITS = 4;

/**
 * Makes the one provider call of a claimed text and commits what it answered. Throws only when
 * the result could not be stored; the lease then runs out and the text is reconciled.
 */
export async function sendText(
  context: Context,
  source: ContentSource,
  claimed: Stored<Message>,
  lease: Lease,
): Promise<void> {
  const { value: message } = claimed;
  const tenant = await loadTenant(context, message.tenantId);
  const now = context.clock.now();
  try {
    assertLeaseFresh(lease, now);
  } catch (error) {
    if (!(error instanceof LeaseSpentError)) throw error;
    const back = moved(claimed, { status: 'planned', sends: message.sends - 1, dueAt: now }, now);
    await context.records.commit({ tenantId: message.tenantId }, [back]);
    return;
  }
  const validity = Math.floor((millis(message.notAfter) - millis(now)) / 1000);
  const outcome = await context.sms.send({
    tenantId: message.tenantId,
    messageId: message.id,
    attempt: message.sends,
    ...(tenant.sender !== undefined && { sender: tenant.sender }),
    to: message.to,
    body: message.body ?? '',
    validitySeconds: Math.min(Math.max(validity, 1), MAX_VALIDITY_SECONDS),
  });
  context.log.info('Text handed over', {
    tenantId: message.tenantId,
    id: message.id,
    outcome: outcome.kind,
    ...('code' in outcome && { code: outcome.code }),
  });
  await commitResult(context, source, claimed, outcome);
  if (outcome.kind === 'rejected' && outcome.fault === 'sender') {
    await raiseSenderNotice(context, tenant, outcome.reason);
  } else if (outcome.kind === 'accepted') {
    await noteCured(context, tenant.tenantId, senderCause(tenant));
  }
}

async function commitResult(
  context: Context,
  source: ContentSource,
  claimed: Stored<Message>,
  outcome: SendOutcome,
): Promise<void> {
  const partition = { tenantId: claimed.value.tenantId };
  for (let i = 0; i < MAX_COMMITS; i++) {
    const writes = await writesFor(context, source, claimed, outcome, context.clock.now());
    const result = await context.records.commit(partition, writes);
    if (result.ok || result.broken.id === claimed.value.id) return;
  }
  throw new Error('The result of the call could not be committed.');
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
      const changes = { status: 'accepted' as const, providerId, attempts: 0, dueAt };
      const noted = await source.note(context, message, { status: 'sent' }, now);
      return [moved(claimed, changes, now), ...noted];
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

async function rejectedWrites(
  context: Context,
  source: ContentSource,
  claimed: Stored<Message>,
  outcome: Extract<SendOutcome, { kind: 'rejected' }>,
  now: Instant,
): Promise<Write[]> {
  const { value: message } = claimed;
  const code = outcome.code === undefined ? {} : { code: outcome.code };
  if (outcome.fault === 'sender') {
    const dueAt = addMs(now, SENDER_PAUSE_MS);
    const sends = message.sends - 1;
    const changes = { status: 'planned', sends, attempts: 0, lastError: outcome.reason } as const;
    return [moved(claimed, { ...changes, ...code, dueAt }, now)];
  }
  const status = outcome.fault === 'opted-out' ? 'skipped' : 'failed';
  const reason = REASONS[outcome.fault];
  const noted = await source.note(context, message, { status, reason }, now);
  const phone = await phoneWrites(context, message, outcome, now);
  return [ended(claimed, { status, reason, ...code }, now), ...noted, ...phone];
}

const REASONS = {
  'opted-out': 'suppressed',
  number: 'number-unusable',
  message: 'text-refused',
} as const;

async function phoneWrites(
  context: Context,
  message: Message,
  outcome: Extract<SendOutcome, { kind: 'rejected' }>,
  now: Instant,
): Promise<Write[]> {
  if (outcome.fault === 'message') return [];
  const partition = { tenantId: message.tenantId };
  const stored = await context.records.get(phoneType, partition, message.phoneId);
  if (stored === undefined) return [];
  const { reason, code } = outcome;
  if (outcome.fault === 'opted-out') {
    if (stored.value.suppressed !== undefined) return [];
    const word = { source: 'provider', evidence: { messageId: message.id } } as const;
    const { changes, entries } = suppressed(stored.value, word, now);
    return [replace(stored, changes), ...entries];
  }
  const unusable = { at: now, reason, ...(code !== undefined && { code }) };
  const document: Phone = { ...stored.value, unusable, updatedAt: now };
  return [{ op: 'replace', document, etag: stored.etag }];
}

/** One notice however many texts wait; it is cured when a text is accepted again. */
async function raiseSenderNotice(context: Context, tenant: Tenant, reason: string): Promise<void> {
  const { tenantId } = tenant;
  const writes = await raiseNotice(context.records, {
    tenantId,
    ...senderCause(tenant),
    detail: `The provider refuses the sender: ${reason}. Texts wait until that is put right.`,
    at: context.clock.now(),
  });
  // Somebody quicker has raised the same; the next refusal would raise it again anyway.
  if (writes.length > 0) await context.records.commit({ tenantId }, writes);
}

function senderCause({ tenantId }: Tenant): NoticeCause {
  return { kind: 'sms-sender', subject: { type: 'tenant', id: tenantId } };
}
