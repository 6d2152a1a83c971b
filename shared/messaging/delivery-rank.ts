import type { DeliveryWord } from '../platform/sms/sms-transport.ts';
import type { Message } from './model.ts';

/** How far along a word of the provider is; of those that are last none is further than another. */
export const DELIVERY_RANK: Readonly<Record<DeliveryWord['status'], number>> = {
  accepted: 1,
  sent: 2,
  delivered: 3,
  undelivered: 3,
  failed: 3,
};

/** What the provider has said of a text so far, as a rank of {@link DELIVERY_RANK}; 0: nothing yet. */
export function heardRank({ status, providerId }: Pick<Message, 'status' | 'providerId'>): number {
  if (providerId === undefined) return 0;
  return status in DELIVERY_RANK ? DELIVERY_RANK[status as keyof typeof DELIVERY_RANK] : 0;
}
