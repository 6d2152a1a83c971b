import { Readable } from 'node:stream';
import { tick } from '../../../shared/due-work/tick.ts';
import { importCustomers } from '../../../shared/imports/import-customers.ts';
import { addDays } from '../../../shared/kernel/local-date.ts';
import type { Instant } from '../../../shared/kernel/instant.ts';
import { localDateAt } from '../../../shared/kernel/time-zone.ts';
import { emailType, type Email } from '../../../shared/messaging/email/model.ts';
import type {
  EmailOutcome,
  EmailPace,
  OutboundEmail,
} from '../../../shared/platform/email/email-transport.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { inProcessQueues } from '../../../shared/platform/queues/in-process-queues.ts';
import type { SendOutcome } from '../../../shared/platform/sms/sms-transport.ts';
import type { SettingsChanges } from '../../../shared/tenants/settings-input.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { workers } from '../../../shared/workers.ts';
import { openBusiness, TENANT, type Business } from '../product/business.ts';

/** An owner with a dog whose rabies vaccination expires in 7 days. */
export interface DueOwner {
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
}

/** A business whose providers answer what a test says. */
export interface MailingBusiness extends Business {
  /** The mails handed over, with the instant of each call. */
  readonly mails: { readonly at: Instant; readonly mail: OutboundEmail }[];
  /** Numbers that texts were handed over for. */
  readonly texted: string[];
  answerMails(outcome: EmailOutcome | (() => Promise<EmailOutcome>)): void;
  answerTexts(outcome: SendOutcome): void;
  admit(owners: readonly DueOwner[]): Promise<void>;
  change(changes: SettingsChanges): Promise<void>;
  emails(): Promise<Email[]>;
  /** Scans now and does all that is due at this instant. */
  scanAndWork(): Promise<void>;
  /** Lets minutes pass, doing what is due in each; `by` does it, the business unless said otherwise. */
  live(minutes: number, by?: Context): Promise<void>;
}

/** A pace that no test meets by accident. */
const WIDE: EmailPace = { perMinute: 1000, perHour: 1000 };

/** Opens a business that prefers e-mail unless told otherwise. */
export async function openMailingBusiness(
  channel: 'sms' | 'email' | 'sms-then-email' = 'email',
  pace: EmailPace = WIDE,
): Promise<MailingBusiness> {
  const mails: MailingBusiness['mails'] = [];
  const texted: string[] = [];
  let onMail = async (mail: OutboundEmail): Promise<EmailOutcome> => accepted(mail);
  let onText: SendOutcome = { kind: 'accepted', providerId: 'sm' };
  const queues = inProcessQueues();
  const business = await openBusiness({
    owners: 0,
    clock: 'stopped',
    replacements: (now) => ({
      queues,
      email: {
        pace,
        transport: {
          local: true,
          send: async (mail) => {
            mails.push({ at: now(), mail });
            return onMail(mail);
          },
        },
      },
      sms: {
        local: true,
        send: async ({ to }) => {
          texted.push(to);
          return onText;
        },
        lookUp: async () => ({ kind: 'found', status: 'delivered' }),
        find: async () => ({ kind: 'missing' }),
      },
    }),
  });
  const { context } = business;
  const change: MailingBusiness['change'] = async (changes) => {
    await updateSettings(context, { tenantId: TENANT, changes, expected: undefined });
  };
  await change({ vaccination: { channel } });
  // As in production: the clock lets tenants take turns, and workers follow what it points to.
  const work = async (by = context) => {
    await tick(by);
    for (let it = queues.take(); it !== undefined; it = queues.take()) {
      await workers[it.kind].work(by, it);
    }
  };
  return {
    ...business,
    mails,
    texted,
    answerMails: (outcome) => {
      onMail = typeof outcome === 'function' ? outcome : async () => outcome;
    },
    answerTexts: (outcome) => {
      onText = outcome;
    },
    admit: async (owners) => {
      const expires = addDays(localDateAt(business.now(), 'America/New_York'), 7);
      const rows = owners.map(
        ({ name, email = '', phone = '' }) =>
          `C-${name},${name},Example,${email},${phone},Rex,dog,rabies,${expires}`,
      );
      const header = 'Customer ID,First Name,Last Name,Email,Mobile,Pet,Species,Vaccine,Expires On';
      const text = [header, ...rows, ''].join('\n');
      const { counts } = await importCustomers(context, {
        tenantId: TENANT,
        files: [{ name: 'due.csv', open: () => Readable.from([Buffer.from(text)]) }],
      });
      if (counts.vaccinations.created !== owners.length) throw new Error(JSON.stringify(counts));
    },
    change,
    emails: async () => {
      const page = await context.records.query(emailType, { tenantId: TENANT }, { limit: 1000 });
      return page.items.map(({ value }) => value);
    },
    scanAndWork: async () => {
      await business.scanNow();
      await work();
    },
    live: async (minutes, by) => {
      for (let n = 0; n < minutes; n++) {
        business.advance(1);
        await work(by);
      }
    },
  };
}

function accepted(mail: OutboundEmail): EmailOutcome {
  return { kind: 'accepted', providerId: `<${mail.emailId}.${String(mail.attempt)}>` };
}
