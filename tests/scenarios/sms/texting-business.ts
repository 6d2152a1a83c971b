import { tick } from '../../../shared/due-work/tick.ts';
import type { Instant } from '../../../shared/kernel/instant.ts';
import type { Message } from '../../../shared/messaging/model.ts';
import { takeReceipt } from '../../../shared/messaging/receipts/take-receipt.ts';
import { receiptType, type Receipt } from '../../../shared/messaging/receipts/model.ts';
import { inProcessQueues } from '../../../shared/platform/queues/in-process-queues.ts';
import type {
  DeliveryWord,
  FindOutcome,
  LookUpOutcome,
  OutboundText,
  SendOutcome,
  SmsTransport,
} from '../../../shared/platform/sms/sms-transport.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { StoreUnavailableError } from '../../../shared/platform/store/document-store.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { liveOf } from '../../../shared/tenants/model.ts';
import type { SettingsChanges } from '../../../shared/tenants/settings-input.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { textSources } from '../../../shared/text-sources.ts';
import { workers } from '../../../shared/workers.ts';
import { openBusiness, TENANT, type Business } from '../product/business.ts';

/** A receipt as tests state it; what is left out is as it was sent. */
export interface SaidReceipt {
  readonly of?: Message;
  readonly providerId?: string;
  readonly attempt?: number;
  readonly secret?: string;
}

/** A business whose provider answers what a test says, and whose receipts a test sends. */
export interface TextingBusiness extends Business {
  /** The texts handed over, with the instant of each call. */
  readonly handed: { readonly at: Instant; readonly text: OutboundText }[];
  readonly lookUps: string[];
  answer(outcome: SendOutcome | ((text: OutboundText) => Promise<SendOutcome>)): void;
  answerLookUps(outcome: LookUpOutcome): void;
  answerSearches(outcome: FindOutcome): void;
  change(changes: SettingsChanges): Promise<void>;
  /** The one text of a business with one owner. */
  theText(): Promise<Message>;
  receipts(): Promise<Receipt[]>;
  /** Takes a receipt and does what it makes due. */
  hear(word: DeliveryWord, said?: SaidReceipt): Promise<void>;
  /** Takes a receipt while nothing can be read and no pointer sent: it is kept. */
  keep(word: DeliveryWord, said?: SaidReceipt): Promise<void>;
  /** Takes a receipt in such a way that another one is taken between its reading and its commit. */
  overtaken(
    word: DeliveryWord,
    said: { readonly by: DeliveryWord; readonly of: Message },
  ): Promise<void>;
  /** Does all that is due at this instant. */
  work(): Promise<void>;
  /** Lets minutes pass, doing what is due in each. */
  live(minutes: number): Promise<void>;
  /** The same for hours, in steps of half an hour. */
  pass(hours: number): Promise<void>;
}

/** The provider's id of the n-th text it took, from 1. */
export const sidOf = (n: number): string => `SM${String(n).padStart(32, '0')}`;

/** Opens a business with so many owners, each of whom is due a text, planned and not yet sent. */
export async function openTextingBusiness(owners = 1): Promise<TextingBusiness> {
  const handed: TextingBusiness['handed'] = [];
  const lookUps: string[] = [];
  let onSend = async (_text: OutboundText): Promise<SendOutcome> => ({
    kind: 'accepted',
    providerId: sidOf(handed.length),
  });
  let onLookUp: LookUpOutcome = { kind: 'found', status: 'accepted' };
  let onFind: FindOutcome = { kind: 'missing' };
  const queues = inProcessQueues();
  const business = await openBusiness({
    owners,
    clock: 'stopped',
    replacements: (now) => ({
      queues,
      sms: {
        local: true,
        send: async (text) => {
          handed.push({ at: now(), text });
          return onSend(text);
        },
        lookUp: async (providerId) => {
          lookUps.push(providerId);
          return onLookUp;
        },
        find: async () => onFind,
      } satisfies SmsTransport,
    }),
  });
  const { context } = business;
  const work = async () => {
    await tick(context);
    for (let it = queues.take(); it !== undefined; it = queues.take()) {
      await workers[it.kind].work(context, it);
    }
  };
  const theText = async () => {
    const [text] = await business.messages();
    if (text === undefined) throw new Error('No text was planned.');
    return text;
  };
  const take = async (at: Context, word: DeliveryWord, said: SaidReceipt = {}) => {
    const text = said.of ?? (await theText());
    const providerId = said.providerId ?? text.providerId ?? sidOf(1);
    await takeReceipt(at, textSources, {
      tenantId: TENANT,
      messageId: text.id,
      attempt: said.attempt ?? Math.max(text.sends, 1),
      secret: said.secret ?? text.receiptSecret ?? '',
      receipt: { providerId, ...word },
    });
  };
  const keep: TextingBusiness['keep'] = async (word, said) => {
    const { store } = context.records;
    const down = async () => Promise.reject(new StoreUnavailableError('Nothing can be read.'));
    const records = recordsOver({ ...store, get: down });
    const lost = { ...queues, send: async () => undefined };
    await take({ ...context, records, queues: lost }, word, said);
  };
  const overtaken: TextingBusiness['overtaken'] = async (word, { by, of }) => {
    const { store } = context.records;
    let first = true;
    const commit: typeof store.commit = async (partition, writes) => {
      if (first) {
        first = false;
        await take(context, by, { of });
      }
      return store.commit(partition, writes);
    };
    await take({ ...context, records: recordsOver({ ...store, commit }) }, word, { of });
  };
  await business.scanNow();
  return {
    ...business,
    handed,
    lookUps,
    answer: (outcome) => {
      onSend = typeof outcome === 'function' ? outcome : async () => outcome;
    },
    answerLookUps: (outcome) => {
      onLookUp = outcome;
    },
    answerSearches: (outcome) => {
      onFind = outcome;
    },
    change: async (changes) => {
      await updateSettings(context, { tenantId: TENANT, changes, expected: undefined });
    },
    theText,
    receipts: async () => {
      const page = await context.records.query(receiptType, liveOf(TENANT), { limit: 1000 });
      return page.items.map(({ value }) => value);
    },
    keep,
    overtaken,
    hear: async (word, said) => {
      await take(context, word, said);
      await work();
    },
    work,
    live: async (minutes) => {
      for (let n = 0; n < minutes; n++) {
        business.advance(1);
        await work();
      }
    },
    pass: async (hours) => {
      for (let n = 0; n < 2 * hours; n++) {
        business.advance(30);
        await work();
      }
    },
  };
}
