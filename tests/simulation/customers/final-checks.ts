import { jobType } from '../../../shared/jobs/model.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import type { OutboundText } from '../../../shared/platform/sms/sms-transport.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import { vaccinationAlertType } from '../../../shared/vaccinations/model.ts';
import { VACCINATION_SCAN } from '../../../shared/vaccinations/scan-job.ts';
import type { AcceptedText } from '../services/provider-model.ts';
import { countResidual, type Customers } from './customers.ts';
import { checkMerged } from './business-acts.ts';
import { checkDays } from './day-checks.ts';
import type { CustomersPlan } from './seed-plan.ts';
import { checkAlerts, checkItsAlerts, checkJob } from './vaccination-checks.ts';
import { readAs } from '../engine/read-once.ts';

/** The invariants that must hold once nothing is due any more. */
export function checkOutcome(customers: Customers): void {
  const { truth, broken, timeline } = customers.world;
  const nowIso = timeline.now();
  const messages = truth.all('message').map((it) => readAs(messageType, it));
  const alerts = truth.all('vaccinationAlert').map((it) => readAs(vaccinationAlertType, it));
  for (const message of messages) {
    checkMessage(customers.plan, message, broken);
    checkItsAlerts(
      message,
      alerts.filter((it) => it.messageId === message.id),
      broken,
    );
  }
  checkTexts(customers, messages);
  checkAlerts(alerts, messages, broken);
  for (const value of truth.all('job')) {
    const job = readAs(jobType, value);
    if (job.job === VACCINATION_SCAN) checkJob({ truth, nowIso }, job, alerts, broken);
  }
  for (const type of ['message', 'job', 'vaccination', 'owner', 'pet', 'phone']) {
    for (const { id, dueAt } of truth.all(type)) {
      if (typeof dueAt === 'string' && dueAt <= nowIso) broken(`${id} is still due`);
    }
  }
  checkInbound(customers);
  checkMerged(truth, broken);
  checkDays(customers.world);
}

function checkMessage(
  { calm }: CustomersPlan,
  message: Message,
  broken: (text: string) => void,
): void {
  const { id, status, reason, providerId } = message;
  const name = `text ${id} (${status}${reason === undefined ? '' : `, ${reason}`})`;
  if (['planned', 'sending', 'unknown'].includes(status)) broken(`${name} never came to an end`);
  if (message.dueAt !== undefined) broken(`${name} is over and due`);
  if (['failed', 'skipped', 'expired', 'undelivered'].includes(status) && reason === undefined) {
    broken(`${name} ended without a reason`);
  }
  const handedOver = ['accepted', 'sent', 'delivered', 'undelivered'].includes(status);
  if (handedOver && providerId === undefined) broken(`${name} was never accepted`);
  const faultless = ['suppressed', 'number-unusable', 'not-delivered'];
  if (calm && reason !== undefined && !faultless.includes(reason)) {
    broken(`${name} although nothing went wrong`);
  }
}

/**
 * Each text the provider accepted is one message's, and no message has two. Texts alike in number
 * and words cannot be told apart, neither by the provider nor by who reads them: they are counted.
 */
function checkTexts(customers: Customers, messages: readonly Message[]): void {
  const { provider, retries } = customers;
  const { truth, broken } = customers.world;
  const { accepted } = provider;
  const alike = (text: OutboundText): string => `${text.tenantId}|${text.to}|${text.body}`;
  const groups = Map.groupBy(accepted, ({ text }) => alike(text));
  // Nobody could learn what became of these before the attempts were used up.
  const gaveUp = new Set(
    truth.all('notice').flatMap((it) => (it['kind'] === 'work-failed' ? [subjectOf(it)] : [])),
  );
  const holders = new Map<string, string>();
  for (const { id, providerId, tenantId, to, body = '', status } of messages) {
    if (providerId === undefined) continue;
    const text = accepted.find((it) => it.providerId === providerId)?.text;
    // One sent anew that was not needed any more keeps the name of the call before, whomever it was for then.
    const isOfBefore = status === 'skipped' || status === 'expired';
    if (text === undefined || (!isOfBefore && alike(text) !== `${tenantId}|${to}|${body}`)) {
      broken(`text ${id} counts ${providerId} as its own, which says something else`);
    }
    const other = holders.get(providerId);
    if (other !== undefined) broken(`${providerId} counts as the text of ${id} and of ${other}`);
    holders.set(providerId, id);
  }
  for (const texts of groups.values()) {
    const spare = texts.filter(({ providerId }) => !holders.has(providerId));
    let wanted = retries.filter((id) => texts.some(ofMessage(id))).length;
    let excused = messages.filter(
      (it) => it.status === 'failed' && gaveUp.has(it.id) && texts.some(ofMessage(it.id)),
    ).length;
    for (const { providerId, text } of spare) {
      if (wanted-- > 0) continue;
      if (excused-- > 0) countResidual(customers, 'arrivedUnknown');
      else if (texts.some((it) => it.lagged)) countResidual(customers, 'secondText');
      else broken(`${providerId} reached the owner of ${text.messageId} and is no message's`);
    }
  }
}

const subjectOf = (notice: Json): unknown =>
  (notice['subject'] as { id?: unknown } | undefined)?.id;
const ofMessage = (id: string) => (it: AcceptedText) => it.text.messageId === id;

function checkInbound({ world, inbound }: Customers): void {
  const { truth, broken } = world;
  const stored = truth.all('inboundText');
  const last = new Map<string, string>();
  for (const text of stored) {
    const { meaning, tenantId, from } = text;
    if (meaning === 'stop' || meaning === 'start') {
      last.set(`${String(tenantId)}|${String(from)}`, meaning);
    }
  }
  for (const { tenantId, providerId } of inbound) {
    const copies = stored.filter((it) => it['providerId'] === providerId).length;
    if (copies !== 1) broken(`inbound ${providerId} of ${tenantId} is stored ${copies} times`);
  }
  for (const phone of truth.all('phone')) {
    const number = `${String(phone['tenantId'])}|${String(phone['number'])}`;
    if (last.get(number) === 'stop' && phone['suppressed'] === undefined) {
      broken(`the STOP of ${phone.id} was lost`);
    }
  }
}
