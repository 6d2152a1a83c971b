import { messageType, type Message } from '../../../shared/messaging/model.ts';
import { recentTextsType } from '../../../shared/messaging/recent-texts.ts';
import { senderStateType } from '../../../shared/messaging/sender-state.ts';
import { ownerType, phoneType } from '../../../shared/customers/model.ts';
import type { OutboundText } from '../../../shared/platform/sms/sms-transport.ts';
import { tenantType } from '../../../shared/tenants/model.ts';
import { workflowRunType } from '../../../shared/workflows/model.ts';
import { appointmentType } from '../../../shared/appointments/model.ts';
import { LONGEST_PAUSE_MS } from '../engine/fleet.ts';
import type { Commit } from '../engine/truth.ts';
import { isOutside } from './lawful-hours.ts';
import { countResidual, nameOf, type Texting } from './texting.ts';

const DAY_MS = 24 * 3_600_000;
/** The most advertisements a number gets in 24 hours, unless a business says otherwise. */
const OFFERS_A_DAY = 2;

/** What must hold when a text is claimed, and when its call reaches the provider. */
export interface ClaimChecks {
  claim(commit: Commit, message: Message): void;
  readonly sending: (text: OutboundText) => void;
  /** The claims of each text by its name, oldest first, milliseconds since 1970. */
  readonly claims: ReadonlyMap<string, readonly number[]>;
}

