import type { LocalDate } from '../kernel/local-date.ts';
import type { Context } from '../platform/context.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import { getWorkflow } from '../workflows/edit-workflows.ts';
import { resultRange } from './result-range.ts';
import { results, type ResultQuestion, type Results } from './results.ts';

/** What is asked of a workflow or campaign; days that are not named are those of `resultRange`. */
export type AskedResults = Omit<ResultQuestion, 'workflowId' | 'campaignId' | 'from' | 'to'> & {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
};

/**
 * What the texts of a workflow came to, those of its campaigns among them. Throws not-found (404)
 * and `date-out-of-range` (422).
 */
export async function workflowResults(
  context: Context,
  asked: AskedResults & { readonly workflowId: string },
): Promise<Results> {
  await getWorkflow(context, asked);
  const today = dateAt(await loadTenant(context, asked.tenantId), context.clock.now());
  return results(context, { ...asked, ...resultRange(asked, today) });
}
