import { Command } from 'commander';
import { localDateAt } from '../../shared/kernel/time-zone.ts';
import { findJob, runJobNow } from '../../shared/jobs/run-job.ts';
import type { Job } from '../../shared/jobs/model.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { countTexts } from '../../shared/vaccinations/preview-scan.ts';
import { VACCINATION_SCAN } from '../../shared/vaccinations/scan-job.ts';
import { print } from './print.ts';
import { inSession, withCommonOptions, type CommonOptions, type Session } from './session.ts';
import { tenantIds } from './tenant-ids.ts';

interface ScanOptions extends CommonOptions {
  readonly tenant?: string;
  readonly at?: string;
  readonly dryRun?: boolean;
}

interface ScanResult {
  readonly tenantId: string;
  readonly forDate: string;
  readonly outcome: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** `scan-vaccinations`: the daily scan, by hand. */
export function scanCommand(): Command {
  return withCommonOptions(
    new Command('scan-vaccinations').description(
      'Find vaccinations about to lapse and plan one text per owner; send what is due.',
    ),
  )
    .option('--tenant <id>', 'one tenant (all by default)')
    .option('--at <instant>', 'act as of this instant, such as 2026-03-01T09:00:00-05:00')
    .option('--dry-run', 'count what would be planned, write nothing')
    .action(async (options: ScanOptions) => {
      const results = await inSession(
        options,
        async (session) => {
          const found: ScanResult[] = [];
          for (const id of await tenantIds(session, options.tenant)) {
            found.push(
              options.dryRun === true ? await preview(session, id) : await scan(session, id),
            );
          }
          return found;
        },
        options.at,
      );
      print(options, results, () => [
        ...results.map(lineOf),
        ...(results.some(({ outcome, counts }) => outcome === 'done' && (counts['texts'] ?? 0) > 0)
          ? ['They leave a few at a time: a running host sends them, or petops run-due.']
          : []),
      ]);
    });
}

async function scan({ context, drainOwn }: Session, tenantId: string): Promise<ScanResult> {
  await runJobNow(context, tenantId, VACCINATION_SCAN);
  await drainOwn();
  const { value } = await findJob(context, tenantId, VACCINATION_SCAN);
  return { tenantId, ...lastRun(value) };
}

function lastRun({ run, status, history }: Job): Omit<ScanResult, 'tenantId'> {
  if (run !== undefined) return { forDate: run.forDate, outcome: status, counts: run.counts };
  const [last] = history;
  return {
    forDate: last?.forDate ?? '',
    outcome: last?.outcome ?? status,
    counts: last?.counts ?? {},
  };
}

async function preview({ context }: Session, tenantId: string): Promise<ScanResult> {
  const tenant = await loadTenant(context, tenantId);
  const forDate = localDateAt(context.clock.now(), tenant.timeZone);
  const { texts, byWorkflows, owners, skipped } = await countTexts(context, tenant, {
    runId: 'preview',
    forDate,
  });
  const reasons = Object.entries(skipped).map(([reason, n]) => [`skipped:${reason}`, n]);
  const counts = { texts, byWorkflows, owners, ...Object.fromEntries(reasons) } as Record<
    string,
    number
  >;
  return { tenantId, forDate, outcome: 'preview', counts };
}

function lineOf({ tenantId, forDate, outcome, counts }: ScanResult): string {
  const { texts = 0, byWorkflows = 0, expected = 0, owners: _owners, ...skipped } = counts;
  const reasons = Object.entries(skipped)
    .map(([reason, n]) => `${String(n)} ${reason.replace('skipped:', '')}`)
    .join(', ');
  const others = byWorkflows === 0 ? '' : `, ${String(byWorkflows)} more owners by workflows`;
  const left = reasons === '' ? '' : `; left out: ${reasons}`;
  if (outcome === 'held') {
    return (
      `${tenantId}: the scan of ${forDate} would text ${String(expected)} owners and waits for ` +
      `you: petops jobs approve vaccination-scan --tenant ${tenantId}`
    );
  }
  const verb = outcome === 'preview' ? 'would be planned' : 'planned';
  return `${tenantId}: ${String(texts)} texts ${verb} for ${forDate}${others}${left} (${outcome})`;
}
