import { currentOwners } from '../customers/merge-follow.ts';
import { phoneId, phoneType, type Owner, type Pet, type Phone } from '../customers/model.ts';
import { daysBetween, type LocalDate } from '../kernel/local-date.ts';
import { whyNoText, type NoTextReason } from '../messaging/may-text.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';

/** How a pet can stand with a vaccine on a list. */
export const STANDINGS = ['valid', 'expiring', 'expired', 'missing'] as const;

/** Where a pet stands with one vaccine, and whether its owner can be texted about it. */
export interface Standing {
  readonly status: (typeof STANDINGS)[number];
  readonly pet: Pick<Pet, 'id' | 'name' | 'species'>;
  readonly owner: Pick<Owner, 'id' | 'firstName' | 'lastName'> | undefined;
  readonly vaccine: string;
  /** Absent when the vaccination is missing. */
  readonly record?: {
    readonly id: string;
    readonly expiryDate: LocalDate;
    /** Days of cover left; 0 on the last day, negative when expired. */
    readonly daysLeft: number;
  };
  /** Why no text may go to the owner; absent: one may. */
  readonly noTextReason?: NoTextReason;
}

/** A standing before its owner was looked up. */
export interface BareStanding {
  readonly status: Standing['status'];
  readonly pet: Pet;
  readonly vaccine: string;
  readonly record?: { readonly id: string; readonly expiryDate: LocalDate };
}

/** Adds owners and whether they can be texted, in two store calls for a whole page. */
export async function withOwners(
  records: Records,
  tenantId: string,
  today: LocalDate,
  bare: readonly BareStanding[],
): Promise<Standing[]> {
  const owners = await ownersOf(records, tenantId, bare);
  const phones = await phonesOf(records, tenantId, [...owners.values()]);
  return bare.map(({ status, pet, vaccine, record }) => {
    const owner = owners.get(pet.ownerId);
    const phone = owner?.phone === undefined ? undefined : phones.get(owner.phone);
    const noTextReason = whyNoText(owner, phone, 'service');
    return {
      status,
      pet,
      owner,
      vaccine,
      ...(record !== undefined && {
        record: { ...record, daysLeft: daysBetween(today, record.expiryDate) },
      }),
      ...(noTextReason !== undefined && { noTextReason }),
    };
  });
}

async function ownersOf(
  records: Records,
  tenantId: string,
  bare: readonly BareStanding[],
): Promise<Map<string, Owner>> {
  const ids = [...new Set(bare.map(({ pet }) => pet.ownerId))];
  if (ids.length === 0) return new Map();
  const found = await currentOwners(records, tenantId, ids);
  return new Map([...found].map(([id, { value }]) => [id, value]));
}

async function phonesOf(
  records: Records,
  tenantId: string,
  owners: readonly Owner[],
): Promise<Map<string, Phone>> {
  const numbers = owners.flatMap(({ phone }) => (phone === undefined ? [] : [phone]));
  if (numbers.length === 0) return new Map();
  const ids = [...new Set(numbers.map(phoneId))];
  const found = await records.getMany(phoneType, liveOf(tenantId), ids);
  return new Map(found.map(({ value }) => [value.number, value]));
}
