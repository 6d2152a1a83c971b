import { z } from 'zod';
import { addMs, type Instant } from '../kernel/instant.ts';
import { addDays } from '../kernel/local-date.ts';
import { localDateAt, startOfDay } from '../kernel/time-zone.ts';
import { cureNotice } from '../notices/cure-notice.ts';
import type { NoticeCause } from '../notices/model.ts';
import { raiseNotice } from '../notices/raise-notice.ts';
import type { CodeNews, SmsSender } from '../platform/sms/sms-transport.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';

/** The id of the one state of its sender in a tenant's partition. */
export const SENDER_STATE_ID = 'sms-sender';

/**
 * Whether a tenant's sender may be used: a circuit breaker. While it is paused no text is claimed;
 * after that one text at a time tries whether things were put right.
 */
export const senderStateType = documentType('senderState', {
  /** Which sender it speaks of: another one starts anew. */
  sender: z.string(),
  /** How many times in a row it was refused; 0: it is in use. */
  refusals: z.number(),
  /** send: the provider refuses the call itself. delivery: it takes texts, which then fail. */
  level: z.enum(['send', 'delivery']),
  pausedUntil: instantField,
  reason: z.string(),
  code: z.number().optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A sender's state. */
export type SenderState = DocumentOf<typeof senderStateType>;

/** Whether a text may go: now, as the one that tries, or not before an instant. */
export type SenderGate =
  | { readonly kind: 'open' }
  | { readonly kind: 'probe' }
  | { readonly kind: 'paused'; readonly until: Instant; readonly reason: string };

/** A name for a sender that changes when it does. */
function senderName(sender: SmsSender | undefined): string {
  if (sender === undefined) return 'default';
  return 'from' in sender ? sender.from : sender.messagingServiceSid;
}

/** What the state says of a text that this sender is to send now. */
export function senderGate(
  state: SenderState | undefined,
  sender: SmsSender | undefined,
  now: Instant,
): SenderGate {
  if (state === undefined || state.refusals === 0 || state.sender !== senderName(sender)) {
    return { kind: 'open' };
  }
  return state.pausedUntil > now
    ? { kind: 'paused', until: state.pausedUntil, reason: state.reason }
    : { kind: 'probe' };
}

const MINUTE_MS = 60_000;
/**
 * How long a sender is left alone after a refusal. Always the same: trying costs one text, and whoever
 * has put things right is not to wait for hours.
 */
const PAUSE_MS = 15 * MINUTE_MS;
/** How long the text that tries is waited for before another may. */
const PROBE_MS = 5 * MINUTE_MS;

/** The write that makes a claim the one that tries: of two, one breaks the other's guard. */
export function probeWrite(stored: Stored<SenderState>, now: Instant): Write {
  const document = { ...stored.value, pausedUntil: addMs(now, PROBE_MS), updatedAt: now };
  return { op: 'replace', document, etag: stored.etag };
}

/** Why a sender is not to be used. */
export interface SenderRefusal extends Pick<CodeNews, 'quotaZone'> {
  readonly tenantId: string;
  readonly sender: SmsSender | undefined;
  readonly level: SenderState['level'];
  readonly reason: string;
  readonly code?: number | undefined;
  /** Whether the text refused was the one that tried; others were on their way before the pause. */
  readonly probe: boolean;
}

/**
 * The writes that pause a sender and tell staff, and the end of the pause. A sender that is paused
 * already stays so: texts that were on their way before do not make it longer.
 */
export async function pauseSender(
  records: Records,
  refusal: SenderRefusal,
  now: Instant,
): Promise<{ readonly writes: Write[]; readonly until: Instant }> {
  const { tenantId, level, reason, code, quotaZone, probe } = refusal;
  const sender = senderName(refusal.sender);
  const stored = await records.get(senderStateType, liveOf(tenantId), SENDER_STATE_ID);
  const before = stored?.value.sender === sender ? stored.value : undefined;
  const gate = senderGate(before, refusal.sender, now);
  if (gate.kind === 'paused' && !probe) return { writes: [], until: gate.until };
  const refusals = (before?.refusals ?? 0) + 1;
  const until = pauseEnd(quotaZone, now);
  const document: SenderState = {
    id: SENDER_STATE_ID,
    type: 'senderState',
    tenantId,
    schemaVersion: 1,
    sender,
    refusals,
    level,
    pausedUntil: until,
    reason,
    ...(code !== undefined && { code }),
    createdAt: stored?.value.createdAt ?? now,
    updatedAt: now,
  };
  const write: Write =
    stored === undefined
      ? { op: 'create', document }
      : { op: 'replace', document, etag: stored.etag };
  const detail = `The provider refuses the sender: ${reason} Texts wait until that is put right.`;
  const notice = { tenantId, ...senderCause(tenantId), detail, at: now };
  return { writes: [write, ...(await raiseNotice(records, notice))], until };
}

function pauseEnd(quotaZone: string | undefined, now: Instant): Instant {
  if (quotaZone === undefined) return addMs(now, PAUSE_MS);
  return startOfDay(addDays(localDateAt(now, quotaZone), 1), quotaZone);
}

/**
 * The writes that take a sender into use again, and cure its notice, because the text that tried
 * got as far as `heard`. None when that is not far enough, or it is in use.
 */
export async function resumeSender(
  records: Records,
  tenantId: string,
  heard: 'accepted' | 'on-its-way',
  now: Instant,
): Promise<Write[]> {
  const stored = await records.get(senderStateType, liveOf(tenantId), SENDER_STATE_ID);
  if (stored === undefined || stored.value.refusals === 0) return [];
  if (stored.value.level === 'delivery' && heard === 'accepted') return [];
  const document = { ...stored.value, refusals: 0, pausedUntil: now, updatedAt: now };
  return [
    { op: 'replace', document, etag: stored.etag },
    ...(await cureNotice(records, tenantId, senderCause(tenantId), now)),
  ];
}

function senderCause(tenantId: string): NoticeCause {
  return { kind: 'sms-sender', subject: { type: 'tenant', id: tenantId } };
}
