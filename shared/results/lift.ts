import { HOLDOUT, type Campaign } from '../campaigns/model.ts';
import { compareShares } from '../campaigns/proportions.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { campaignBookingType, LIFT_WINDOW_DAYS, NO_VARIANT } from './model.ts';

/**
 * Each group needs so many owners who booked, and so many who did not: below, the test does not hold.
 * @internal
 */
export const LIFT_NEEDS = 10;

/** How many owners of a group booked. */
export interface BookedGroup {
  readonly owners: number;
  readonly booked: number;
  /** Null for nobody. */
  readonly share: number | null;
}

/** What texting added, against owners who were left alone on purpose. */
export interface Lift {
  /** The variant compared; absent: all who were texted. */
  readonly variant?: string;
  readonly texted: BookedGroup;
  readonly heldOut: BookedGroup;
  readonly verdict: 'not-enough-data' | 'no-difference-shown' | 'more-bookings' | 'fewer-bookings';
  /** The same for a person. */
  readonly inWords: string;
  /** Share of the texted less share of the held out, in percentage points / 100; absent: not enough data. */
  readonly difference?: number;
  /** Where the true difference lies, 95 times of 100. */
  readonly interval?: readonly [number, number];
  /** How often chance alone makes a difference as large. */
  readonly p?: number;
  /** Owners who booked and would not have, by the difference. */
  readonly addedBookings?: number;
}

/**
 * Compares whom a campaign texted with whom it left alone: who booked within {@link LIFT_WINDOW_DAYS}
 * of entering, whether they touched a text or not. All who were texted, then each variant. Empty for a
 * campaign without a hold-out. One count per group.
 */
export async function liftOf(
  { records }: Pick<Context, 'records'>,
  campaign: Campaign,
): Promise<Lift[]> {
  const { tenantId, id: campaignId, holdoutPercent, progress, variants } = campaign;
  if (holdoutPercent === 0 || progress === undefined || progress.heldOut === 0) return [];
  const booked = async (variant: string): Promise<number> =>
    records.count(campaignBookingType, liveOf(tenantId), { campaignId, variant });
  const heldOut = groupOf(progress.heldOut, await booked(HOLDOUT));
  if (variants.length === 0) {
    return [compared(groupOf(progress.entered, await booked(NO_VARIANT)), heldOut)];
  }
  const groups = [];
  for (const { id } of variants) {
    groups.push({ id, group: groupOf(progress.byVariant[id] ?? 0, await booked(id)) });
  }
  const all = groups.reduce((sum, { group }) => sum + group.booked, 0);
  return [
    compared(groupOf(progress.entered, all), heldOut),
    ...groups.map(({ id, group }) => ({ variant: id, ...compared(group, heldOut) })),
  ];
}

/**
 * What can be said of two groups.
 * @internal
 */
export function compared(texted: BookedGroup, heldOut: BookedGroup): Lift {
  const fewest = Math.min(...[texted, heldOut].flatMap((it) => [it.booked, it.owners - it.booked]));
  if (fewest < LIFT_NEEDS) {
    const inWords =
      `Not enough data: each group needs ${String(LIFT_NEEDS)} owners who booked and as many who ` +
      `did not. ${said('texted', texted)}, ${said('left alone', heldOut)}.`;
    return { texted, heldOut, verdict: 'not-enough-data', inWords };
  }
  const { difference, interval, p } = compareShares(
    { owners: heldOut.owners, converted: heldOut.booked },
    { owners: texted.owners, converted: texted.booked },
  );
  const [low, high] = interval;
  const addedBookings = Math.round(difference * texted.owners);
  const found = { texted, heldOut, difference, interval, p, addedBookings };
  const range = `between ${points(low)} and ${points(high)} of 100 owners`;
  if (low > 0) {
    const inWords = `Texts brought more bookings: ${range}, 95 times of 100.`;
    return { ...found, verdict: 'more-bookings', inWords };
  }
  if (high < 0) {
    const inWords = `Owners who were texted booked less: ${range}, 95 times of 100.`;
    return { ...found, verdict: 'fewer-bookings', inWords };
  }
  const inWords = `No difference is shown: it lies ${range}, 95 times of 100, which may be none.`;
  return { ...found, verdict: 'no-difference-shown', inWords };
}

/**
 * A group as results show it.
 * @internal
 */
export function groupOf(owners: number, booked: number): BookedGroup {
  return { owners, booked, share: owners === 0 ? null : booked / owners };
}

function said(how: string, { owners, booked }: BookedGroup): string {
  return `${String(booked)} of ${String(owners)} ${how} booked within ${String(LIFT_WINDOW_DAYS)} days`;
}

function points(share: number): string {
  return (100 * share).toFixed(1);
}
