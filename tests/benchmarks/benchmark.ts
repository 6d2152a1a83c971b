/** A bound on the ratio of ours to the peer's; both ends are inclusive. */
export type Limit = { readonly atMost: number } | { readonly atLeast: number };

/** One number of ours beside the number it is judged by. */
export interface Comparison {
  /** What is counted or measured. */
  readonly what: string;
  /** `ms`, `MB`, `calls`, ...; the same for both sides. */
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  /** Whose number `peer` is. */
  readonly peerName: string;
  /** Absent: shown, not judged. */
  readonly limit?: Limit;
}

/** Something PetOps promises to be good at, with the peer that shows whether it is. */
export interface Benchmark {
  /** What `npm run bench -- <name>` calls it. */
  readonly name: string;
  /** Does the work and compares; throws when the work itself came out wrong. */
  run(): Promise<readonly Comparison[]>;
}

/** Ours divided by the peer's. */
export function ratioOf({ ours, peer }: Comparison): number {
  return ours / peer;
}

/** Whether a comparison keeps its limit; one without a limit always does. */
export function holds(comparison: Comparison): boolean {
  const { limit } = comparison;
  const ratio = ratioOf(comparison);
  if (limit === undefined) return true;
  return 'atMost' in limit ? ratio <= limit.atMost : ratio >= limit.atLeast;
}

/** The middle value, or the mean of the two in the middle; throws RangeError for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new RangeError('There is nothing to rank.');
  return (low + high) / 2;
}
