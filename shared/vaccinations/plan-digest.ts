import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Owner, Pet, Phone } from '../customers/model.ts';
import type { Email, EmailAddressRecord } from '../messaging/email/model.ts';
import type { DigestContent, DigestItem, MessageOf } from '../messaging/model.ts';
import { whyNoText } from '../messaging/may-text.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import {
  chooseChannel,
  type alertChannels,
  type AlertChannel,
  type NoChannelReason,
} from './alert-channel.ts';
import { decideAlert, planNextAlert, type AlertRules } from './alert-plan.ts';
import { digestEmail } from './digest-email.ts';
import { digestMessage } from './digest-message.ts';
import { raiseExpiring } from './expiring-event.ts';
import { alertId, type Vaccination, type VaccinationAlert } from './model.ts';
import { waitsFor, type WaitingWorkflow } from './waiting-workflows.ts';

/** The most vaccinations one text speaks of. */
export const DIGEST_LIMIT = 40;

/** Stands for "past the stale limit" where a threshold is kept: below every real one. */
export const STALE_THRESHOLD = -1;

/** Why one vaccination is not in a text, as a stable word. */
export type AlertSkipReason =
  NoChannelReason | 'pet-missing' | 'pet-deceased' | 'pet-inactive' | 'stale' | 'digest-full';

/** One owner with what a scan found due, as read from the store. */
export interface Family {
  readonly ownerId: string;
  readonly owner: Owner | undefined;
  readonly phone: Phone | undefined;
  /** What is known of the owner's e-mail address; absent: nothing speaks against it. */
  readonly address?: EmailAddressRecord | undefined;
  readonly pets: ReadonlyMap<string, Pet>;
  /** Its records whose next alert is due. */
  readonly vaccinations: readonly Stored<Vaccination>[];
  /** This scan has made its text or e-mail for this owner already. */
  readonly texted: boolean;
  /** Ids of alerts that exist already: their thresholds were dealt with under another scan. */
  readonly dealtWith: ReadonlySet<string>;
}

/** The scan a family is planned for. */
export interface ScanOf {
  readonly tenantId: string;
  /** Names the run, so that a page done twice makes the same message. */
  readonly runId: string;
  readonly scanDate: LocalDate;
  readonly rules: AlertRules;
  /** What may carry its alerts, see `alertChannels`; absent: texts alone. */
  readonly channels?: ReturnType<typeof alertChannels>;
  /** The active workflows that start with what it finds; absent: none. */
  readonly waiting?: readonly WaitingWorkflow[];
  /** The tenant's, that `rules` belong to. */
  readonly planVersion: number;
  readonly now: Instant;
  /** When the text goes out. */
  readonly sendAt: Instant;
}

/** What a scan does about a family. */
export interface FamilyPlan {
  readonly writes: readonly Write[];
  /** The text planned; absent: none is due or allowed. */
  readonly message?: MessageOf<'vaccination-digest'>;
  /** The e-mail planned in the place of a text. */
  readonly email?: Email;
  /** The event that starts workflows, for `enqueueNow` after the commit; absent: none waits for it. */
  readonly event?: Pointer;
  /** Whether one of these workflows may text the owner, its own conditions apart. */
  readonly textedByWorkflow: boolean;
  /** How many vaccinations were left out of a text, by reason. */
  readonly skipped: Readonly<Partial<Record<AlertSkipReason, number>>>;
}

interface DueRecord {
  readonly stored: Stored<Vaccination>;
  readonly threshold: number;
  readonly nextAlertOn: LocalDate | undefined;
  readonly reason: AlertSkipReason | undefined;
}

/**
 * Plans what a scan does about one owner: at most one text or e-mail for all pets and vaccines, an
 * alert document per vaccination that says what became of it, and each record moved on to
 * its next threshold. A threshold that has its alert already (an expiry date that was corrected
 * and corrected back) is passed over in silence. Workflows that wait for it are told in one event of
 * all that is due, also of owners whom the scan's own text may not reach. All of it is one commit; at most {@link DIGEST_LIMIT} records are taken,
 * the rest stays due for the next page of the same scan, which finds `texted` set and lists
 * them as `digest-full`.
 */
export function planDigest(family: Family, scan: ScanOf): FamilyPlan {
  const taken = family.vaccinations.slice(0, DIGEST_LIMIT);
  const { channels = ['sms'] } = scan;
  const choice = chooseChannel(channels, family.owner, family.phone, family.address);
  const barred = choice.reason ?? (family.texted ? 'digest-full' : undefined);
  const writes: Write[] = [];
  const due: DueRecord[] = [];
  for (const stored of taken) {
    const record = dueRecordOf(stored, family, scan);
    if (record === undefined) {
      const { lastThreshold } = stored.value;
      const nextAlertOn = planNextAlert(stored.value, scan.rules, scan.scanDate);
      writes.push(moveOn(stored, lastThreshold, nextAlertOn, scan));
    } else if (family.dealtWith.has(alertIdFor(record))) {
      writes.push(moveOn(stored, record.threshold, record.nextAlertOn, scan));
    } else {
      due.push({ ...record, reason: record.reason ?? barred });
    }
  }
  const named = due.filter((record) => record.reason === undefined);
  const planned = named.length > 0 ? digestBy(choice.channel, family, scan, named) : {};
  for (const record of due) {
    writes.push(moveOn(record.stored, record.threshold, record.nextAlertOn, scan));
    writes.push({ op: 'create', document: alertFor(record, scan, planned) });
  }
  for (const document of Object.values(planned)) writes.push({ op: 'create', document });
  const { writes: told, ...facts } = toldWorkflows(family, scan, due);
  return { writes: [...writes, ...told], skipped: countReasons(due), ...planned, ...facts };
}

