import type { JobRun } from '../jobs/model.ts';
import type { Context } from '../platform/context.ts';
import type { Tenant } from '../tenants/model.ts';
import { alertChannels } from './alert-channel.ts';
import { planDigest } from './plan-digest.ts';
import { readScanPage } from './scan-page.ts';
import { waitingWorkflows } from './waiting-workflows.ts';

/** What a scan would do. */
export interface ScanPreview {
  /** Owners that would get a text. */
  readonly texts: number;
  /** Owners that would get an e-mail instead. */
  readonly emails: number;
  /** Owners that only workflows which start with the scan may text, their conditions apart. */
  readonly byWorkflows: number;
  /** Owners looked at. */
  readonly owners: number;
  /** Vaccinations that would not be in a text, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
}

/**
 * Counts what the scan of a run would do, by planning every page without writing. Each owner
 * counts once, however many pages its records are spread over.
 */
export async function countTexts(
  context: Context,
  tenant: Tenant,
  run: Pick<JobRun, 'runId' | 'forDate'>,
): Promise<ScanPreview> {
  const partition = { tenantId: tenant.tenantId };
  const scan = {
    scanDate: run.forDate,
    runId: run.runId,
    rules: tenant.vaccination,
    channels: alertChannels(tenant, context.email !== undefined),
  };
  const waiting = await waitingWorkflows(context.records, tenant.tenantId);
  const now = context.clock.now();
  const seen = new Set<string>();
  const skipped: Record<string, number> = {};
  let texts = 0;
  let emails = 0;
  let byWorkflows = 0;
  let cursor: string | undefined;
  do {
    const page = await readScanPage(context.records, partition, scan, cursor);
    for (const family of page.families) {
      if (seen.has(family.ownerId)) continue;
      seen.add(family.ownerId);
      const plan = planDigest(family, {
        ...scan,
        waiting,
        tenantId: tenant.tenantId,
        planVersion: tenant.planVersion,
        now,
        sendAt: now,
      });
      if (plan.message !== undefined) texts++;
      if (plan.email !== undefined) emails++;
      if (!plan.message && !plan.email && plan.textedByWorkflow) byWorkflows++;
      for (const [reason, n] of Object.entries(plan.skipped)) {
        skipped[reason] = (skipped[reason] ?? 0) + n;
      }
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return { texts, emails, byWorkflows, owners: seen.size, skipped };
}
