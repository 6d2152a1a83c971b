import process from 'node:process';
import { holds, type Benchmark } from './benchmark.ts';
import { conditions } from './conditions.ts';
import { coldStart } from './cold-start.ts';
import { getById } from './get-by-id.ts';
import { importRows } from './import.ts';
import { runs } from './runs.ts';
import { scan } from './scan.ts';
import { segments } from './segments.ts';
import { texts } from './texts.ts';
import { tableOf } from './table.ts';

const ALL: readonly Benchmark[] = [
  segments,
  conditions,
  scan,
  coldStart,
  getById,
  importRows,
  texts,
  runs,
];

/** The benchmarks of these names in the order asked, all of them without names; throws for an unknown one. */
function chosen(names: readonly string[]): readonly Benchmark[] {
  if (names.length === 0) return ALL;
  return names.map((name) => {
    const found = ALL.find((benchmark) => benchmark.name === name);
    if (found !== undefined) return found;
    const known = ALL.map((benchmark) => benchmark.name).join(', ');
    throw new RangeError(`There is no benchmark "${name}". There are: ${known}.`);
  });
}

/** Runs one and prints its table; the number of limits it missed, 1 when it broke down. */
async function missed(benchmark: Benchmark): Promise<number> {
  const startedAt = performance.now();
  try {
    const comparisons = await benchmark.run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    process.stdout.write(`\n${benchmark.name} (${seconds} s)\n${tableOf(comparisons)}\n`);
    return comparisons.filter((comparison) => !holds(comparison)).length;
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`\n${benchmark.name} broke down: ${words}\n`);
    return 1;
  }
}

async function main(): Promise<void> {
  let misses = 0;
  for (const benchmark of chosen(process.argv.slice(2))) misses += await missed(benchmark);
  if (misses === 0) return;
  process.stdout.write(`\n${misses} of the limits were missed.\n`);
  process.exitCode = 1;
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
