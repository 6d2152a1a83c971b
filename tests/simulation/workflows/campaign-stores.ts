import { campaignMemberId } from '../../../shared/campaigns/model.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import type { DocumentStore, Json, Write } from '../../../shared/platform/store/document-store.ts';
import { unguarded } from '../customers/mutants.ts';
import { isType, put, writing } from './mistaken-stores.ts';

const isCampaign = isType('campaign');
const isMember = isType('campaignMember');
const isRun = isType('workflowRun');

interface Variant {
  readonly id: string;
}

/** The variants of a campaign. */
export function variantsOf(campaign: Json): readonly Variant[] {
  return campaign['variants'] as readonly Variant[];
}

/** A store that replaces a campaign whatever its ETag, unless it was paused or stopped meanwhile. */
function whileRunning(store: DocumentStore): DocumentStore {
  return {
    ...store,
    commit: async (partition, writes) => {
      const changed = await Promise.all(
        writes.map(async (write) => {
          if (write.op !== 'replace' || !isCampaign(write.document)) return write;
          const present = await store.get(partition, write.document.id);
          return present?.value['status'] === 'running' ? { ...write, etag: present.etag } : write;
        }),
      );
      return store.commit(partition, changed);
    },
  };
}

/** A store in which memberships and runs get ids that no other has, and a page is overtaken by people alone. */
export function ownMemberIds(store: DocumentStore): DocumentStore {
  let made = 0;
  const renamed = (writes: readonly Write[]): Write[] => {
    const round = String(++made);
    const names = new Map<unknown, string>();
    for (const it of writes) {
      if (it.op !== 'create' || it.document['campaignId'] === undefined) continue;
      const { id } = it.document;
      if (isMember(it.document)) names.set(id, derivedId('campaignMember', id, round));
      if (isRun(it.document)) names.set(id, derivedId('workflowRun', id, round));
    }
    return writes.map((it) => {
      if (!('document' in it)) return it;
      const { id, runId } = it.document;
      const itsRun = names.get(runId);
      const own = { id: names.get(id) ?? id, ...(itsRun !== undefined && { runId: itsRun }) };
      return { ...it, document: { ...it.document, ...own } };
    });
  };
  const loose = whileRunning(unguarded(store, isType('job')));
  return {
    ...loose,
    commit: async (partition, writes) => loose.commit(partition, renamed(writes)),
    query: async (partition, query) =>
      query.type === 'campaignMember' && query.where?.['ownerId'] !== undefined
        ? { items: [] }
        : loose.query(partition, query),
  };
}

/** A store that forgets the last owner of a page of those who are looked at. */
export function skippingOwners(store: DocumentStore): DocumentStore {
  return {
    ...store,
    query: async (partition, query) => {
      const page = await store.query(partition, query);
      const looksThrough = query.type === 'owner' && query.orderBy === undefined;
      return looksThrough ? { ...page, items: page.items.slice(0, -1) } : page;
    },
  };
}

/** A store that finds of an owner only the memberships that they came by themselves. */
export function forgettingMerged(store: DocumentStore): DocumentStore {
  return {
    ...store,
    query: async (partition, query) => {
      const page = await store.query(partition, query);
      if (query.type !== 'campaignMember' || query.where?.['ownerId'] === undefined) return page;
      const items = page.items.filter(
        ({ value }) =>
          value.id === campaignMemberId(String(value['campaignId']), String(value['ownerId'])),
      );
      return { ...page, items };
    },
  };
}

/** A store in which the variants of a page go to who comes in one after the other. */
export function dealing(store: DocumentStore): DocumentStore {
  const dealt = (writes: readonly Write[]): readonly Write[] => {
    const campaign = writes.map(put).find(isCampaign);
    const ids = campaign === undefined ? [] : variantsOf(campaign).map(({ id }) => id);
    const byRun = new Map<unknown, string | undefined>();
    for (const it of writes) {
      if (it.op !== 'create' || !isMember(it.document)) continue;
      const { variant, runId } = it.document;
      if (runId !== undefined && variant !== undefined)
        byRun.set(runId, ids[byRun.size % ids.length]);
    }
    return writes.map((it) => {
      if (it.op !== 'create') return it;
      const runId = isRun(it.document) ? it.document.id : it.document['runId'];
      const variant = byRun.get(runId);
      return variant === undefined ? it : { ...it, document: { ...it.document, variant } };
    });
  };
  return writing(store, dealt);
}
