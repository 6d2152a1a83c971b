import { Command, InvalidArgumentError } from 'commander';
import { failureText, totalsText } from './report.ts';
import { runSeeds } from './run-seeds.ts';
import { simulateSeed } from './simulate-seed.ts';

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('a whole number.');
  return value;
}

const program = new Command('simulate')
  .description('Runs the simulation over a range of seeds and says what it saw.')
  .option('--seeds <n>', 'how many seeds', wholeNumber, 300)
  .option('--from <seed>', 'the first seed', wholeNumber, 1)
  .option('--trace', 'print every event of every seed', false)
  .parse();
const options = program.opts<{ seeds: number; from: number; trace: boolean }>();

if (options.trace) {
  for (let seed = options.from; seed < options.from + options.seeds; seed++) {
    const { trace } = await simulateSeed(seed, { trace: true });
    process.stdout.write(`${trace.join('\n')}\n`);
  }
}
const started = performance.now();
const totals = await runSeeds({ from: options.from, count: options.seeds });
process.stdout.write(`${totalsText(totals)}\n`);
process.stdout.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
if (totals.failure !== undefined) {
  process.stdout.write(`${failureText(totals.failure, 80)}\n`);
  process.exitCode = 1;
}
