import { ownerType, petType } from '../customers/model.ts';
import { localDateAt } from '../kernel/time-zone.ts';
import type { ContentSource } from '../messaging/content-source.ts';
import type { Write } from '../platform/store/document-store.ts';
import { parsed } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { digestText, type DigestLine } from './digest-text.ts';
import { vaccinationAlertType, vaccinationType } from './model.ts';

/**
 * The digest of a scan as a text: at its first claim it names what still holds. A record that
 * was renewed, a pet that died or left, and an expiry date that was corrected drop out; when
 * nothing is left the text is withdrawn.
 */
export const vaccinationDigestContent: ContentSource = {
  kind: 'vaccination-digest',

  async render(context, message, now) {
    const { items } = message.content;
    const partition = { tenantId: message.tenantId };
    const tenant = await loadTenant(context.records, message.tenantId);
    const ids = new Set([message.ownerId]);
    for (const item of items) ids.add(item.petId).add(item.vaccinationId).add(item.alertId);
    const found = await context.records.store.getMany(partition, [...ids]);
    const byId = new Map(found.map((stored) => [stored.value.id, stored]));
    const read = <T>(type: Parameters<typeof parsed<T>>[0], id: string): T | undefined => {
      const stored = byId.get(id);
      return stored?.value['type'] === type.type ? parsed(type, stored).value : undefined;
    };
    const lines: DigestLine[] = [];
    for (const item of items) {
      const vaccination = read(vaccinationType, item.vaccinationId);
      const alert = read(vaccinationAlertType, item.alertId);
      const pet = read(petType, item.petId);
      if (vaccination === undefined || vaccination.supersededBy !== undefined) continue;
      if (pet?.status !== 'active' || alert?.expiryDate !== vaccination.expiryDate) continue;
      lines.push({
        petName: pet.name,
        vaccine: vaccination.vaccine,
        expiryDate: vaccination.expiryDate,
      });
    }
    if (lines.length === 0) return { kind: 'withdrawn', reason: 'nothing-left-to-say' };
    const firstName = read(ownerType, message.ownerId)?.firstName ?? '';
    const today = localDateAt(now, tenant.timeZone);
    return { kind: 'text', body: digestText(tenant.name, firstName, lines, today) };
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
