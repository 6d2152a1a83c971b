import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { importCustomers, type ImportResult } from '../../shared/imports/import-customers.ts';
import { recomputeMarkedOwners } from '../../shared/imports/recompute/recompute-job.ts';
import { ProblemError } from '../../shared/kernel/problem.ts';
import { csvFiles } from './csv-files.ts';
import { columns, print } from './print.ts';
import { problemFile } from './problem-file.ts';
import { progressBar } from './progress.ts';
import { inSession, withCommonOptions, type CommonOptions } from './session.ts';

interface ImportOptions extends CommonOptions {
  readonly tenant: string;
  readonly dryRun?: boolean;
  readonly map?: string;
}

/** Findings shown on the screen; all of them are in the problem file. */
const SHOWN_PROBLEMS = 10;

/** `import`: customers and their history from CSV. */
export function importCommand(): Command {
  return withCommonOptions(
    new Command('import')
      .description('Read owners, pets, vaccinations, visits and payments from CSV files.')
      .argument('<path>', 'a CSV file, or a folder of them'),
  )
    .requiredOption('--tenant <id>', 'tenant')
    .option('--dry-run', 'check everything, write nothing')
    .option('--map <file>', 'JSON file that says which column means what')
    .addHelpText(
      'after',
      `
A mapping file says what the headers do not, for all files or for one by its name:
  {"dateOrder": "month-first", "defaultSpecies": "dog",
   "columns": {"Cell #": "phone", "Shots until": "expiryDate", "Internal": "ignore"},
   "files": {"old.csv": {"encoding": "windows-1252", "dateOrder": "day-first"}}}`,
    )
    .action(async (path: string, options: ImportOptions) => {
      const { files, bytes } = await csvFiles(path);
      const mapping = options.map === undefined ? undefined : await mappingFrom(options.map);
      const problems = await problemFile(`${path.replace(/[\\/]+$/, '')}.problems.csv`);
      const looking = progressBar(options, 'looking through');
      const importing = progressBar(options, 'importing');
      const result = await inSession(options, async ({ context }) => {
        const imported = await importCustomers(context, {
          tenantId: options.tenant,
          files,
          ...(mapping !== undefined && { mapping }),
          dryRun: options.dryRun ?? false,
          onProblem: (problem) => problems.add(problem),
          onProgress: (progress) => {
            if (progress.phase === 'looking') looking.update(progress.bytes, 2 * bytes);
            else {
              looking.stop();
              importing.update(progress.rows, progress.totalRows);
            }
          },
        });
        // The job would do it too; here nobody has to wait for a host.
        if (!imported.dryRun) await recomputeMarkedOwners(context, options.tenant);
        return imported;
      }).finally(() => {
        looking.stop();
        importing.stop();
      });
      const problemPath = await problems.close();
      print(options, { ...result, problemFile: problemPath }, () => linesOf(result, problemPath));
      if (result.counts.refusedRows > 0) process.exitCode = 2;
    });
}

async function mappingFrom(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw new ProblemError({
      kind: 'import-mapping',
      status: 422,
      detail: `The mapping file ${path} cannot be read: ${error instanceof Error ? error.message : ''}`,
      field: 'map',
      value: path,
      allowed: 'a JSON file; petops import --help shows its form',
    });
  }
}

function linesOf(result: ImportResult, problemPath: string | undefined): string[] {
  const { counts } = result;
  const row = (name: string, { created, updated, unchanged }: typeof counts.owners): string[] => [
    name,
    `${String(created)} new`,
    `${String(updated)} changed`,
    `${String(unchanged)} as before`,
  ];
  const lines = columns([
    row('owners', counts.owners),
    row('pets', counts.pets),
    row('vaccinations', counts.vaccinations),
    row('visits', counts.appointments),
    row('payments', counts.payments),
    row('consent', counts.consents),
  ]);
  const shown = result.problems.slice(0, SHOWN_PROBLEMS).map((it) => {
    const where = `${it.file} line ${String(it.line)}${it.column === undefined ? '' : `, ${it.column}`}`;
    const value = it.value === undefined ? '' : ` ${JSON.stringify(it.value)}`;
    return `  ${where}:${value} ${it.reason}`;
  });
  const more = counts.problems - shown.length;
  return [
    `${String(counts.rows)} rows read${result.dryRun ? ' (dry run: nothing was written)' : ''}, ` +
      `${String(counts.refusedRows)} refused, ${String(counts.partialRows)} in part`,
    ...(result.resumedAfter === undefined
      ? []
      : [`went on after row ${String(result.resumedAfter.row)} of ${result.resumedAfter.file}`]),
    ...lines,
    ...result.files.flatMap(notesOn),
    ...shown,
    ...(more > 0 ? [`  ... and ${String(more)} more`] : []),
    ...(problemPath === undefined ? [] : [`All findings: ${problemPath}`]),
  ];
}

function notesOn({ name, ignored, notes }: ImportResult['files'][number]): string[] {
  return [
    ...ignored.map(
      ({ header, why }) => `  ${name}: column ${JSON.stringify(header)} left out: ${why}`,
    ),
    ...notes.map((note) => `  ${name}: ${note}`),
  ];
}
