import { retryByHand } from '../../due-work/retry.ts';
import { addMs } from '../../kernel/instant.ts';
import type { Context } from '../../platform/context.ts';
import { commitWithRetry } from '../../platform/store/commit-with-retry.ts';
import { liveOf } from '../../tenants/model.ts';
import { emailAddressId, emailAddressType, emailType } from './model.ts';

/** An e-mail that a person sends again is of use for so long. */
const USEFUL_MS = 48 * 3_600_000;

/**
 * Sends a failed e-mail again because a person asked: consent and the facts behind it are read
 * anew, and an address that was refused gets another chance. Refused (409) when it has not failed.
 * Dying in between leaves the mail failed; asking again does the rest. One whose outcome was
 * unclear may so come twice: that is for the person to weigh.
 */
export async function retryEmail(context: Context, tenantId: string, id: string): Promise<void> {
  const email = await context.records.get(emailType, liveOf(tenantId), id);
  if (email?.value.status === 'failed' && email.value.reason === 'address-unusable') {
    await clearAddress(context, tenantId, email.value.to);
  }
  const notAfter = addMs(context.clock.now(), USEFUL_MS);
  await retryByHand(
    context,
    emailType,
    { tenantId, id, kind: 'emails' },
    { status: 'planned', reason: undefined, slotAt: undefined, notAfter },
  );
}

async function clearAddress(context: Context, tenantId: string, address: string): Promise<void> {
  await commitWithRetry(context.records, liveOf(tenantId), async () => {
    const stored = await context.records.get(
      emailAddressType,
      liveOf(tenantId),
      emailAddressId(address),
    );
    if (stored === undefined) return { writes: [], value: undefined };
    const document = { ...stored.value, unusable: undefined, updatedAt: context.clock.now() };
    return { writes: [{ op: 'replace', document, etag: stored.etag }], value: undefined };
  });
}
