import { MAX_PAGE_SIZE } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { linkLookup, linkLookupId, shortLinkType, type ShortLink } from './model.ts';

/** Lookups that are written at a time. */
const AT_ONCE = 20;

/** What became of the lookups of a tenant's short links. */
export interface IndexedLinks {
  readonly tenantId: string;
  /** Written anew: missing, or leading elsewhere. */
  readonly entered: number;
  /** There already. */
  readonly stood: number;
}

/**
 * Writes the lookups of a tenant's short links anew from the links themselves, so that their codes are found
 * after the lookups were lost or restored from an older day. Expired links count too: they say so instead of
 * nothing. Running it twice, at once with texts being sent, or stopping it in the middle does no harm: a
 * lookup follows from its link, and a code without a link leads nowhere.
 */
export async function indexLinks(records: Records, tenantId: string): Promise<IndexedLinks> {
  let [entered, stood] = [0, 0];
  let cursor: string | undefined;
  do {
    const page = await records.query(shortLinkType, liveOf(tenantId), {
      limit: MAX_PAGE_SIZE,
      ...(cursor !== undefined && { cursor }),
    });
    for (let at = 0; at < page.items.length; at += AT_ONCE) {
      const links = page.items.slice(at, at + AT_ONCE).map(({ value }) => value);
      const written = await Promise.all(links.map(async (link) => enter(records, link)));
      entered += written.filter(Boolean).length;
      stood += written.filter((it) => !it).length;
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return { tenantId, entered, stood };
}

/** Whether the lookup had to be written. */
async function enter({ store }: Records, link: ShortLink): Promise<boolean> {
  const { tenantId, id: linkId, code } = link;
  const id = linkLookupId(code);
  const found = linkLookup.safeParse(await store.getLookup(id));
  if (found.success && found.data.tenantId === tenantId && found.data.linkId === linkId) {
    return false;
  }
  await store.putLookup({ id, tenantId, linkId });
  return true;
}
