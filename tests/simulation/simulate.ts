import '../../local/quick-start.ts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { failureText, totalsText } from './engine/report.ts';
import { runSeeds } from './engine/run-seeds.ts';
import { simulateSeed } from './engine/simulate-seed.ts';
import { worldNamed, WORLDS } from './worlds.ts';

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('a whole number.');
  return value;
}

const names = WORLDS.map(({ name }) => name);
const program = new Command('simulate')
  .description(
    'Runs the simulation over a range of seeds and says what it saw.\n\n' +
      WORLDS.map(({ name, about }) => `${name}: ${about}`).join('\n'),
  )
  .addOption(new Option('--world <name>', 'which world').choices(names).default(names[0]))
  .option('--seeds <n>', 'how many seeds', wholeNumber, 300)
  .option('--from <seed>', 'the first seed', wholeNumber, 1)
  .option('--trace', 'print every event of every seed', false)
  .parse();
const options = program.opts<{ world: string; seeds: number; from: number; trace: boolean }>();
const kind = worldNamed(options.world);

if (options.trace) {
  for (let seed = options.from; seed < options.from + options.seeds; seed++) {
    const { trace } = await simulateSeed(kind, seed, { trace: true });
    process.stdout.write(`${trace.join('\n')}\n`);
  }
}
const started = performance.now();
const cpuBefore = process.cpuUsage();
const totals = await runSeeds(kind, { from: options.from, count: options.seeds });
const seconds = (performance.now() - started) / 1000;
process.stdout.write(`${totalsText(totals)}\n`);
// On a busy machine the time on the clock says little.
const { user, system } = process.cpuUsage(cpuBefore);
const cpuMs = (user + system) / 1000 / totals.seeds;
process.stdout.write(`${seconds.toFixed(1)} s; ${cpuMs.toFixed(1)} ms of a core per seed\n`);
if (totals.failure !== undefined) {
  process.stdout.write(`${failureText(kind, totals.failure, 80)}\n`);
  process.exitCode = 1;
}
