import { ownerType, type Owner } from '../../customers/model.ts';
import { enqueueNow } from '../../due-work/fast-path.ts';
import { DUE_TOLERANCE_MS } from '../../due-work/work-pointer.ts';
import type { Decision, Worker } from '../../due-work/worker.ts';
import { addMs, later, type Instant } from '../../kernel/instant.ts';
import type { Context } from '../../platform/context.ts';
import type { Stored, Write } from '../../platform/store/document-store.ts';
import { MERGE_WAIT_MS, waitsForMerge } from '../waits-for-merge.ts';
import {
  emailSourceOf,
  type EmailContentSource,
  type EmailContentSources,
} from './email-content.ts';
import { endedEmail, movedEmail } from './email-state.ts';
import { whyNoEmail } from './may-email.ts';
import {
  emailAddressId,
  emailAddressType,
  emailType,
  type Email,
  type EmailAddressRecord,
} from './model.ts';
import { sendEmail } from './send-email.ts';
import { takePlace } from './take-place.ts';

/** How long a claim on an e-mail holds: ten times the longest provider call. */
const EMAIL_LEASE_MS = 300_000;

/** A place not used for so long is given up: what an outage held back must not leave all at once. */
const PLACE_HOLDS_MS = 5 * 60_000;

/**
 * Carries e-mails from planned to their final state.
 *
 * A planned mail first takes a place in the sender's pace, and waits for it. Then it is claimed
 * together with its owner, if it goes to one, and what is known of the address, after consent, usefulness and the
 * facts behind it were read again; then, and only then, it is handed over, once.
 *
 * An advertisement carries the link that ends it; where links cannot be signed none is sent (`links-off`).
 *
 * No e-mail is sent again on a guess: neither SMTP nor the service can be asked whether they took
 * a mail. A claim whose worker died and a call without a clear answer are final, `failed` for
 * `outcome-unknown`, until a person sends it again. A mail may so be lost; none comes twice.
 */
export function emailWorker(sources: EmailContentSources): Worker<Email> {
  return {
    kind: 'emails',
    type: emailType,
    leaseMs: EMAIL_LEASE_MS,
    async decide(context, stored, now) {
      const { status } = stored.value;
      const source = emailSourceOf(sources, stored.value);
      if (status === 'planned') return decidePlanned(context, source, stored, now);
      if (status !== 'sending') return { kind: 'settle', writes: [endedEmail(stored, {}, now)] };
      return end(context, source, stored, { status: 'failed', reason: 'outcome-unknown' }, now);
    },
    async run(context, claimed, lease) {
      if (claimed.value.status === 'planned') await placeEmail(context, claimed);
      else await sendEmail(context, emailSourceOf(sources, claimed.value), claimed, lease);
    },
    async fail(context, stored, reason, now) {
      const word = stored.value.status === 'planned' ? 'provider-unavailable' : 'outcome-unknown';
      const failure = { status: 'failed', reason: word } as const;
      const source = emailSourceOf(sources, stored.value);
      const noted = await source.note(context, stored.value, failure, now);
      context.log.warn('E-mail failed for good', { id: stored.value.id, reason });
      return { changes: { ...failure, updatedAt: now }, writes: noted };
    },
  };
}

async function end(
  context: Context,
  source: EmailContentSource,
  stored: Stored<Email>,
  ending: { readonly status: 'skipped' | 'expired' | 'failed'; readonly reason: string },
  now: Instant,
): Promise<Decision<Email>> {
  const status = ending.status === 'expired' ? 'skipped' : ending.status;
  const noted = await source.note(context, stored.value, { ...ending, status }, now);
  return { kind: 'settle', writes: [endedEmail(stored, ending, now), ...noted] };
}

async function decidePlanned(
  context: Context,
  source: EmailContentSource,
  stored: Stored<Email>,
  now: Instant,
): Promise<Decision<Email>> {
  const { value: email } = stored;
  const skip = async (reason: string): Promise<Decision<Email>> =>
    end(context, source, stored, { status: 'skipped', reason }, now);
  if (now > email.notAfter) {
    return end(context, source, stored, { status: 'expired', reason: 'too-late' }, now);
  }
  if (context.email === undefined) return skip('email-off');
  if (email.purpose === 'marketing' && context.links === undefined) return skip('links-off');
  const { owner, address } = await readRecipient(context, email);
  if (await waitsForMerge(context, email, owner)) {
    const dueAt = addMs(now, MERGE_WAIT_MS);
    return { kind: 'settle', writes: [movedEmail(stored, { dueAt }, now)] };
  }
  const barred = whyNotTo(email, owner?.value, address?.value);
  if (barred !== undefined) return skip(barred);
  if (!holdsPlace(email, now)) return { kind: 'claim', changes: { slotAt: undefined } };

  const rendered = await source.render(context, email, now);
  if (rendered.kind === 'withdrawn') return skip(rendered.reason);
  if (rendered.kind === 'waits') {
    const notAfter = later(email.notAfter, rendered.notAfter);
    const waiting = { dueAt: rendered.until, notAfter, slotAt: undefined };
    return { kind: 'settle', writes: [movedEmail(stored, waiting, now)] };
  }
  const { kind: _kind, dropped, ...words } = rendered;
  // Both may refuse mails: the owner by their word to the staff, the address by a mail server's.
  const consent = [owner, address].flatMap((it): Write[] =>
    it === undefined ? [] : [{ op: 'touch', id: it.value.id, etag: it.etag }],
  );
  return {
    kind: 'claim',
    guards: [...consent, ...dropped],
    changes: {
      ...words,
      status: 'sending',
      sends: email.sends + 1,
      claimedAt: now,
      updatedAt: now,
    },
  };
}

function whyNotTo(
  { to, purpose, ownerId }: Email,
  owner: Owner | undefined,
  address: EmailAddressRecord | undefined,
): string | undefined {
  if (ownerId === undefined) return address?.unusable && 'address-unusable';
  return (
    whyNoEmail(owner, address, purpose) ?? (owner?.email === to ? undefined : 'address-changed')
  );
}

function holdsPlace({ slotAt }: Email, now: Instant): boolean {
  return (
    slotAt !== undefined &&
    slotAt <= addMs(now, DUE_TOLERANCE_MS) &&
    now <= addMs(slotAt, PLACE_HOLDS_MS)
  );
}

/** Takes a place for a planned mail and lets it wait for it; one that has come is taken up at once. */
async function placeEmail(context: Context, claimed: Stored<Email>): Promise<void> {
  const { tenantId, id } = claimed.value;
  if (context.email === undefined) throw new Error('E-mail was switched off.');
  const place = await takePlace(context, context.email.pace);
  const now = context.clock.now();
  const changes =
    place.kind === 'taken' ? { slotAt: place.at, dueAt: place.at } : { dueAt: place.askAt };
  const result = await context.records.commit({ tenantId }, [
    // Taking a place is no attempt at sending.
    movedEmail(claimed, { ...changes, attempts: claimed.value.attempts - 1 }, now),
  ]);
  if (result.ok && changes.dueAt <= now) {
    await enqueueNow(context, [{ tenantId, id, kind: 'emails' }]);
  }
}

async function readRecipient(
  context: Context,
  email: Email,
): Promise<{
  owner: Stored<Owner> | undefined;
  address: Stored<EmailAddressRecord> | undefined;
}> {
  const partition = { tenantId: email.tenantId };
  const [owner, address] = await Promise.all([
    email.ownerId === undefined
      ? undefined
      : context.records.get(ownerType, partition, email.ownerId),
    context.records.get(emailAddressType, partition, emailAddressId(email.to)),
  ]);
  return { owner, address };
}
