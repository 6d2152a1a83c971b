import type { Instant } from '../kernel/instant.ts';
import { phoneId, type Phone } from './model.ts';
import { backwards } from './search-keys.ts';

/** A number's document as it is first written. */
export function newPhone(
  tenantId: string,
  number: string,
  ownerIds: readonly string[],
  now: Instant,
): Phone {
  return {
    id: phoneId(number),
    type: 'phone',
    tenantId,
    schemaVersion: 1,
    number,
    numberBackwards: backwards(number),
    ownerIds: [...ownerIds],
    createdAt: now,
    updatedAt: now,
  };
}
