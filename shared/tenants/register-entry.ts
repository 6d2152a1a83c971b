import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { replace } from '../platform/store/records.ts';
import { liveOf, PLATFORM_TENANT, tenantEntryType, type Tenant } from './model.ts';

/** Gives the tenant's entry in the register the name in its settings. May be repeated. */
export async function nameInRegister(
  context: Context,
  { tenantId, name }: Pick<Tenant, 'tenantId' | 'name'>,
): Promise<void> {
  const partition = liveOf(PLATFORM_TENANT);
  await commitWithRetry(context.records, partition, async () => {
    const stored = await context.records.get(tenantEntryType, partition, tenantId);
    const stale = stored !== undefined && stored.value.name !== name;
    return { writes: stale ? [replace(stored, { name })] : [], value: undefined };
  });
}
