import { jobType } from '../../../shared/jobs/model.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import type { OutboundText } from '../../../shared/platform/sms/sms-transport.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import { tenantType } from '../../../shared/tenants/model.ts';
import { vaccinationType } from '../../../shared/vaccinations/model.ts';
import { vaccineLabel } from '../../../shared/vaccinations/vaccine-catalogue.ts';
import { readAs } from '../engine/read-once.ts';
import type { Change, Commit } from '../engine/truth.ts';
import { countResidual, type Customers } from './customers.ts';

const FINAL = new Set(['delivered', 'undelivered', 'failed', 'skipped', 'expired']);
const ALERT_STEPS: Readonly<Record<string, readonly string[]>> = {
  planned: ['planned', 'sent', 'skipped', 'failed'],
  sent: ['sent', 'failed'],
  skipped: ['skipped'],
  // Sent again because a person asked.
  failed: ['failed', 'sent', 'skipped'],
};

/** The invariants that must hold at every commit and at every send call. */
export interface CommitChecks {
  commit(commit: Commit): void;
  readonly sending: (text: OutboundText) => void;
}

/** Checks of one world; what breaks goes to it. */
export function commitChecks(customers: Customers): CommitChecks {
  const { world, facts, retries } = customers;
  const textsOfRuns = new Set<string>();
  /** The commit that changed the settings of a business last. */
  const settingsOf = new Map<string, number>();
  const { truth, broken } = world;

  const oneTextPerRun = (commit: Commit, message: Json): void => {
    const job = commit.changes.find(({ after }) => after?.['type'] === 'job')?.after;
    const run = job?.['run'] as { runId?: string } | undefined;
    const name = `${commit.tenantId} ${String(run?.runId)} ${String(message['ownerId'])}`;
    if (run?.runId === undefined) broken(`text ${message.id} was planned outside of a run`);
    if (textsOfRuns.has(name)) broken(`one run planned two texts: ${name}`);
    textsOfRuns.add(name);
  };

  const claim = (commit: Commit, message: Message): void => {
    const { id, tenantId, claimedAt } = message;
    const readAt = commit.by?.lastRead.get(id) ?? 0;
    const closed = facts.since('no-text-to-phone', tenantId, message.phoneId) !== undefined;
    if (closed && !isConfirmation(message)) {
      broken(`text ${id} was claimed after its number was barred`);
    }
    const { ownerId, content } = message;
    const refused = ownerId && facts.since('no-text-to-owner', tenantId, ownerId);
    if (refused !== undefined) {
      broken(`text ${id} was claimed after its owner refused texts or left`);
    }
    const tenant = readAs(tenantType, truth.document(tenantId, 'tenant'));
    const time = wallClock(claimedAt ?? '', tenant.timeZone);
    const outside = time < tenant.textHours.start || time >= tenant.textHours.end;
    if (outside && minutesSinceAsked(message) > 60) {
      const isNews = (settingsOf.get(tenantId) ?? 0) > (commit.by?.lastRead.get('tenant') ?? 0);
      if (isNews) countResidual(customers, 'settingsRacedClaim');
      else broken(`text ${id} was claimed at ${time} ${tenant.timeZone}, outside text hours`);
    }
    if ((claimedAt ?? '') > message.notAfter) broken(`text ${id} was claimed when of no use`);
    for (const item of content.kind === 'vaccination-digest' ? content.items : []) {
      const record = readAs(vaccinationType, truth.document(tenantId, item.vaccinationId));
      const pet = truth.document(tenantId, item.petId);
      const [whose, vaccine] = [`${String(pet?.['name'])}'s `, vaccineLabel(record.vaccine)];
      const name = `${whose}${vaccine}`;
      const body = message.body ?? '';
      if (!/\d more/.test(body) && !(body.includes(whose) && body.includes(vaccine))) {
        broken(`text ${id} is to speak of ${name} and does not`);
      }
      const since =
        facts.since('no-text-for-record', tenantId, item.vaccinationId) ??
        facts.since('no-text-for-pet', tenantId, item.petId);
      if (since === undefined) continue;
      if (since > readAt) countResidual(customers, 'factRacedClaim');
      else broken(`text ${id} was claimed for ${name} although that ended before`);
    }
  };

  const messageChange = (commit: Commit, { before, after }: Change): void => {
    if (after === undefined) {
      broken(`message ${String(before?.id)} was deleted`);
      return;
    }
    if (before === undefined) {
      if (after['answers'] === undefined) oneTextPerRun(commit, after);
      return;
    }
    const [from, to] = [String(before['status']), String(after['status'])];
    if (from === 'failed' && to === 'planned') retries.push(after.id);
    else if (FINAL.has(from) && from !== to) broken(`text ${after.id} went from ${from} to ${to}`);
    if (to === 'sending' && from !== 'sending') claim(commit, readAs(messageType, after));
  };

  const alertChange = ({ before, after }: Change): void => {
    if (after === undefined) {
      broken(`alert ${String(before?.id)} was deleted`);
      return;
    }
    if (before === undefined) return;
    const [from, to] = [String(before['status']), String(after['status'])];
    if (ALERT_STEPS[from]?.includes(to) !== true) {
      broken(`alert ${after.id} went from ${from} to ${to}`);
    }
  };

  const endedRuns = new Set<string>();
  const jobChange = ({ before, after }: Change): void => {
    if (before === undefined || after === undefined) return;
    const [from, to] = [readAs(jobType, before), readAs(jobType, after)];
    if (to.runNumber < from.runNumber) broken(`job ${to.id} goes back to run ${to.runNumber}`);
    const runId = from.run?.runId;
    // A change of settings starts the planning over, a merge what bookings are owed to, whatever it was at.
    const startsOver = to.rule === undefined && to.status === 'waiting' && to.attempts === 0;
    if (runId !== undefined && to.run?.runId !== runId && !startsOver) {
      if (to.history[0]?.runId !== runId) broken(`run ${runId} ended and left no trace`);
      endedRuns.add(`${to.tenantId} ${runId}`);
    }
    if (to.run !== undefined && endedRuns.has(`${to.tenantId} ${to.run.runId}`)) {
      broken(`run ${to.run.runId} goes on although it ended`);
    }
  };

  return {
    commit(commit) {
      for (const change of commit.changes) {
        const document = change.after ?? change.before;
        if (document?.['type'] === 'message') messageChange(commit, change);
        if (document?.['type'] === 'vaccinationAlert') alertChange(change);
        if (document?.['type'] === 'job') jobChange(change);
        if (document?.['type'] === 'tenant') settingsOf.set(commit.tenantId, commit.number);
      }
    },
    sending(text) {
      const stored = truth.document(text.tenantId, text.messageId);
      if (stored === undefined) {
        broken(`text ${text.messageId} was sent without a record`);
        return;
      }
      const message = readAs(messageType, stored);
      if (message.sends < text.attempt) broken(`text ${text.messageId} was sent without a claim`);
      const barred = facts.since('no-text-to-phone', text.tenantId, message.phoneId);
      if (barred !== undefined && !isConfirmation(message)) {
        countResidual(customers, 'stopDuringCall');
      }
    },
  };
}

const clocks = new Map<string, Intl.DateTimeFormat>();
/** The one text that a closed number may get: it says within five minutes that a STOP was understood. */
function isConfirmation(message: Message): boolean {
  return message.answers?.confirmsStop === true && minutesSinceAsked(message) <= 5;
}

/** How long its recipient had waited for an answer when a text was claimed; for ever when it is none. */
function minutesSinceAsked({ answers, claimedAt }: Message): number {
  if (answers === undefined || claimedAt === undefined) return Number.POSITIVE_INFINITY;
  return (Date.parse(claimedAt) - Date.parse(answers.receivedAt)) / 60_000;
}

/** The time of day that people in `zone` read off their clocks, by the runtime's own formatter. */
function wallClock(instant: string, zone: string): string {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  clocks.set(zone, clock);
  return clock.format(new Date(instant));
}
