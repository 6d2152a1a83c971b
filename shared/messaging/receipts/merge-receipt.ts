import type { DeliveryWord } from '../../platform/sms/sms-transport.ts';
import { DELIVERY_RANK, heardRank } from '../delivery-rank.ts';
import type { Message } from '../model.ts';
import type { Receipt } from './model.ts';

/**
 * What follows from a receipt for its text. apply: the text moves on. doubled: an earlier send is
 * known now that was not when the text was sent again. ask: two last words contradict each other.
 * The rest changes nothing.
 */
export type Merge = 'apply' | 'doubled' | 'ask' | 'nothing-new' | 'earlier-send' | 'not-ours';

/**
 * Judges a receipt against the text as it stands. Receipts come out of order, twice, before we know
 * that the text was taken, late, and for sends that were given up: only a word that is further than
 * the last one moves the text, and the first last word stands unless another one contradicts it. The
 * receipt's own ids are the authority on which send it speaks of: they went out with that very send.
 */
export function mergeReceipt(message: Message, receipt: Receipt): Merge {
  if (message.receiptSecret === undefined || receipt.secret !== message.receiptSecret) {
    return 'not-ours';
  }
  const { providerId, word, attempt } = receipt;
  if (isEarlierSend(message, providerId)) {
    // It arrived after all, and the next send has not begun: that one is not needed any more.
    return word === 'delivered' && message.status === 'planned' ? 'apply' : 'earlier-send';
  }
  const known = message.providerId;
  if (known === providerId) return compared(message, word);
  const laterSend = attempt < message.sends;
  const underWay = message.status === 'sending' || message.status === 'unknown';
  if (laterSend && (known !== undefined || underWay)) return 'doubled';
  // Nothing was known of this send, or its id was a guess from the provider's list: this is better.
  return 'apply';
}

/** A text that a person has sent again keeps the id of its last send until the next one is claimed. */
function isEarlierSend(message: Message, id: string): boolean {
  const { status, providerId, formerProviderIds = [] } = message;
  const unsent = status === 'planned' || status === 'skipped' || status === 'expired';
  return formerProviderIds.includes(id) || (unsent && providerId === id);
}

function compared(message: Message, word: DeliveryWord['status']): Merge {
  const heard = heardRank(message);
  if (DELIVERY_RANK[word] > heard) return 'apply';
  const bothLast = DELIVERY_RANK[word] === 3 && heard === 3;
  const disagree = (word === 'delivered') !== (message.status === 'delivered');
  return bothLast && disagree ? 'ask' : 'nothing-new';
}