/** Checks of the claims of one world: consent, hours, caps, the sender, and what the text is about. */
export function claimChecks(texting: Texting): ClaimChecks {
  const { world, facts } = texting;
  const { truth, timeline } = world;
  const broken = (what: string): void => world.broken(what);
  const claims = new Map<string, number[]>();
  const offers = new Map<string, { readonly id: string; readonly ms: number }[]>();

  const consent = (message: Message): void => {
    const { id, tenantId, phoneId, ownerId, purpose } = message;
    if (facts.since('no-text-to-phone', tenantId, phoneId) !== undefined && !confirms(message)) {
      broken(`text ${id} was claimed after its number was barred`);
    }
    if (ownerId === undefined) return;
    if (facts.since('no-text-to-owner', tenantId, ownerId) !== undefined) {
      broken(`text ${id} was claimed after its owner refused texts`);
    }
    const phone = phoneType.schema.parse(truth.document(tenantId, phoneId));
    if (!phone.ownerIds.includes(ownerId)) broken(`text ${id} goes to a number its owner left`);
    const given = phone.consent?.given.some((it) => it.ownerId === ownerId) ?? false;
    if (purpose === 'marketing' && !given) {
      broken(`text ${id} advertises to ${ownerId}, who did not ask for it`);
    }
  };

  const hours = (message: Message): void => {
    const { id, tenantId, ownerId, purpose, notAfter } = message;
    const nowMs = timeline.nowMs();
    const tenant = tenantType.schema.parse(truth.document(tenantId, 'tenant'));
    const found = ownerId === undefined ? undefined : truth.document(tenantId, ownerId);
    const owner = found && ownerType.schema.parse(found);
    const outside = isOutside(purpose, owner, tenant, nowMs);
    if (outside !== undefined && (purpose === 'marketing' || minutesSinceAsked(message) > 60)) {
      broken(`text ${id} was claimed outside of the hours for it: ${outside}`);
    }
    if (Date.parse(message.claimedAt ?? '') > Date.parse(notAfter)) {
      broken(`text ${id} was claimed when of no use`);
    }
  };

  const caps = (message: Message): void => {
    if (message.purpose !== 'marketing') return;
    const { id, tenantId, phoneId } = message;
    const name = `${tenantId} ${phoneId}`;
    const nowMs = Date.parse(message.claimedAt ?? '');
    const others = (offers.get(name) ?? []).filter((it) => it.id !== id);
    const lately = others.filter(({ ms }) => ms > nowMs - DAY_MS);
    if (lately.length >= OFFERS_A_DAY)
      broken(`text ${id} is one advertisement too many in 24 hours`);
    offers.set(name, [...others, { id, ms: nowMs }]);
    const counted = allRecent(tenantId).some(({ texts }) =>
      texts.some((it) => it.messageId === id),
    );
    if (!counted) broken(`text ${id} was claimed and not counted`);
  };
  const allRecent = (tenantId: string) =>
    truth
      .all(recentTextsType.type)
      .filter((it) => it['tenantId'] === tenantId)
      .map((it) => recentTextsType.schema.parse(it));

  const sender = ({ by }: Commit, message: Message): void => {
    const { id, tenantId, probe } = message;
    const since = facts.since('sender-paused', tenantId, 'sms-sender');
    if (since === undefined || probe === true) return;
    if (since > (by?.lastRead.get('sms-sender') ?? 0)) {
      countResidual(texting, 'claimed while the sender was being paused');
      return;
    }
    const { reason, pausedUntil } = senderStateType.schema.parse(
      truth.document(tenantId, 'sms-sender'),
    );
    broken(`text ${id} was claimed while its sender was paused until ${pausedUntil}: ${reason}`);
  };

  const subject = (message: Message): void => {
    const { id, tenantId, content } = message;
    if (content.kind !== 'workflow') return;
    const run = workflowRunType.schema.parse(truth.document(tenantId, content.runId));
    if (run.status === 'cancelled') broken(`text ${id} was claimed after its run was cancelled`);
    if (run.subject?.type !== 'appointment') return;
    const visit = appointmentType.schema.parse(truth.document(tenantId, run.subject.id));
    if (facts.since('visit-over', tenantId, visit.id) !== undefined) {
      broken(`text ${id} was claimed although its visit was ${visit.status} before`);
    }
    const { scheduleVersion } = run.facts;
    if (isReminder(run.cause) && scheduleVersion !== visit.scheduleVersion) {
      broken(`text ${id} was claimed although its visit was moved before`);
    }
  };

  return {
    claims,
    claim(commit, message) {
      const name = nameOf(message);
      claims.set(name, [...(claims.get(name) ?? []), timeline.nowMs()]);
      world.tally('claims', `${message.purpose} in ${texting.plan.timeZone}`);
      consent(message);
      hours(message);
      caps(message);
      sender(commit, message);
      subject(message);
    },
    sending({ tenantId, messageId, attempt, validitySeconds }) {
      const stored = truth.document(tenantId, messageId);
      if (stored === undefined) {
        broken(`text ${messageId} was sent without a record`);
        return;
      }
      const message = messageType.schema.parse(stored);
      if (message.sends < attempt) broken(`text ${messageId} was sent without a claim`);
      const barred = facts.since('no-text-to-phone', tenantId, message.phoneId) !== undefined;
      if (barred && !confirms(message)) countResidual(texting, 'a STOP during the call');
      if (message.purpose !== 'marketing') return;
      const tenant = tenantType.schema.parse(truth.document(tenantId, 'tenant'));
      const owner = ownerType.schema.parse(truth.document(tenantId, message.ownerId ?? ''));
      // A call held up meanwhile arrives that much later.
      const useMs = 1000 * validitySeconds - LONGEST_PAUSE_MS - 60_000;
      const lastMs = timeline.nowMs() + Math.max(useMs, 0);
      const late = isOutside('marketing', owner, tenant, lastMs);
      if (late !== undefined) broken(`text ${messageId} may arrive after its hours: ${late}`);
    },
  };
}

const isReminder = (cause: string): boolean => cause.includes('approaching');

/** The one text that a closed number may get: it says within five minutes that a STOP was understood. */
function confirms(message: Message): boolean {
  return message.answers?.confirmsStop === true && minutesSinceAsked(message) <= 5;
}

/** How long its recipient had waited for an answer when a text was claimed; for ever when it is none. */
function minutesSinceAsked({ answers, claimedAt }: Message): number {
  if (answers === undefined || claimedAt === undefined) return Number.POSITIVE_INFINITY;
  return (Date.parse(claimedAt) - Date.parse(answers.receivedAt)) / 60_000;
}
