import type { Totals } from './run-seeds.ts';
import type { SeedResult } from './simulate-seed.ts';
import type { WorldKind } from './world.ts';

/** What the seeds came to, for a person: an idle harness shows. */
export function totalsText({ kind, seeds, events, faults, tallies }: Totals): string {
  const injected = [...faults.values()].reduce((sum, n) => sum + n, 0);
  const table = (entries: Iterable<readonly [string, number]>): string =>
    [...entries].map(([name, n]) => `  ${name}: ${n}`).join('\n');
  const groups = [...tallies].sort(byName).map(([group, counts]) => {
    return `${group}\n${table([...counts].sort(byName))}`;
  });
  return [
    `${kind.name}: ${seeds} seeds, ${events} events, ${injected} faults injected`,
    `faults\n${table(faults)}`,
    ...groups,
  ].join('\n');
}

/** A failed seed: what broke, the last lines of its trace, and how to see it again. */
export function failureText(
  { name }: WorldKind,
  { seed, violations, trace }: SeedResult,
  lines: number,
): string {
  return [
    `Seed ${seed} broke: ${violations.join('; ')}`,
    ...(trace.length > lines ? [`... ${trace.length - lines} lines before`] : []),
    ...trace.slice(-lines),
    `Again: npm run simulate -- --world ${name} --from ${seed} --seeds 1 --trace`,
  ].join('\n');
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
