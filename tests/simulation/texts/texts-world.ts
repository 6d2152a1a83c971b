import { eventType } from '../../../shared/events/model.ts';
import { retryEvent } from '../../../shared/events/list-events.ts';
import { jobKey, jobType } from '../../../shared/jobs/model.ts';
import { retryJob } from '../../../shared/jobs/run-job.ts';
import { inboundTextType, messageType } from '../../../shared/messaging/model.ts';
import { receiptType } from '../../../shared/messaging/receipts/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { workflowRunType } from '../../../shared/workflows/model.ts';
import { noFiles } from '../../fixtures/no-files.ts';
import { checkDays } from '../customers/day-checks.ts';
import { allOf } from '../engine/truth.ts';
import type { Beginning, Inhabitants, World, WorldKind } from '../engine/world.ts';
import { providerModel, providerPort, type Fate } from '../services/provider-model.ts';
import { receiptCourier } from '../services/receipt-courier.ts';
import { firstTexts } from './acts.ts';
import { openBusiness } from './business.ts';
import { claimChecks } from './claim-checks.ts';
import { commitChecks } from './commit-checks.ts';
import { checkTexts } from './end-checks.ts';
import { checkInbound } from './inbound-checks.ts';
import { actBesideWork, answerSometime, planPeople, troubleSender } from './people.ts';
import { planSeed, type TextsPlan } from './seed-plan.ts';
import { textFacts, type Texting } from './texting.ts';

const HOUR_MS = 3_600_000;
const SLOW = {
  code: 30003,
  fault: 'transient',
  reason: 'The phone could not be reached.',
} as const;
/** What befalls texts here: mostly they arrive; some ways are blocked for a while, some for good. */
const FATES: readonly Fate[] = [
  ...Array.from({ length: 12 }, (): Fate => ({ status: 'delivered' })),
  { status: 'sent' },
  { status: 'undelivered', ...SLOW },
  { status: 'undelivered', code: 30008, fault: 'transient' },
  { status: 'failed', code: 30001, fault: 'transient' },
  { status: 'undelivered', code: 30005, fault: 'number' },
  { status: 'undelivered', code: 30007, fault: 'message' },
];

/** Texts from their plan to their last word, and what people write back. */
export const textsWorld: WorldKind = {
  name: 'texts',
  about:
    'plan, send, hear of, look up and price texts; STOP, START, ratings and words that come in',
  ports: ['store', 'queue', 'provider'],
  faults: [
    ...(['provider-sender-refused', 'provider-sender-broken'] as const),
    ...(['provider-lagging-list', 'provider-lagging-answer'] as const),
    ...(['receipt-lost', 'receipt-twice', 'receipt-early', 'receipt-late'] as const),
    ...(['receipt-out-of-order', 'receipt-contradicts', 'receipt-of-nobody'] as const),
  ],
  begin(dice): Beginning {
    const plan = planSeed(dice);
    return { plan, settle: (world) => settle(world, plan) };
  },
};

function settle(world: World, plan: TextsPlan): Inhabitants {
  const courier = receiptCourier(world, world.diceFor(2));
  const provider = providerModel(world, world.diceFor(1), {
    fates: FATES,
    waits(dice) {
      const early = world.injector.occurs('receipt-early');
      const carrierMs = early ? 0 : dice.int(0, dice.pick([1000, 30_000, 30_000, 3 * HOUR_MS]));
      const priceMs = dice.int(0, dice.pick([60_000, 20 * HOUR_MS]));
      return { carrierMs, priceMs, ...(early && { lastMs: dice.int(1, 10) }) };
    },
    lags: true,
    taken(text) {
      courier.tell(text);
      if (text.fate.status === 'delivered') answerSometime(texting, text.text);
    },
  });
  const facts = textFacts();
  const texting: Texting = {
    ...{ world, plan, provider, courier, facts },
    ...{ inbound: [], inboundOpen: 0, desks: new Map() },
  };
  const claims = claimChecks(texting);
  const commits = commitChecks(texting, claims);
  return {
    ports: (invocation) => ({
      sms: providerPort(world, provider, invocation, claims.sending),
      files: noFiles,
    }),
    async moveIn(context: Context) {
      for (const tenantId of plan.tenants) await openBusiness(texting, context, tenantId);
      await firstTexts(texting, context);
    },
    planUnrest: () => planPeople(texting),
    besideWork: (pointer) => actBesideWork(texting, pointer),
    hourly: () => troubleSender(texting),
    calmDown() {
      provider.senderRefusedUntilMs = 0;
      provider.senderBrokenUntilMs = 0;
      provider.prompt = true;
    },
    tend: () => retryFailed(texting),
    unsettled: () => unsettled(texting),
    onCommit(commit) {
      facts.learn(commit);
      commits.onCommit(commit);
    },
    checkEnd() {
      checkTexts(texting, commits.history, claims.claims);
      checkInbound(texting);
      checkDays(world);
      countEndings(texting);
    },
  };
}

/** What gave up after its last attempt waits for a person, who lets it go on. */
function retryFailed({ world }: Texting): void {
  for (const value of allOf(world.truth, jobType)) {
    if (value.status !== 'failed') continue;
    const { tenantId } = value;
    void world.fleet.run(`staff: retry ${value.id}`, async (context) =>
      retryJob(context, tenantId, jobKey(value)),
    );
  }
  for (const { id, tenantId, status } of allOf(world.truth, eventType)) {
    if (status !== 'failed') continue;
    void world.fleet.run(`staff: retry ${id}`, async (context) =>
      retryEvent(context, tenantId, id),
    );
  }
}

/** What still has to come: whatever is due, and words of the provider and of people on their way. */
function unsettled({ world, courier, inboundOpen }: Texting): string[] {
  const { truth, timeline } = world;
  const types = [messageType, receiptType, inboundTextType, eventType, workflowRunType];
  const due = types.flatMap(({ type }) =>
    truth.all(type).filter((it) => it['dueAt'] !== undefined),
  );
  const jobs = truth
    .all('job')
    .map((it) => jobType.schema.parse(it))
    .filter((it) => (it.dueAt ?? '9') <= timeline.now() || it.run !== undefined);
  return [
    ...[...due, ...jobs, ...truth.all('dirtyDay')].map(({ id }) => id),
    ...(courier.underWay() > 0 ? [`${courier.underWay()} receipts`] : []),
    ...(inboundOpen > 0 ? [`${inboundOpen} texts of people`] : []),
  ];
}

function countEndings({ world, provider }: Texting): void {
  const { truth } = world;
  world.tally('texts', 'taken by the provider', provider.accepted.length);
  for (const { status, reason } of allOf(truth, messageType)) {
    world.tally('endings of texts', reason === undefined ? status : `${status}: ${reason}`);
  }
  for (const { status } of allOf(truth, receiptType)) world.tally('receipts', status);
  for (const { meaning, handledAs = 'nobody' } of allOf(truth, inboundTextType)) {
    world.tally('texts that came in', `${meaning}, handled as ${handledAs}`);
  }
}
