import { appointmentType } from '../../../shared/appointments/model.ts';
import { mergedOwnerType } from '../../../shared/customers/merge-model.ts';
import { ledgerEntryType } from '../../../shared/ledger/model.ts';
import { shortLinkType } from '../../../shared/links/model.ts';
import { inboundTextType, messageType } from '../../../shared/messaging/model.ts';
import type { CreditedSalon } from './credited-salon.ts';

const HOUR_MS = 3_600_000;

/** What a booking is credited to, in the words of these tests. */
export interface PlainCredit {
  readonly visit: string;
  readonly rule: number;
  readonly touch: string;
  readonly text: string;
  readonly fate: string;
  readonly sales: number;
  readonly revenue: number;
}

/**
 * What every booking is to be credited to, from a plain look at all documents at once: written down
 * apart from the product's own way, so that the two can be compared.
 */
export async function plainCredits(salon: CreditedSalon): Promise<PlainCredit[]> {
  const visits = await salon.all(appointmentType);
  const texts = await salon.all(messageType);
  const links = await salon.all(shortLinkType);
  const inbound = await salon.all(inboundTextType);
  const entries = await salon.all(ledgerEntryType);
  const merged = new Map((await salon.all(mergedOwnerType)).map((it) => [it.id, it.mergedInto]));
  const today = (owner: string): string => {
    const next = merged.get(owner);
    return next === undefined ? owner : today(next);
  };
  const touchesBefore = (ownerId: string, booked: number) =>
    texts
      .filter((it) => it.ownerId !== undefined && today(it.ownerId) === today(ownerId))
      .filter((it) => it.workflowId !== undefined && Date.parse(it.createdAt) < booked)
      .flatMap(({ id, purpose, status, claimedAt, deliveredAt, asks }) => {
        const claimed = Date.parse(claimedAt ?? '');
        const arrived = Date.parse(deliveredAt ?? '');
        const opened = links
          .filter((it) => it.messageId === id && it.humanAt !== undefined)
          .map((it) => Date.parse(it.humanAt ?? ''))
          .filter((at) => at >= claimed + 2000 && !(Math.abs(at - arrived) < 2000));
        const said = inbound
          .filter((it) => it.answersId === id && it.meaning === 'other' && asks === undefined)
          .map((it) => Date.parse(it.createdAt));
        const came =
          status === 'delivered' && purpose === 'marketing'
            ? [Number.isNaN(arrived) ? claimed : arrived]
            : [];
        return [
          ...opened.map((at) => ({ rank: 1, touch: 'click', at, claimed, id })),
          ...said.map((at) => ({ rank: 2, touch: 'reply', at, claimed, id })),
          ...came.map((at) => ({ rank: 3, touch: 'delivered', at, claimed, id })),
        ];
      });
  const hours = [120, 72, 24];
  return visits.flatMap((visit) => {
    if (visit.source === 'import') return [];
    const booked = Date.parse(visit.createdAt);
    const candidates = touchesBefore(visit.ownerId, booked)
      .filter(({ at, rank }) => at <= booked && booked - at <= (hours[rank - 1] ?? 0) * HOUR_MS)
      .sort(
        (a, b) => a.rank - b.rank || b.at - a.at || b.claimed - a.claimed || (a.id < b.id ? 1 : -1),
      );
    const charges = entries.filter(
      ({ kind, subject }) => kind === 'charge' && subject?.id === visit.id,
    );
    const isUndone = (charge: string) =>
      entries.some(({ kind, entryId }) => kind === 'reversal' && entryId === charge);
    const covered = (charge: string, kind: string) =>
      entries
        .flatMap(({ moves }) => moves)
        .filter(({ chargeId }) => chargeId === charge)
        .filter(({ sourceId }) => entries.find(({ id }) => id === sourceId)?.kind === kind)
        .reduce((sum, { cents, taxCents }) => sum + cents - taxCents, 0);
    const sales = charges
      .filter(({ id }) => !isUndone(id))
      .flatMap(({ id, lines = [] }) => [
        ...lines.map(({ priceCents }) => priceCents),
        -covered(id, 'waiver'),
      ])
      .reduce((sum, it) => sum + it, 0);
    const revenue = charges.reduce((sum, { id }) => sum + covered(id, 'payment'), 0);
    const fates: Record<string, string> = { no_show: 'missed' };
    const { status } = visit;
    const fate = fates[status] ?? (['completed', 'cancelled'].includes(status) ? status : 'ahead');
    return [1, 2].flatMap((rule): PlainCredit[] => {
      const found = candidates.find(({ rank }) => rule === 1 || rank < 3);
      if (found === undefined) return [];
      const money = { sales, revenue };
      return [{ visit: visit.id, rule, touch: found.touch, text: found.id, fate, ...money }];
    });
  });
}

/** The credits there are, in the same words. */
export async function storedCredits(salon: CreditedSalon): Promise<PlainCredit[]> {
  return (await salon.credits()).map((it) => ({
    visit: it.appointmentId,
    rule: it.ruleVersion,
    touch: it.touch,
    text: it.messageId,
    fate: it.fate,
    sales: it.salesCents,
    revenue: it.revenueCents,
  }));
}

/** In an order that does not depend on when they were written. */
export function inOrder(credits: readonly PlainCredit[]): PlainCredit[] {
  const key = ({ visit, rule }: PlainCredit) => `${visit} ${String(rule)}`;
  return credits.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
