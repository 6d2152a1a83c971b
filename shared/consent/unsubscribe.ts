import { notFound } from '../kernel/problem.ts';
import {
  emailAddressId,
  emailAddressType,
  type EmailAddressRecord,
} from '../messaging/email/model.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { addressSays } from './address-consent.ts';
import type { ConsentEvidence } from './model.ts';

/** What is known of the visitor of a page, to be shown later. */
export type VisitEvidence = Pick<ConsentEvidence, 'page' | 'ip' | 'userAgent'>;

/**
 * The link by which whoever reads the mails of an address ends advertising e-mails to it; undefined when
 * this deployment cannot sign links. It names neither the address nor its owner.
 */
export function unsubscribeLink(
  { links }: Pick<Context, 'links'>,
  { tenantId, address }: { readonly tenantId: string; readonly address: string },
): string | undefined {
  return links?.linkTo('unsubscribe', [tenantId, emailAddressId(address)]);
}

/** What the page of a link says: whose advertisements they are. Throws not-found (404) for a link not made here. */
export async function unsubscribeOffer(
  context: Context,
  token: string,
): Promise<{ readonly businessName: string }> {
  const { tenantId } = (await readTarget(context, token)).value;
  const { name } = await loadTenant(context, tenantId);
  return { businessName: name };
}

/**
 * Ends advertising e-mails to an address, because whoever reads its mails said so by the link in one of
 * them. The refusal speaks for the address, whoever shares it, and counts at once: no claim of such a
 * mail commits after it. Saying it again when nobody has consented since changes nothing. Service e-mails
 * go on. Throws not-found (404) for a link not made here.
 */
export async function unsubscribe(
  context: Context,
  input: { readonly token: string; readonly evidence: VisitEvidence },
): Promise<{ readonly businessName: string }> {
  const { tenantId } = (await readTarget(context, input.token)).value;
  await commitWithRetry(context.records, liveOf(tenantId), async () => {
    const stored = await readTarget(context, input.token);
    const { consent } = stored.value;
    const refused = consent?.lastRefusal !== undefined && consent.given.length === 0;
    if (refused) return { writes: [], value: undefined };
    const { evidence } = input;
    const facts = { word: 'refused', source: 'link', evidence } as const;
    const known = { record: stored.value, stored };
    const said = addressSays(known, { ...facts, purposes: ['marketing'] }, context.clock.now());
    return { writes: said.writes, value: undefined };
  });
  return unsubscribeOffer(context, input.token);
}

async function readTarget(
  { links, records }: Context,
  token: string,
): Promise<Stored<EmailAddressRecord>> {
  const [tenantId, addressId, ...more] = links?.read('unsubscribe', token) ?? [];
  if (tenantId === undefined || addressId === undefined || more.length > 0) {
    throw notFound('link', token);
  }
  const address = await records.get(emailAddressType, liveOf(tenantId), addressId);
  if (address === undefined) throw notFound('link', token);
  return address;
}
