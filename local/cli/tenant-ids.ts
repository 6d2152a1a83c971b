import { listTenants } from '../../shared/tenants/list-tenants.ts';
import type { Session } from './session.ts';

/** The tenant that was named, or all of them. */
export async function tenantIds({ context }: Session, wanted?: string): Promise<string[]> {
  if (wanted !== undefined) return [wanted];
  return (await listTenants(context.records)).map(({ id }) => id);
}
