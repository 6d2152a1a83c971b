import { suppressed } from '../consent/number-consent.ts';
import { phoneType } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import { raiseNotice } from '../notices/raise-notice.ts';
import type { Context } from '../platform/context.ts';
import type { DeliveryWord } from '../platform/sms/sms-transport.ts';
import type { Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { messageType, type Message } from './model.ts';

/** After so many texts in a row that could not reach it a number counts as unusable. */
const UNREACHED_IN_A_ROW = 3;

/** What the provider said of the number of a text. */
export type PhoneFault = Pick<DeliveryWord, 'fault' | 'code' | 'reason'>;

/**
 * The writes that note on a number what the provider said of it: its holder's STOP, that it cannot
 * be texted, or the third text in a row that could not reach it. None for other faults.
 */
export async function phoneFaultWrites(
  context: Context,
  message: Message,
  { fault, code, reason = 'The number cannot be texted.' }: PhoneFault,
  now: Instant,
): Promise<Write[]> {
  const { tenantId, phoneId } = message;
  if (!(await concernsNumber(context, message, { fault, code }))) return [];
  const stored = await context.records.get(phoneType, liveOf(tenantId), phoneId);
  if (stored === undefined) return [];
  if (fault === 'opted-out') {
    if (stored.value.suppressed !== undefined) return [];
    const word = { source: 'provider', evidence: { messageId: message.id } } as const;
    const { changes, entries } = suppressed(stored.value, word, now);
    return [replace(stored, changes), ...entries];
  }
  const unusable = { at: now, reason, ...(code !== undefined && { code }) };
  const notice = await raiseNotice(context.records, {
    tenantId,
    kind: 'number-unusable',
    subject: { type: 'phone', id: phoneId },
    detail: `A number cannot be texted: ${reason}`,
    at: now,
  });
  return [replace(stored, { unusable, updatedAt: now }), ...notice];
}

async function concernsNumber(
  context: Context,
  message: Message,
  { fault, code }: { readonly fault: PhoneFault['fault']; readonly code: number | undefined },
): Promise<boolean> {
  if (fault === 'number' || fault === 'opted-out') return true;
  return fault === 'transient' && code === 30003 && isThirdInARow(context, message);
}

async function isThirdInARow(context: Context, message: Message): Promise<boolean> {
  const page = await context.records.query(messageType, liveOf(message.tenantId), {
    where: { phoneId: message.phoneId },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: 10,
  });
  const earlier = page.items
    .map(({ value }) => value)
    .filter(({ id, status }) => id !== message.id && status !== 'planned' && status !== 'skipped')
    .slice(0, UNREACHED_IN_A_ROW - 1);
  return (
    earlier.length === UNREACHED_IN_A_ROW - 1 &&
    earlier.every(({ status, code }) => status === 'undelivered' && code === 30003)
  );
}
