import type { OwnerRead } from '../facts/owner-facts.ts';
import type { Facts } from '../kernel/condition.ts';
import { dayAndTime } from '../kernel/in-words.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { mayGoAtAnyHour } from '../messaging/direct-answer.ts';
import { whyNoEmail, type NoEmailReason } from '../messaging/email/may-email.ts';
import { whyNoText, type NoTextReason } from '../messaging/may-text.ts';
import { countSegments } from '../messaging/segments.ts';
import { textTime } from '../messaging/text-time.ts';
import type { Template } from '../templates/model.ts';
import type { fillTemplate } from '../templates/preview-template.ts';
import type { Tenant } from '../tenants/model.ts';
import { zoneAt } from '../tenants/zone-periods.ts';
import type { Definition } from './definition.ts';
import type { DryRunSkip } from './dry-run-model.ts';
import type { TrySend } from './dry-run-walk.ts';
import { usefulUntil } from './useful-until.ts';

const DAY_MS = 86_400_000;

/** What decides what an owner would be sent. */
export interface Sending {
  readonly definition: Definition;
  readonly tenant: Tenant;
  readonly read: OwnerRead;
  readonly templates: ReadonlyMap<string, Template>;
  readonly fill: typeof fillTemplate;
  /** When texts of this workflow went to the owner before. */
  readonly earlier: readonly Instant[];
}

/**
 * Decides about each text as a real step, its claim and its template would: consent as it stands
 * today, the workflow's frequency cap over what this try has sent and what was sent before, the hours
 * of where they are, and no text with a hole in it.
 */
export function sendsOf(sending: Sending): TrySend {
  const { definition, read } = sending;
  const sent: Instant[] = [...sending.earlier];
  return (step, { now, facts, visit }) => {
    if (step.type === 'send_email') {
      const filled = whyNoMail(read, definition) ?? filledFor(sending, step, facts);
      return 'reason' in filled ? filled : { ...filled, channel: 'email', at: now, segments: 0 };
    }
    const barred = whyNoSms(read, definition) ?? overCap(definition, sent, now);
    if (barred !== undefined) return barred;
    const at = leavesAt(sending, facts, now);
    const moment = { version: { definition }, loaded: { appointment: visit }, now };
    if (at === undefined || at > usefulUntil(moment, at)) return tooLate(at, sending.tenant);
    const filled = filledFor(sending, step, facts);
    if ('reason' in filled) return filled;
    sent.push(now);
    return { ...filled, channel: 'sms', at, segments: countSegments(filled.body).segments };
  };
}

/**
 * When a text that is planned now goes out, by the hours of where the owner is; undefined: never. One
 * that answers a keyword promptly goes at any hour.
 */
function leavesAt(
  { definition: { purpose }, tenant, read }: Sending,
  { receivedAt }: Facts,
  now: Instant,
): Instant | undefined {
  const answers = { textId: '', receivedAt: receivedAt as Instant };
  const prompt = typeof receivedAt === 'string' && mayGoAtAnyHour({ answers, purpose }, now);
  const text = { id: '', purpose, ...(prompt && { answers }) };
  return textTime(text, read.owner, { ...tenant, timeZone: zoneAt(tenant, now) }, [], now).at;
}

function filledFor(
  { templates, fill, tenant }: Sending,
  { id: stepId, template: key, variables }: Parameters<TrySend>[0],
  facts: Facts,
): { readonly stepId: string; readonly body: string } | Refusal {
  const template = templates.get(key);
  if (template === undefined) return missing([`template ${key}`]);
  const filled = fill(template, facts, tenant, variables);
  return filled.kind === 'filled' ? { stepId, body: filled.body } : missing(filled.names);
}

function overCap(
  { frequencyCap }: Definition,
  sent: readonly Instant[],
  now: Instant,
): Refusal | undefined {
  if (frequencyCap === undefined) return undefined;
  const { texts, days } = frequencyCap;
  const since = addMs(now, -days * DAY_MS);
  if (sent.filter((at) => at >= since).length < texts) return undefined;
  const most = `The workflow texts an owner at most ${String(texts)} times in ${String(days)} days.`;
  return { reason: 'frequency-cap', reasons: [most] };
}

function tooLate(at: Instant | undefined, tenant: Tenant): Refusal {
  if (at === undefined) return { reason: 'hours', reasons: ['The hours for it never come.'] };
  const when = dayAndTime(at, zoneAt(tenant, at));
  return {
    reason: 'hours',
    reasons: [`It could go out on ${when}, when it is of no use any more.`],
  };
}

type Refusal = Omit<DryRunSkip, 'stepId'>;

function missing(names: readonly string[]): Refusal {
  const reasons = names.map((name) => `The text says ${name}, which is not known.`);
  return { reason: 'missing-values', reasons };
}

function whyNoSms({ owner, phone }: OwnerRead, { purpose }: Definition): Refusal | undefined {
  if (owner.phone === undefined) {
    return { reason: 'no-number', reasons: ['There is no number to text.'] };
  }
  const why = whyNoText(owner, phone, purpose);
  return why && refusal(why);
}

function whyNoMail({ owner, address }: OwnerRead, { purpose }: Definition): Refusal | undefined {
  const why = whyNoEmail(owner, address, purpose);
  return why && refusal(why);
}

const WORDS: Readonly<Record<NoTextReason | NoEmailReason, string>> = {
  'owner-missing': 'The owner is gone.',
  'owner-inactive': 'The owner is inactive.',
  'no-phone': 'There is no number to text.',
  'no-email': 'There is no e-mail address to write to.',
  'opted-out': 'They want no texts.',
  'email-opted-out': 'They want no e-mails.',
  suppressed: 'Their number is closed to texts: a STOP, or the word of the provider.',
  'number-unusable': 'Texts do not reach their number.',
  'address-unusable': 'A mail server refused their address for good.',
  'stop-lifted': 'A START overtook it.',
  'no-consent': 'They never agreed to advertisements.',
  'marketing-refused': 'They refused advertisements.',
};

function refusal(why: NoTextReason | NoEmailReason): Refusal {
  const without = why === 'no-phone' || why === 'no-email';
  return { reason: without ? 'no-number' : 'consent', reasons: [WORDS[why]] };
}