/** What workflows are told of an owner: all that is due for pets that are there, if one waits for it. */
function toldWorkflows(
  family: Family,
  scan: ScanOf,
  due: readonly DueRecord[],
): Pick<FamilyPlan, 'writes' | 'event' | 'textedByWorkflow'> {
  const { waiting = [], tenantId, now } = scan;
  const { ownerId, owner, phone } = family;
  const told = due.filter(
    ({ stored, threshold }) =>
      threshold !== STALE_THRESHOLD && whyNotPet(family, stored.value) === undefined,
  );
  const starts = waiting.filter((it) => told.some(({ threshold }) => waitsFor(it, threshold)));
  const [first, ...rest] = told.map(alertIdFor);
  if (starts.length === 0 || first === undefined || owner === undefined) {
    return { writes: [], textedByWorkflow: false };
  }
  const raised = raiseExpiring({ tenantId, ownerId, alertIds: [first, ...rest] }, now);
  const mayText = whyNoText(owner, phone, 'service') === undefined;
  const textedByWorkflow = mayText && starts.some(({ texts }) => texts);
  return { writes: [raised.write], event: raised.pointer, textedByWorkflow };
}

/** What is due for a record; undefined: nothing, its date was out of step with the rules. */
function dueRecordOf(
  stored: Stored<Vaccination>,
  family: Family,
  scan: ScanOf,
): DueRecord | undefined {
  const decision = decideAlert(stored.value, scan.rules, scan.scanDate);
  switch (decision.kind) {
    case 'wait':
      return undefined;
    case 'stale':
      return { stored, threshold: STALE_THRESHOLD, nextAlertOn: undefined, reason: 'stale' };
    case 'alert': {
      const { threshold, nextAlertOn } = decision;
      return { stored, threshold, nextAlertOn, reason: whyNotPet(family, stored.value) };
    }
  }
}

function alertIdFor({ stored: { value }, threshold }: DueRecord): string {
  return alertId(value.id, value.expiryDate, threshold);
}

/** The id of the one text a scan may make for an owner. */
export function digestMessageId(runId: string, ownerId: string): string {
  return derivedId('message', 'vaccination-digest', runId, ownerId);
}

/** The id of the one e-mail a scan may make for an owner in the place of a text. */
export function digestEmailId(runId: string, ownerId: string): string {
  return derivedId('email', 'vaccination-digest', runId, ownerId);
}

function whyNotPet(family: Family, record: Vaccination): AlertSkipReason | undefined {
  const pet = family.pets.get(record.petId);
  if (pet === undefined) return 'pet-missing';
  if (pet.status === 'active') return undefined;
  return pet.status === 'deceased' ? 'pet-deceased' : 'pet-inactive';
}

function moveOn(
  { value, etag }: Stored<Vaccination>,
  lastThreshold: number | undefined,
  nextAlertOn: LocalDate | undefined,
  scan: ScanOf,
): Write {
  const { planVersion, now } = scan;
  const document: Vaccination = {
    ...value,
    lastThreshold,
    nextAlertOn,
    planVersion,
    updatedAt: now,
  };
  return { op: 'replace', document, etag };
}

function alertFor(
  record: DueRecord,
  scan: ScanOf,
  { message, email }: PlannedDigest,
): VaccinationAlert {
  const { value } = record.stored;
  return {
    id: alertIdFor(record),
    type: 'vaccinationAlert',
    tenantId: scan.tenantId,
    schemaVersion: 1,
    vaccinationId: value.id,
    petId: value.petId,
    ownerId: value.ownerId,
    vaccine: value.vaccine,
    expiryDate: value.expiryDate,
    threshold: record.threshold,
    scanDate: scan.scanDate,
    status: record.reason === undefined ? 'planned' : 'skipped',
    ...(record.reason !== undefined && { reason: record.reason }),
    ...(record.reason === undefined && {
      ...(message !== undefined && { messageId: message.id }),
      ...(email !== undefined && { emailId: email.id }),
    }),
    createdAt: scan.now,
    updatedAt: scan.now,
  };
}

type PlannedDigest = Pick<FamilyPlan, 'message' | 'email'>;

function digestBy(
  channel: AlertChannel | undefined,
  family: Family,
  scan: ScanOf,
  named: readonly DueRecord[],
): PlannedDigest {
  const { tenantId, runId, now, sendAt } = scan;
  const { ownerId, owner } = family;
  if (channel !== 'email') {
    const id = digestMessageId(runId, ownerId);
    const to = owner?.phone ?? '';
    const content = contentOf(scan, named);
    return { message: digestMessage({ id, tenantId, ownerId, to, content, sendAt, now }) };
  }
  const email = digestEmail({
    id: digestEmailId(runId, ownerId),
    tenantId,
    ownerId,
    to: owner?.email ?? '',
    content: contentOf(scan, named),
    now,
  });
  return { email };
}

function contentOf(scan: ScanOf, named: readonly DueRecord[]): DigestContent {
  const items: DigestItem[] = named.map((record) => ({
    vaccinationId: record.stored.value.id,
    petId: record.stored.value.petId,
    alertId: alertIdFor(record),
    threshold: record.threshold,
  }));
  return { kind: 'vaccination-digest', scanDate: scan.scanDate, items };
}

function countReasons(due: readonly DueRecord[]): Partial<Record<AlertSkipReason, number>> {
  const counts: Partial<Record<AlertSkipReason, number>> = {};
  for (const { reason } of due) {
    if (reason !== undefined) counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}
