import { unsubscribeLink } from '../../consent/unsubscribe.ts';
import { backOffMs } from '../../due-work/back-off.ts';
import { assertLeaseFresh, LeaseSpentError, type Lease } from '../../due-work/worker.ts';
import { addMs, type Instant } from '../../kernel/instant.ts';
import { noteCured } from '../../notices/cure-notice.ts';
import type { NoticeCause } from '../../notices/model.ts';
import { raiseNotice } from '../../notices/raise-notice.ts';
import type { Context } from '../../platform/context.ts';
import type { EmailOutcome } from '../../platform/email/email-transport.ts';
import type { Stored, Write } from '../../platform/store/document-store.ts';
import { loadTenant } from '../../tenants/load-tenant.ts';
import type { EmailContentSource } from './email-content.ts';
import { endedEmail, movedEmail } from './email-state.ts';
import { emailAddressId, emailAddressType, type Email, type EmailAddressRecord } from './model.ts';

/** A sender that is not set up right is tried again after this. */
const SENDER_PAUSE_MS = 15 * 60_000;

/** How often the result of a call is committed anew when a guard broke under it. */
const MAX_COMMITS = 4;

/**
 * Hands a claimed e-mail over once and commits what came of it. Throws only when the result could
 * not be stored; the claim then runs out and counts as an unclear call.
 */
export async function sendEmail(
  context: Context,
  source: EmailContentSource,
  claimed: Stored<Email>,
  lease: Lease,
): Promise<void> {
  const { value: email } = claimed;
  const { tenantId } = email;
  const tenant = await loadTenant(context, tenantId);
  const now = context.clock.now();
  const back = movedEmail(claimed, { status: 'planned', sends: email.sends - 1, dueAt: now }, now);
  try {
    assertLeaseFresh(lease, now);
  } catch (error) {
    if (!(error instanceof LeaseSpentError)) throw error;
    await context.records.commit({ tenantId }, [back]);
    return;
  }
  if (context.email === undefined) {
    await context.records.commit({ tenantId }, [back]);
    return;
  }
  const { replyToEmail } = tenant;
  const unsubscribeUrl =
    email.purpose === 'marketing'
      ? unsubscribeLink(context, { tenantId, address: email.to })
      : undefined;
  const outcome = await context.email.transport.send({
    tenantId,
    emailId: email.id,
    attempt: email.sends,
    senderName: tenant.name,
    ...(replyToEmail !== undefined && { replyTo: { name: tenant.name, address: replyToEmail } }),
    to: { address: email.to },
    subject: email.subject ?? '',
    text: email.text ?? '',
    ...(email.html !== undefined && { html: email.html }),
    ...(unsubscribeUrl !== undefined && { unsubscribeUrl }),
  });
  context.log.info('E-mail handed over', {
    tenantId,
    id: email.id,
    outcome: outcome.kind,
    ...('code' in outcome && { code: outcome.code }),
  });
  await commitResult(context, source, claimed, outcome);
  await tellOfSender(context, tenantId, outcome);
}

async function commitResult(
  context: Context,
  source: EmailContentSource,
  claimed: Stored<Email>,
  outcome: EmailOutcome,
): Promise<void> {
  const partition = { tenantId: claimed.value.tenantId };
  for (let i = 0; i < MAX_COMMITS; i++) {
    const writes = await writesFor(context, source, claimed, outcome);
    const result = await context.records.commit(partition, writes);
    if (result.ok || result.broken.id === claimed.value.id) return;
  }
  throw new Error('The result of the call could not be committed.');
}

async function writesFor(
  context: Context,
  source: EmailContentSource,
  claimed: Stored<Email>,
  outcome: EmailOutcome,
): Promise<Write[]> {
  const { value: email } = claimed;
  const now = context.clock.now();
  const ended = async (changes: Partial<Email>, word?: string): Promise<Write[]> => {
    const status = word === undefined ? 'sent' : 'failed';
    const reason = word === undefined ? {} : { reason: word };
    const noted = await source.note(context, email, { status, ...reason }, now);
    return [endedEmail(claimed, { ...changes, ...reason }, now), ...noted];
  };
  switch (outcome.kind) {
    case 'accepted':
      return ended({ status: 'accepted', providerId: outcome.providerId });
    case 'unknown':
      return ended({ status: 'failed' }, 'outcome-unknown');
    case 'not-processed': {
      const dueAt = addMs(now, backOffMs(email.id, email.attempts));
      return [movedEmail(claimed, { ...againOf(email, outcome), dueAt }, now)];
    }
    case 'rejected': {
      if (outcome.fault === 'sender') {
        const changes = { ...againOf(email, outcome), attempts: 0 };
        return [movedEmail(claimed, { ...changes, dueAt: addMs(now, SENDER_PAUSE_MS) }, now)];
      }
      const code = outcome.code === undefined ? {} : { code: outcome.code };
      const failed = { status: 'failed', ...code } as const;
      if (outcome.fault === 'message') return ended(failed, 'email-refused');
      const bounced = await unusableAddress(context, email, outcome, now);
      return [...(await ended(failed, 'address-unusable')), bounced];
    }
  }
}

/** A mail that nobody took waits for another place: the one it had is used up. */
function againOf(
  email: Email,
  outcome: Extract<EmailOutcome, { kind: 'rejected' | 'not-processed' }>,
): Partial<Email> {
  return {
    status: 'planned',
    slotAt: undefined,
    sends: email.sends - 1,
    lastError: outcome.reason,
    ...(outcome.code !== undefined && { code: outcome.code }),
  };
}

async function unusableAddress(
  context: Context,
  { tenantId, to }: Email,
  { reason, code }: Extract<EmailOutcome, { kind: 'rejected' }>,
  now: Instant,
): Promise<Write> {
  const id = emailAddressId(to);
  const stored = await context.records.get(emailAddressType, { tenantId }, id);
  const document: EmailAddressRecord = {
    id,
    type: 'emailAddress',
    tenantId,
    schemaVersion: 1,
    address: to.toLowerCase(),
    createdAt: now,
    ...stored?.value,
    unusable: { at: now, reason, ...(code !== undefined && { code }) },
    updatedAt: now,
  };
  if (stored === undefined) return { op: 'create', document };
  return { op: 'replace', document, etag: stored.etag };
}

/** One notice however many mails wait; it is cured when a mail is accepted again. */
async function tellOfSender(
  context: Context,
  tenantId: string,
  outcome: EmailOutcome,
): Promise<void> {
  const cause: NoticeCause = { kind: 'email-sender', subject: { type: 'tenant', id: tenantId } };
  if (outcome.kind === 'accepted') await noteCured(context, tenantId, cause);
  if (outcome.kind !== 'rejected' || outcome.fault !== 'sender') return;
  const writes = await raiseNotice(context.records, {
    tenantId,
    ...cause,
    detail: `The e-mail provider refuses the sender: ${outcome.reason} E-mails wait until that is put right.`,
    at: context.clock.now(),
  });
  // Somebody quicker has raised the same; the next refusal would raise it again anyway.
  if (writes.length > 0) await context.records.commit({ tenantId }, writes);
}
