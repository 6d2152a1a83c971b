import type { Field } from './fields.ts';

/** The fields of a list of consent. */
export type ConsentField = Extract<Field, `consent.${string}`>;

/** How people head the columns of a list of consent, see `header-synonyms.ts`. */
export const CONSENT_SYNONYMS: Readonly<Record<ConsentField, readonly string[]>> = {
  'consent.channel': ['consent channel', 'channel', 'message channel', 'consent by', 'medium'],
  'consent.purpose': [
    ...['consent purpose', 'purpose', 'consent type', 'consent category', 'message purpose'],
    ...['consent for', 'message type', 'subscription type'],
  ],
  'consent.word': [
    ...['consent', 'consent status', 'consented', 'consent given', 'has consent', 'permission'],
    ...['subscription status', 'opt in status', 'subscribed'],
  ],
  'consent.date': [
    ...['consent date', 'date of consent', 'consented on', 'consented at', 'consent given on'],
    ...['opt in date', 'opted in on', 'opted in at', 'consent timestamp', 'consent time'],
  ],
  'consent.source': [
    ...['consent source', 'source of consent', 'consent method', 'method of consent'],
    ...['opt in source', 'opt in method', 'collected by', 'how collected', 'source'],
  ],
  'consent.wording': [
    ...['consent wording', 'wording', 'consent text', 'text shown', 'wording shown'],
    ...['disclosure', 'consent language', 'opt in text', 'consent statement'],
  ],
  'consent.page': ['consent page', 'page', 'consent form', 'form', 'form url', 'opt in page'],
  'consent.pageVersion': ['page version', 'form version', 'consent version'],
};
