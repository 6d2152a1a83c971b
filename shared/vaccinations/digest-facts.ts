import { isDeepStrictEqual } from 'node:util';
import { ownerType, petType, type Pet } from '../customers/model.ts';
import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { localDateAt } from '../kernel/time-zone.ts';
import type { TextMoment } from '../messaging/content-source.ts';
import type { DigestContent, DigestItem } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { parsed } from '../platform/store/records.ts';
import type { DigestLine } from './digest-text.ts';
import { vaccinationAlertType, vaccinationType, type Vaccination } from './model.ts';

/** A digest by whatever carries it, a text or an e-mail. */
export interface Digest {
  readonly id: string;
  readonly tenantId: string;
  readonly ownerId: string;
  readonly content: DigestContent;
}

/** A text or an e-mail as the digest it is. One is planned for an owner, and nobody has the empty id. */
export function digestOf(
  carrier: Omit<Digest, 'ownerId'> & { readonly ownerId?: string | undefined },
): Digest {
  return { ...carrier, ownerId: carrier.ownerId ?? '' };
}

/** What a digest may still say. */
export interface DigestFacts {
  readonly firstName: string;
  /** The tenant's local date. */
  readonly today: LocalDate;
  /** What still holds; none: there is nothing left to say. */
  readonly lines: readonly DigestLine[];
  readonly kept: readonly DigestItem[];
  /** The writes that say of the alerts that dropped out why. */
  readonly dropped: readonly Write[];
}

/**
 * Reads what of a digest still holds. A record that was renewed, a pet that died or left, and an
 * expiry date that was corrected drop out, and their alerts say so. So does, in silence, what
 * another message tells by now.
 */
export async function readDigestFacts(
  context: Context,
  digest: Digest,
  { now, tenant }: TextMoment,
): Promise<DigestFacts> {
  const { items } = digest.content;
  const partition = { tenantId: digest.tenantId };
  const ids = new Set([digest.ownerId]);
  for (const item of items) ids.add(item.petId).add(item.vaccinationId).add(item.alertId);
  const found = await context.records.store.getMany(partition, [...ids]);
  const byId = new Map(found.map((stored) => [stored.value.id, stored]));
  const read = <T>(type: Parameters<typeof parsed<T>>[0], id: string): T | undefined => {
    const stored = byId.get(id);
    return stored?.value['type'] === type.type ? parsed(type, stored).value : undefined;
  };
  const lines: DigestLine[] = [];
  const kept: DigestItem[] = [];
  const dropped: Write[] = [];
  for (const item of items) {
    const vaccination = read(vaccinationType, item.vaccinationId);
    const pet = read(petType, item.petId);
    const alert = byId.get(item.alertId);
    const reason = whyDropped(vaccination, pet, alert?.value['expiryDate']);
    if (toldElsewhere(alert, digest)) continue;
    if (reason === undefined && vaccination !== undefined && pet !== undefined) {
      const { vaccine, expiryDate } = vaccination;
      const line = { petName: pet.name, vaccine, expiryDate };
      // Owners who were merged may both have brought the same pet: it is spoken of once.
      if (!lines.some((said) => isDeepStrictEqual(said, line))) lines.push(line);
      kept.push(item);
    } else if (alert !== undefined) {
      const document = { ...alert.value, status: 'skipped', reason, updatedAt: now };
      dropped.push({ op: 'replace', document, etag: alert.etag });
    }
  }
  return {
    firstName: read(ownerType, digest.ownerId)?.firstName ?? '',
    today: localDateAt(now, tenant.timeZone),
    lines,
    kept,
    dropped,
  };
}

/** What became of a digest, as its alerts note it; `emailId` names the e-mail that tells them now. */
export interface AlertNote {
  readonly status: 'planned' | 'sent' | 'skipped' | 'failed';
  readonly reason?: string;
  readonly emailId?: string;
}

/** The writes that note on a digest's alerts what became of it; alerts told elsewhere stay as they are. */
export async function noteOnAlerts(
  context: Context,
  digest: Digest,
  note: AlertNote,
  now: Instant,
): Promise<Write[]> {
  const alerts = await context.records.getMany(
    vaccinationAlertType,
    { tenantId: digest.tenantId },
    digest.content.items.map((item) => item.alertId),
  );
  return alerts
    .filter((alert) => !toldElsewhere(alert, digest))
    .map(({ value, etag }): Write => {
      const { reason: _old, ...rest } = value;
      return { op: 'replace', document: { ...rest, ...note, updatedAt: now }, etag };
    });
}

// An alert that was handed on to an e-mail is that e-mail's alone.
function toldElsewhere(alert: Stored | undefined, { id }: Digest): boolean {
  const emailId = alert?.value['emailId'];
  return emailId !== undefined && emailId !== id;
}

/** Why a planned vaccination is not named after all, as a stable word. */
type DropReason =
  | 'record-missing'
  | 'superseded'
  | 'date-corrected'
  | 'pet-missing'
  | 'pet-deceased'
  | 'pet-inactive';

function whyDropped(
  vaccination: Vaccination | undefined,
  pet: Pet | undefined,
  plannedExpiry: unknown,
): DropReason | undefined {
  if (vaccination === undefined) return 'record-missing';
  if (vaccination.supersededBy !== undefined) return 'superseded';
  if (vaccination.expiryDate !== plannedExpiry) return 'date-corrected';
  if (pet === undefined) return 'pet-missing';
  if (pet.status === 'active') return undefined;
  return pet.status === 'deceased' ? 'pet-deceased' : 'pet-inactive';
}
