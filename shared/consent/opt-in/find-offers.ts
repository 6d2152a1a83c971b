import { currentOwner, ownerIdsOf } from '../../customers/merge-follow.ts';
import { notFound } from '../../kernel/problem.ts';
import type { Context } from '../../platform/context.ts';
import { commitWithRetry } from '../../platform/store/commit-with-retry.ts';
import type { Stored } from '../../platform/store/document-store.ts';
import { replace } from '../../platform/store/records.ts';
import { liveOf } from '../../tenants/model.ts';
import { optInOfferType, type OptInOffer } from './model.ts';
import { alreadyConfirmed } from './offer-problems.ts';
import { linkOf, type OptInLink } from './offer-opt-in.ts';

/** The most links of an owner that are shown. */
const LATEST = 50;

/** Which link, and whose. */
export interface OfferPlace {
  readonly tenantId: string;
  readonly offerId: string;
}

/** The latest links made for an owner, at most 50, newest first. Throws not-found (404). */
export async function listOptInOffers(
  context: Context,
  { tenantId, ownerId }: { readonly tenantId: string; readonly ownerId: string },
): Promise<readonly OptInLink[]> {
  const { records } = context;
  const owner = await currentOwner(records, tenantId, ownerId);
  if (owner === undefined) throw notFound('owner', ownerId);
  const pages = await Promise.all(
    ownerIdsOf(owner.value).map(async (id) =>
      records.query(optInOfferType, liveOf(tenantId), {
        where: { ownerId: id },
        orderBy: { field: 'createdAt', direction: 'desc' },
        limit: LATEST,
      }),
    ),
  );
  return pages
    .flatMap(({ items }) => items.map(({ value }) => value))
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .slice(0, LATEST)
    .map((offer) => withLink(context, offer));
}

/** A link by id. Throws not-found (404). */
export async function getOptInOffer(context: Context, place: OfferPlace): Promise<OptInLink> {
  return withLink(context, (await storedOffer(context, place)).value);
}

/**
 * Takes a link back, so that its page opens nothing; once more changes nothing. Throws not-found (404) and
 * `already-confirmed` (409) for one that served: what was said by it stands in the ledger.
 */
export async function withdrawOptInOffer(context: Context, place: OfferPlace): Promise<OptInLink> {
  const { records, clock } = context;
  const offer = await commitWithRetry(records, liveOf(place.tenantId), async () => {
    const stored = await storedOffer(context, place);
    const { value } = stored;
    if (value.confirmedAt !== undefined) throw alreadyConfirmed(value.id);
    if (value.withdrawnAt !== undefined) return { writes: [], value };
    const now = clock.now();
    const changes = { withdrawnAt: now, updatedAt: now };
    return { writes: [replace(stored, changes)], value: { ...value, ...changes } };
  });
  return withLink(context, offer);
}

async function storedOffer(
  { records }: Context,
  { tenantId, offerId }: OfferPlace,
): Promise<Stored<OptInOffer>> {
  const stored = await records.get(optInOfferType, liveOf(tenantId), offerId);
  if (stored === undefined) throw notFound('link', offerId);
  return stored;
}

function withLink({ links }: Context, offer: OptInOffer): OptInLink {
  return links === undefined ? { offer } : { offer, url: linkOf(links, offer) };
}
