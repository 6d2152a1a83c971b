import type { Totals } from './run-seeds.ts';
import type { SeedResult } from './simulate-seed.ts';

/** What the seeds came to, for a person: an idle harness shows. */
export function totalsText(totals: Totals): string {
  const table = (entries: Iterable<readonly [string, number]>): string =>
    [...entries].map(([name, n]) => `  ${name}: ${n}`).join('\n');
  return [
    `${totals.seeds} seeds, ${totals.events} events, ${totals.texts} texts accepted`,
    `faults\n${table(totals.faults)}`,
    `endings of messages\n${table([...totals.endings].sort(([a], [b]) => (a < b ? -1 : 1)))}`,
    `residuals\n${table(totals.residuals)}`,
  ].join('\n');
}

/** A failed seed: what broke, the last lines of its trace, and how to see it again. */
export function failureText({ seed, violations, trace }: SeedResult, lines: number): string {
  return [
    `Seed ${seed} broke: ${violations.join('; ')}`,
    ...(trace.length > lines ? [`... ${trace.length - lines} lines before`] : []),
    ...trace.slice(-lines),
    `Again: npm run simulate -- --from ${seed} --seeds 1 --trace`,
  ].join('\n');
}
