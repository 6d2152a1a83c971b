import { err, ok, type Result } from '../kernel/result.ts';
import type { Records } from '../platform/store/records.ts';
import { findMembership, findMemberships, type Member, type SignInName } from './membership.ts';

/** Why it is not known, or not allowed, for which business somebody acts. */
export type ChoiceFault =
  | { readonly kind: 'not-a-member'; readonly tenantId: string | undefined }
  | { readonly kind: 'tenant-not-chosen'; readonly tenantIds: readonly string[] };

/**
 * The membership under which an identity acts. `tenantId` is what they ask for: it is checked
 * against their own membership there, and a tenant that does not exist reads as one they are no
 * member of. Without it their only membership counts; of several none is guessed.
 */
export async function chooseMembership(
  records: Records,
  identity: SignInName,
  tenantId: string | undefined,
): Promise<Result<Member, ChoiceFault>> {
  if (tenantId !== undefined) {
    const member = await findMembership(records, identity, tenantId);
    return member === undefined ? err({ kind: 'not-a-member', tenantId }) : ok(member);
  }
  const [first, ...others] = await findMemberships(records, identity);
  if (first === undefined) return err({ kind: 'not-a-member', tenantId });
  if (others.length === 0) return ok(first);
  const tenantIds = [first, ...others].map((it) => it.tenantId);
  return err({ kind: 'tenant-not-chosen', tenantIds });
}
