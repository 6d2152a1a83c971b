import { leftNumber } from '../consent/number-consent.ts';
import type { Instant } from '../kernel/instant.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { Write } from '../platform/store/document-store.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { phoneId, phoneType } from './model.ts';
import { newPhone } from './new-phone.ts';
import { readPhoneNumber } from './phone-number.ts';

/** The E.164 form of a number that a person typed; throws a problem (422) that says what is wrong with it. */
export function requirePhoneNumber(raw: string, country: string, field = 'phone'): string {
  const read = readPhoneNumber(raw, country);
  if (read.ok) return read.value.number;
  throw new ProblemError({
    kind: 'invalid-phone-number',
    status: 422,
    detail: read.error.reason,
    field,
    value: raw,
    allowed:
      'one number that can be texted, with country code or as dialled in the business’s country',
  });
}

/**
 * The writes that move an owner from one number to another; they belong in the owner's own
 * commit. A number keeps its document, and with it a refusal of texts, when its last owner leaves;
 * consent to marketing ends with the owner's leaving and does not follow them.
 */
export async function movePhone(
  records: Records,
  move: {
    readonly tenantId: string;
    readonly ownerId: string;
    readonly from: string | undefined;
    readonly to: string | undefined;
    readonly now: Instant;
  },
): Promise<Write[]> {
  const { tenantId, ownerId, from, to, now } = move;
  if (from === to) return [];
  const writes: Write[] = [];
  const read = async (number: string) => records.get(phoneType, liveOf(tenantId), phoneId(number));
  if (from !== undefined) {
    const left = await read(from);
    if (left?.value.ownerIds.includes(ownerId) === true) {
      const { changes, entries } = leftNumber(left.value, ownerId, now);
      writes.push(replace(left, { ...changes, updatedAt: now }), ...entries);
    }
  }
  if (to !== undefined) {
    const joined = await read(to);
    if (joined === undefined) writes.push(create(newPhone(tenantId, to, [ownerId], now)));
    else if (!joined.value.ownerIds.includes(ownerId)) {
      const ownerIds = [...joined.value.ownerIds, ownerId];
      writes.push(replace(joined, { ownerIds, updatedAt: now }));
    }
  }
  return writes;
}
