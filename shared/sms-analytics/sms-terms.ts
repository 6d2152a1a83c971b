import type { Tenant } from '../tenants/model.ts';
import { PROVIDER_CURRENCY } from './sms-facts.ts';

/** How long after a text words count as an answer to it, in hours, when the business does not say. */
const REPLY_WINDOW_HOURS = 72;

/** On what terms facts about texts are valued; they hold for what is asked now, past days included. */
export interface SmsTerms {
  /** ISO 4217. */
  readonly currency: string;
  /** What a segment costs until its price is known, in millionths of the currency; undefined: not set. */
  readonly segmentMicros: number | undefined;
}

/** The terms of a business. */
export function smsTermsOf({ segmentCost }: Pick<Tenant, 'segmentCost'>): SmsTerms {
  return {
    currency: segmentCost?.currency ?? PROVIDER_CURRENCY,
    segmentMicros: segmentCost?.micros,
  };
}

/** How long after its claim words count as an answer to a text. */
export function replyWindowMs({ replyWindowHours }: Pick<Tenant, 'replyWindowHours'>): number {
  return (replyWindowHours ?? REPLY_WINDOW_HOURS) * 3_600_000;
}
