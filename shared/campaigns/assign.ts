import { createHash } from 'node:crypto';
import { HOLDOUT, type Variant } from './model.ts';

/** What decides into which group an owner falls. */
export interface Split {
  readonly campaignId: string;
  readonly variants: readonly Pick<Variant, 'id' | 'weight'>[];
  /** Of 100 owners so many are left alone. */
  readonly holdoutPercent: number;
}

/**
 * The group of an owner: `holdout`, the id of a variant, or undefined without variants. It derives from
 * campaign and owner alone, so that it is the same whenever and however often it is asked. Who is left
 * alone and who gets which variant are drawn apart: a larger hold-out takes more owners and moves
 * nobody from one variant to another.
 */
export function groupOf(split: Split, ownerId: string): string | undefined {
  const { campaignId, variants, holdoutPercent } = split;
  if (100 * draw('holdout', campaignId, ownerId) < holdoutPercent) return HOLDOUT;
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  let rest = draw('variant', campaignId, ownerId) * total;
  const found = variants.find(({ weight }) => (rest -= weight) < 0);
  return (found ?? variants.at(-1))?.id;
}

/** A number from 0 to below 1, always the same for the same parts and evenly spread over others. */
function draw(...parts: readonly string[]): number {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  return hash.readUIntBE(0, 6) / 2 ** 48;
}
