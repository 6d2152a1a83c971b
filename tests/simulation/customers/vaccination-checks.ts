import type { Job } from '../../../shared/jobs/model.ts';
import { addDays, daysBetween } from '../../../shared/kernel/local-date.ts';
import type { Message } from '../../../shared/messaging/model.ts';
import { tenantType, type Tenant } from '../../../shared/tenants/model.ts';
import {
  vaccinationType,
  type Vaccination,
  type VaccinationAlert,
} from '../../../shared/vaccinations/model.ts';
import { readAs } from '../engine/read-once.ts';
import type { Truth } from '../engine/truth.ts';

/** Checks the alerts that belong to a text: each says what became of it. */
export function checkItsAlerts(
  message: Message,
  alerts: readonly VaccinationAlert[],
  broken: (text: string) => void,
): void {
  const { id, status, reason, content } = message;
  if (content.kind !== 'vaccination-digest') return;
  const named = new Set(content.items.map((it) => it.alertId));
  for (const alert of alerts) {
    const name = `alert ${alert.id} (${alert.status}, ${alert.reason ?? 'no reason'}) of ${id}`;
    if (!named.has(alert.id)) {
      if (alert.status !== 'skipped') broken(`${name}: its text does not speak of it`);
      continue;
    }
    const expected =
      status === 'undelivered' || status === 'failed'
        ? 'failed'
        : status === 'skipped' || status === 'expired'
          ? 'skipped'
          : 'sent';
    if (alert.status !== expected) broken(`${name} disagrees with its text, which is ${status}`);
    if (expected !== 'sent' && alert.reason !== reason) {
      broken(`${name} states another reason than its text (${reason ?? 'none'})`);
    }
  }
}

/** Checks that every alert came to an end, names its reason or text, and is the only one of its kind. */
export function checkAlerts(
  alerts: readonly VaccinationAlert[],
  messages: readonly Message[],
  broken: (text: string) => void,
): void {
  for (const alert of alerts) checkAlert(alert, messages, broken);
  checkAlertsOnce(alerts, broken);
}

function checkAlert(
  alert: VaccinationAlert,
  messages: readonly Message[],
  broken: (text: string) => void,
): void {
  const { id, status, reason, messageId } = alert;
  if (status === 'planned') broken(`alert ${id} is still planned`);
  if (status !== 'sent' && reason === undefined) broken(`alert ${id} is ${status} for no reason`);
  if (status === 'sent' && messageId === undefined) broken(`alert ${id} was sent by no text`);
  if (messageId !== undefined && !messages.some((it) => it.id === messageId)) {
    broken(`alert ${id} belongs to a text that does not exist`);
  }
}

function checkAlertsOnce(
  alerts: readonly VaccinationAlert[],
  broken: (text: string) => void,
): void {
  const seen = new Set<string>();
  for (const { vaccinationId, expiryDate, threshold, id } of alerts) {
    const name = `${vaccinationId} ${expiryDate} ${threshold}`;
    if (seen.has(name)) broken(`alert ${id} deals with ${name} a second time`);
    seen.add(name);
  }
}

/** Checks that a scan is over, waits for its next day and left no record behind. */
export function checkJob(
  { truth, nowIso }: { readonly truth: Truth; readonly nowIso: string },
  job: Job,
  alerts: readonly VaccinationAlert[],
  broken: (text: string) => void,
): void {
  const { tenantId } = job;
  if (job.status !== 'waiting' || job.run !== undefined) broken(`job of ${tenantId} is not over`);
  if (job.attempts !== 0) broken(`job of ${tenantId} waits with ${job.attempts} attempts`);
  if ((job.dueAt ?? '') <= nowIso) broken(`job of ${tenantId} has no next occurrence`);
  if (Date.parse(job.dueAt ?? '') - Date.parse(nowIso) > 25 * 3_600_000) {
    broken(`job of ${tenantId} skips a day: ${job.dueAt ?? ''}`);
  }
  const last = job.history[0];
  if (last?.outcome !== 'done') {
    broken(`the last scan of ${tenantId} is not done`);
    return;
  }
  const tenant = readAs(tenantType, truth.document(tenantId, 'tenant'));
  for (const value of truth.all('vaccination')) {
    if (value['tenantId'] !== tenantId) continue;
    checkRecord(tenant, last.forDate, readAs(vaccinationType, value), alerts, broken);
  }
}

/** The rule of the thresholds in other words: the most urgent one reached has its alert. */
function checkRecord(
  tenant: Tenant,
  scanDate: Job['history'][number]['forDate'],
  record: Vaccination,
  alerts: readonly VaccinationAlert[],
  broken: (text: string) => void,
): void {
  const { id, expiryDate, nextAlertOn } = record;
  const { thresholdDays, staleAfterDays } = tenant.vaccination;
  if (nextAlertOn !== undefined && nextAlertOn <= scanDate) {
    broken(`record ${id} was due on ${nextAlertOn} and the scan of ${scanDate} left it`);
  }
  if (record.supersededBy !== undefined) {
    if (nextAlertOn !== undefined) broken(`record ${id} is superseded and waits for an alert`);
    return;
  }
  const daysLeft = daysBetween(scanDate, expiryDate);
  if (daysLeft < -staleAfterDays) return;
  const reached = thresholdDays.filter((days) => daysLeft <= days);
  if (reached.length > 0) {
    const urgent = Math.min(...reached);
    const its = alerts.filter((it) => it.vaccinationId === id && it.expiryDate === expiryDate);
    // One as urgent counts: of a threshold that the settings had, and have no more.
    if (!its.some((it) => it.threshold <= urgent)) {
      broken(`record ${id} (${expiryDate}) has no alert for ${urgent} days on ${scanDate}`);
    }
  }
  const ahead = thresholdDays.filter((days) => daysLeft > days);
  const next = ahead.length === 0 ? undefined : addDays(expiryDate, -Math.max(...ahead));
  if (nextAlertOn !== next) {
    broken(`record ${id} waits for ${nextAlertOn ?? 'nothing'} instead of ${next ?? 'nothing'}`);
  }
}
