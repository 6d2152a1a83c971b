import type { DocumentStore, Json } from '../../../shared/platform/store/document-store.ts';
import { unguarded, type Mutant } from '../customers/mutants.ts';
import { forgettingMerged, ownMemberIds, skippingOwners } from './campaign-stores.ts';
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
    found: /came into \S+ twice|says entered, held out, skipped/,
  },
  {
    name: 'lets owners come in again who came in as others before',
    seams: { store: forgettingMerged },
    focus: [],
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
