import type { Owner } from '../customers/model.ts';
import { ownerIdsOf } from '../customers/merge-follow.ts';
import { MAX_PAGE_SIZE } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import type { NoShowRules } from '../tenants/no-show-rules.ts';
import { assessFee, feeOfStrike, type Strike } from './fee-ladder.ts';
import { noShowRecordType, type NoShowRecord } from './model.ts';

/** A fee that the ladder would ask less for by now. */
export interface LaterFee {
  readonly record: NoShowRecord;
  /** What it would be. */
  readonly cents: number;
  readonly strike: number;
}

/**
 * What the ladder asks for a charged fee by now, if that is less: an earlier mark, which made this one a
 * further strike, does not stand any more. Undefined: the fee is right. A change of the business's
 * amounts alone makes no fee wrong that was right when it was charged.
 */
export function feeByNow(
  { id, localDate, fee }: Pick<NoShowRecord, 'id' | 'localDate' | 'fee'>,
  strikes: readonly Strike[],
  rules: NoShowRules,
): { readonly cents: number; readonly strike: number } | undefined {
  if (fee.status !== 'charged') return undefined;
  // The one that bears the day's fee goes on bearing it, whatever else was missed that day.
  const others = strikes.filter(({ recordId, on }) => recordId !== id && on !== localDate);
  const { strike } = assessFee(localDate, others, rules);
  if (strike >= fee.strike) return undefined;
  const asked = strike === 1 && rules.waiveFirst ? 0 : feeOfStrike(strike, rules);
  return asked < fee.cents ? { cents: asked, strike } : undefined;
}

/** The charged fees of an owner that the ladder would ask less for by now, oldest visit first. */
export async function laterFees(
  records: Records,
  owner: Pick<Owner, 'id' | 'tenantId' | 'absorbing' | 'noShowStrikes'>,
  rules: NoShowRules,
): Promise<LaterFee[]> {
  const page = await records.query(noShowRecordType, liveOf(owner.tenantId), {
    where: { ownerId: { in: ownerIdsOf(owner) }, status: 'marked' },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: MAX_PAGE_SIZE,
  });
  return page.items
    .flatMap(({ value: record }) => {
      const due = feeByNow(record, owner.noShowStrikes ?? [], rules);
      return due === undefined ? [] : [{ record, ...due }];
    })
    .sort((a, b) => (a.record.startsAt < b.record.startsAt ? -1 : 1));
}
