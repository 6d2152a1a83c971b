import { raiseEvent } from '../events/raise-event.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Pointer } from '../platform/queues/queues.ts';
import type { Write } from '../platform/store/document-store.ts';
import { vaccinationAlertType } from './model.ts';

/** What a scan tells of an owner. */
export interface Expiring {
  readonly tenantId: string;
  readonly ownerId: string;
  /** The alerts that the same commit creates, at least one. */
  readonly alertIds: readonly [string, ...string[]];
}

/**
 * Raises `vaccination_expiring` for an owner, in the commit that creates the alerts it tells of. An
 * alert exists once per vaccination, expiry date and threshold, so that each is told of once, whatever
 * is repeated; the event's own id derives from the first of them. It carries ids alone: what the
 * vaccinations are, and whether they still lapse, is read by whoever acts on it.
 */
export function raiseExpiring(
  { tenantId, ownerId, alertIds }: Expiring,
  now: Instant,
): { readonly write: Write; readonly pointer: Pointer } {
  const subject = { type: vaccinationAlertType.type, id: alertIds[0] };
  const facts = { ownerId, alertIds: [...alertIds] };
  const event = { tenantId, name: 'vaccination_expiring', subject, sequence: 1, facts } as const;
  return raiseEvent(event, now);
}
