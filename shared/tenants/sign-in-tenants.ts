import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import type { Context } from '../platform/context.ts';
import type { Identity } from '../platform/identity/token-verifier.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Partition } from '../platform/store/document-store.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';
import { create, replace, type Records } from '../platform/store/records.ts';

type SignInName = Pick<Identity, 'issuer' | 'subject'>;

/**
 * Where an identity may be a member. A hint that the member documents must confirm: it grants
 * nothing, and tenants are only ever added, each before its member document. It has a partition
 * of its own, so that signing in loads no partition that others need.
 */
const signInType = documentType('signIn', {
  issuer: z.string(),
  subject: z.string(),
  tenantIds: z.array(z.string()),
  createdAt: instantField,
  updatedAt: instantField,
});
type SignIn = DocumentOf<typeof signInType>;

/** The tenants in which an identity is, was, or was about to become a member. */
export async function tenantsOfSignIn(
  records: Records,
  identity: SignInName,
): Promise<readonly string[]> {
  const { id, partition } = placeOf(identity);
  const stored = await records.get(signInType, partition, id);
  return stored?.value.tenantIds ?? [];
}

/**
 * Notes that an identity is about to become a member of a tenant. Safe to repeat, and for
 * several tenants at once; if what was to follow does not, the note does no harm.
 */
export async function noteTenantOfSignIn(
  { records, clock }: Pick<Context, 'records' | 'clock'>,
  identity: SignInName,
  tenantId: string,
): Promise<void> {
  const { id, partition } = placeOf(identity);
  const { issuer, subject } = identity;
  await commitWithRetry(records, partition, async () => {
    const stored = await records.get(signInType, partition, id);
    if (stored?.value.tenantIds.includes(tenantId)) return { writes: [], value: undefined };
    const now = clock.now();
    const signIn: SignIn = {
      id,
      type: 'signIn',
      ...partition,
      schemaVersion: 1,
      issuer,
      subject,
      tenantIds: [...(stored?.value.tenantIds ?? []), tenantId],
      createdAt: stored?.value.createdAt ?? now,
      updatedAt: now,
    };
    const write = stored === undefined ? create(signIn) : replace(stored, signIn);
    return { writes: [write], value: undefined };
  });
}

function placeOf({ issuer, subject }: SignInName): { id: string; partition: Partition } {
  const id = derivedId('signIn', issuer, subject);
  // No tenant's id begins with an underscore.
  return { id, partition: { tenantId: `_${id}` } };
}
