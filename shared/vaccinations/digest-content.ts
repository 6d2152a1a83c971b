import { ownerType, petType, type Pet } from '../customers/model.ts';
import { localDateAt } from '../kernel/time-zone.ts';
import type { ContentSource } from '../messaging/content-source.ts';
import type { DigestItem } from '../messaging/model.ts';
import type { Write } from '../platform/store/document-store.ts';
import { parsed } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import type { DigestLine } from './digest-text.ts';
import { vaccinationAlertType, vaccinationType, type Vaccination } from './model.ts';

/**
 * The digest of a scan as a text: at its first claim it names what still holds. A record that
 * was renewed, a pet that died or left, and an expiry date that was corrected drop out, and their
 * alerts say so; when nothing is left the text is withdrawn.
 */
export const vaccinationDigestContent: ContentSource = {
  kind: 'vaccination-digest',

  async render(context, message, now) {
    const { items } = message.content;
    const partition = { tenantId: message.tenantId };
    const tenant = await loadTenant(context, message.tenantId);
    const ids = new Set([message.ownerId]);
    for (const item of items) ids.add(item.petId).add(item.vaccinationId).add(item.alertId);
    const found = await context.records.store.getMany(partition, [...ids]);
    const byId = new Map(found.map((stored) => [stored.value.id, stored]));
    const read = <T>(type: Parameters<typeof parsed<T>>[0], id: string): T | undefined => {
      const stored = byId.get(id);
      return stored?.value['type'] === type.type ? parsed(type, stored).value : undefined;
    };
    const today = localDateAt(now, tenant.timeZone);
    const lines: DigestLine[] = [];
    const kept: DigestItem[] = [];
    const dropped: Write[] = [];
    for (const item of items) {
      const vaccination = read(vaccinationType, item.vaccinationId);
      const pet = read(petType, item.petId);
      const alert = byId.get(item.alertId);
      const reason = whyDropped(vaccination, pet, alert?.value['expiryDate']);
      if (reason === undefined && vaccination !== undefined && pet !== undefined) {
        const { vaccine, expiryDate } = vaccination;
        lines.push({ petName: pet.name, vaccine, expiryDate });
        kept.push(item);
      } else if (alert !== undefined) {
        const note = { status: 'skipped', reason, updatedAt: now };
        const document = { ...alert.value, ...note };
        dropped.push({ op: 'replace', document, etag: alert.etag });
      }
    }
    if (lines.length === 0) return { kind: 'withdrawn', reason: 'nothing-left-to-say' };
    const firstName = read(ownerType, message.ownerId)?.firstName ?? '';
    // What renders dates takes a second to load unbundled; most commands never render a text.
    const { digestText } = await import('./digest-text.ts');
    const body = digestText(tenant.name, firstName, lines, today);
    return { kind: 'text', body, content: { ...message.content, items: kept }, dropped };
  },

  async note(context, message, outcome, now) {
    const alerts = await context.records.getMany(
      vaccinationAlertType,
      { tenantId: message.tenantId },
      message.content.items.map((item) => item.alertId),
    );
    return alerts.map(({ value, etag }): Write => {
      const { reason: _old, ...rest } = value;
      const reason = outcome.reason === undefined ? {} : { reason: outcome.reason };
      return {
        op: 'replace',
        document: { ...rest, ...reason, status: outcome.status, updatedAt: now },
        etag,
      };
    });
  },
};

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
