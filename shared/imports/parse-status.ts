import { nameKey } from '../customers/name-key.ts';
import type { AppointmentParty } from '../appointments/model.ts';
import { PAYMENT_METHODS, type PaymentMethod } from '../ledger/model.ts';

/** What a status says of a visit. open: it was booked, whatever came of it; confirmed: and the owner said so. came: it was under way. */
export type ToldStatus =
  | { readonly kind: 'open' | 'confirmed' | 'came' | 'completed' | 'no_show' }
  | { readonly kind: 'cancelled'; readonly by: AppointmentParty; readonly late?: boolean };

const OPEN = new Set([
  ...['booked', 'scheduled', 'unconfirmed', 'pending', 'new', 'open', 'reserved'],
  ...['upcoming', 'accepted', 'requested', 'active', 'not confirmed', 'rescheduled', 'waiting'],
]);
const CAME = new Set([
  ...['arrived', 'checked in', 'check in', 'in progress', 'started', 'in service', 'ready'],
  ...['ready for pickup', 'ready to go', 'grooming'],
]);
const COMPLETED = new Set([
  ...['completed', 'complete', 'done', 'finished', 'checked out', 'check out', 'closed', 'paid'],
  ...['attended', 'showed', 'show', 'picked up', 'invoiced', 'fulfilled', 'served', 'finalized'],
]);
const NO_SHOW =
  /^(no ?show(ed)?|noshow(ed)?|missed|did not (show|come|attend)|dns|absent|not arrived)\b/;
const CANCELLED = /cancel|^(declined|deleted|void(ed)?|rejected)$/;
const LATE = /\b(late|last minute|same day|short notice)\b/;
const BUSINESS =
  /\b(business|salon|shop|store|staff|groomer|provider|us|merchant|company|seller)\b/;

/** Reads the status of a visit as the usual products call it; undefined when it is none known. */
export function parseStatus(text: string): ToldStatus | undefined {
  const word = nameKey(text.replaceAll('_', ' '));
  if (word === 'confirmed') return { kind: 'confirmed' };
  if (OPEN.has(word)) return { kind: 'open' };
  if (CAME.has(word)) return { kind: 'came' };
  if (COMPLETED.has(word)) return { kind: 'completed' };
  if (NO_SHOW.test(word)) return { kind: 'no_show' };
  if (!CANCELLED.test(word)) return undefined;
  const by = BUSINESS.test(word) ? 'business' : 'owner';
  return { kind: 'cancelled', by, ...(LATE.test(word) && { late: by === 'owner' }) };
}

const METHOD_WORDS: readonly [RegExp, PaymentMethod][] = [
  [/\bcash\b/, 'cash'],
  [/\bche(ck|que)s?\b/, 'check'],
  [
    /card|visa|master ?card|amex|american express|discover|credit|debit|terminal|tap|chip|apple pay|google pay|stripe|square/,
    'card',
  ],
  [/transfer|ach|wire|zelle|bank|venmo|pay ?pal|e transfer|cash ?app/, 'transfer'],
];

/** Reads how a payment was made; undefined when the word is not known. */
export function parseMethod(text: string): PaymentMethod | undefined {
  const word = nameKey(text);
  const known = PAYMENT_METHODS.find((method) => method === word);
  if (known !== undefined) return known;
  if (/^cash ?app\b/.test(word)) return 'transfer';
  return METHOD_WORDS.find(([words]) => words.test(word))?.[1];
}
