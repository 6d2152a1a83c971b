import { derivedId } from '../../../shared/kernel/ids.ts';
import type { DocumentStore, Json, Write } from '../../../shared/platform/store/document-store.ts';
import { unguarded, type Mutant } from '../customers/mutants.ts';
import { inTwo, isType, put, reading, writing } from './mistaken-stores.ts';

const isCampaign = isType('campaign');
const isMember = isType('campaignMember');

/** Mistakes somebody could make about campaigns, e-mails and birthdays, each of which breaks something within some seeds. */
export const CAMPAIGN_MUTANTS: readonly Mutant[] = [
  {
    name: 'lets owners enter whatever people did about the campaign meanwhile',
    seams: { store: (store) => unguarded(store, isCampaign) },
    focus: ['store-slow'],
    found: /when it was (paused|stopped)|was stopped and is/,
  },
  {
    name: 'counts who came in after they came in, in a commit of its own',
    seams: {
      store: (store) =>
        inTwo(store, (it, all) => isCampaign(put(it)) && all.some((other) => isMember(put(other)))),
    },
    focus: [],
    found: /says entered, held out, skipped/,
  },
  {
    name: 'lets owners enter of whom it notes that they are left alone',
    seams: {
      store: (store) =>
        writing(store, (writes) =>
          writes.map((it) =>
            it.op === 'create' && isMember(it.document) && it.document['outcome'] === 'entered'
              ? { ...it, document: { ...it.document, outcome: 'held-out' } }
              : it,
          ),
        ),
    },
    focus: [],
    found: /as held-out and has run|left alone/,
  },
  {
    name: 'goes on with what a campaign began that is paused or stopped',
    seams: {
      store: (store) =>
        reading(store, (it) => (isCampaign(it) ? { ...it, status: 'running' } : it), 'many'),
    },
    focus: [],
    found: /although its campaign was shut/,
  },
  {
    name: 'forgets a page of owners when a campaign is met again after a pause of its job',
    seams: { store: skippingOwners },
    focus: [],
    found: /was passed over/,
  },
  {
    name: 'lets owners enter under an id of their own each time, whoever is at it beside',
    seams: { store: ownMemberIds },
    focus: ['store-slow', 'pointer-twice'],
    found: /came into \S+ twice/,
  },
  {
    name: 'hands an e-mail over again after an unclear call',
    seams: {
      ports: (ports) => {
        const { email } = ports;
        if (email === undefined) return ports;
        const send: typeof email.transport.send = async (mail) => {
          const outcome = await email.transport.send(mail);
          return outcome.kind === 'unknown' ? { ...outcome, kind: 'not-processed' } : outcome;
        };
        return { ...ports, email: { ...email, transport: { ...email.transport, send } } };
      },
    },
    focus: ['email-applied-then-timed-out'],
    found: /e-mail \S+ was taken (\d+ times|and is)/,
  },
  {
    name: 'claims an e-mail without touching its owner',
    seams: {
      store: (store) =>
        writing(store, (writes) =>
          writes.some((it) => isType('email')(put(it)))
            ? writes.filter((it) => it.op !== 'touch' || !it.id.startsWith('own_'))
            : writes,
        ),
    },
    focus: ['store-slow'],
    found: /e-mail \S+ (was claimed after its owner|goes to an address)/,
  },
  {
    name: 'takes the day after for the birthday',
    seams: { store: bornADayEarlier },
    focus: [],
    found: /on no birthday/,
  },
];

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
function ownMemberIds(store: DocumentStore): DocumentStore {
  let made = 0;
  const isRun = isType('workflowRun');
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
function skippingOwners(store: DocumentStore): DocumentStore {
  return {
    ...store,
    query: async (partition, query) => {
      const page = await store.query(partition, query);
      const looksThrough = query.type === 'owner' && query.orderBy === undefined;
      return looksThrough ? { ...page, items: page.items.slice(0, -1) } : page;
    },
  };
}

/** A store whose pets were born a day earlier than they were. */
function bornADayEarlier(store: DocumentStore): DocumentStore {
  const earlier = (pet: Json): Json => {
    const born = pet['birthDate'];
    if (typeof born !== 'string') return pet;
    const before = new Date(Date.parse(born) - 86_400_000).toISOString().slice(0, 10);
    return { ...pet, birthDate: before };
  };
  return {
    ...store,
    query: async (partition, query) => {
      const page = await store.query(partition, query);
      const items = page.items.map((it) =>
        it.value['type'] === 'pet' ? { ...it, value: earlier(it.value) } : it,
      );
      return { ...page, items };
    },
  };
}
