import type { Json } from '../../../shared/platform/store/document-store.ts';
import type { Mutant } from '../customers/mutants.ts';
import { dealing, variantsOf } from './campaign-stores.ts';
import { changing, isType, reading, writing } from './mistaken-stores.ts';

const isCampaign = isType('campaign');
const isMember = isType('campaignMember');

/** Mistakes somebody could make about experiments, each of which breaks something within some seeds. */
export const EXPERIMENT_MUTANTS: readonly Mutant[] = [
  {
    name: 'deals the variants in turn instead of drawing them',
    seams: { store: dealing },
    focus: [],
    found: /and was drawn for/,
  },
  {
    name: 'gives a merged owner the group of the first variant',
    seams: {
      store: changing(isMember, (member, before) =>
        before !== undefined && before['ownerId'] !== member['ownerId']
          ? { ...member, variant: 'plain' }
          : member,
      ),
    },
    focus: [],
    found: /changed its variant/,
  },
  {
    name: 'speaks to everybody in the words of the workflow',
    seams: {
      store: (store) =>
        reading(store, (it) =>
          isCampaign(it) ? { ...it, variants: variantsOf(it).map(asItIs) } : it,
        ),
    },
    focus: [],
    found: /says "in_campaigns: .*to one in (dear|short)|another version/,
  },
  {
    name: 'notes no variant on what it sends',
    seams: {
      store: (store) =>
        writing(store, (writes) =>
          writes.map((it) =>
            it.op === 'create' && isType('message')(it.document)
              ? { ...it, document: { ...it.document, variant: undefined } }
              : it,
          ),
        ),
    },
    focus: [],
    found: /is of undefined and its run of/,
  },
  {
    name: 'sends to those who are left alone as well',
    seams: {
      store: (store) =>
        writing(store, (writes) =>
          writes.map((it) =>
            it.op === 'create' && isMember(it.document) && it.document['variant'] === 'plain'
              ? { ...it, document: { ...it.document, outcome: 'held-out', variant: 'holdout' } }
              : it,
          ),
        ),
    },
    focus: [],
    found: /and was drawn for|goes to one who is held-out/,
  },
  {
    name: 'counts in the first variant whoever comes in',
    seams: { store: changing(isCampaign, countedInFirst) },
    focus: [],
    found: /says \d+ in \w+; they are/,
  },
  {
    name: 'names a winner whatever number of owners was planned',
    seams: {
      store: changing(isCampaign, (campaign) => experimentWith(campaign, { samplePerVariant: 1 })),
    },
    focus: [],
    found: /names a winner with/,
  },
  {
    name: 'reads an experiment as soon as everybody has come in',
    seams: {
      store: (store) =>
        reading(store, (it) => (isCampaign(it) && it['status'] === 'done' ? longAgo(it) : it)),
    },
    focus: [],
    found: /was read before \S+ had their days/,
  },
  {
    name: 'counts those in an experiment who were two people when it ran',
    seams: { store: changing(isCampaign, asEntered) },
    focus: [],
    found: /says \d+ owners of \w+; they are/,
  },
];

function asItIs(variant: object): object {
  return { ...variant, changes: undefined, steps: undefined };
}

function experimentWith(campaign: Json, changes: object): Json {
  const experiment = campaign['experiment'] as object | undefined;
  return experiment ? { ...campaign, experiment: { ...experiment, ...changes } } : campaign;
}

function countedInFirst(campaign: Json): Json {
  const [first] = variantsOf(campaign);
  const progress = campaign['progress'] as { readonly entered: number } | undefined;
  if (first === undefined || progress === undefined) return campaign;
  return { ...campaign, progress: { ...progress, byVariant: { [first.id]: progress.entered } } };
}

function longAgo(campaign: Json): Json {
  const progress = { ...(campaign['progress'] as object), pacedUntil: undefined };
  return { ...campaign, finishedAt: '2020-01-01T00:00:00.000Z', progress };
}

/** The result of an experiment with all who entered, whoever became one since. */
function asEntered(campaign: Json): Json {
  const result = campaign['result'] as { readonly groups: readonly Json[] } | undefined;
  if (result === undefined) return campaign;
  const { byVariant } = campaign['progress'] as { byVariant: Readonly<Record<string, number>> };
  const groups = result.groups.map((it) => {
    return { ...it, owners: byVariant[String(it['variant'])] ?? 0 };
  });
  return { ...campaign, result: { ...result, groups } };
}
