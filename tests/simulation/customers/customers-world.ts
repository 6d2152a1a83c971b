import { ownerMergeType } from '../../../shared/customers/merge-model.ts';
import { approveRun, retryJob } from '../../../shared/jobs/run-job.ts';
import { jobKey, jobType } from '../../../shared/jobs/model.ts';
import type { Instant } from '../../../shared/kernel/instant.ts';
import { messageType } from '../../../shared/messaging/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import { loadStoredTenant } from '../../../shared/tenants/load-tenant.ts';
import { VACCINATION_SCAN } from '../../../shared/vaccinations/scan-job.ts';
import { readAs } from '../engine/read-once.ts';
import type { Beginning, Inhabitants, World, WorldKind } from '../engine/world.ts';
import { providerModel, providerPort } from '../services/provider-model.ts';
import { filesModel, filesPort } from '../services/files-model.ts';
import { allOf } from '../engine/truth.ts';
import { bringList, isIn } from './bring-list.ts';
import { openMerges } from './business-acts.ts';
import { commitChecks } from './commit-checks.ts';
import { customerFacts, type Customers } from './customers.ts';
import { customerList } from './customer-list.ts';
import { checkOutcome } from './final-checks.ts';
import { importChecks, ordersOf } from './import-checks.ts';
import { numberOf, populate } from './population.ts';
import { LARGE_LISTS, planSeed, SOME_LISTS, type CustomersPlan, type Lists } from './seed-plan.ts';
import { actBesideWork, planPeople, refuseSender } from './unrest.ts';

/** From a list of customers to the texts they get: imports, scans, texts, replies, staff at work. */
export const customersWorld: WorldKind = worldWith(SOME_LISTS);

/** The same world, the lists in it large, and one for everybody. */
export const importingWorld: WorldKind = worldWith(LARGE_LISTS);

function worldWith(lists: Lists): WorldKind {
  return {
    name: 'customers',
    about: 'import, scan, text and reply, while staff edit what the texts speak of',
    ports: ['store', 'queue', 'provider', 'files'],
    faults: ['provider-sender-refused', 'provider-lagging-list'],
    begin(dice): Beginning {
      const plan = planSeed(dice, lists);
      return { plan, settle: (world) => settle(world, plan) };
    },
  };
}

function settle(world: World, plan: CustomersPlan): Inhabitants {
  const provider = providerModel(world, world.diceFor(1));
  const facts = customerFacts();
  const files = filesModel(world);
  const lists = { inbound: [], retries: [], bringings: [], actsBesideWork: 0 };
  const customers: Customers = { world, plan, provider, facts, ...lists };
  const checks = commitChecks(customers);
  const imports = importChecks(world);
  return {
    ports: (invocation) => ({
      sms: providerPort(world, provider, invocation, checks.sending),
      files: filesPort(world, files, invocation),
    }),
    moveIn: async (context) => moveIn(customers, context),
    planUnrest: () => planPeople(customers),
    besideWork: (pointer) => actBesideWork(customers, pointer),
    hourly: () => refuseSender(customers),
    calmDown() {
      provider.senderRefusedUntilMs = 0;
      provider.prompt = true;
    },
    tend: () => tend(customers),
    unsettled: (quietFrom) => unsettled(customers, quietFrom),
    onCommit(commit) {
      facts.learn(commit);
      checks.commit(commit);
      imports.commit(commit);
    },
    async checkEnd(context) {
      checkOutcome(customers);
      await imports.end(context, customers.bringings);
      countEndings(customers);
    },
  };
}

async function moveIn(customers: Customers, context: Context): Promise<void> {
  const { world, plan, provider, bringings } = customers;
  const { dice } = world;
  for (const tenantId of plan.tenants) {
    await populate(context, dice, { ...plan, tenantId });
    const tenant = await loadStoredTenant(context.records, tenantId);
    const vaccination = { ...tenant.value.vaccination, textGuard: plan.textGuard };
    await context.records.commit({ tenantId }, [replace(tenant, { vaccination })]);
    // The provider knows things of numbers that nobody told us.
    if (dice.chance(30)) provider.breakNumber(numberOf(2));
    if (dice.chance(20)) provider.optOut(tenantId, numberOf(3));
    const list = customerList(dice, tenantId, plan);
    if (dice.chance(plan.lists.brought)) bringings.push(bringList(world, list));
  }
}

/** What is held, or gave up and does not come again by itself, waits for a person, who lets it go on. */
function tend({ world }: Customers): void {
  for (const job of allOf(world.truth, jobType)) {
    const gaveUp = job.status === 'failed' && job.rule === undefined;
    if (!gaveUp && job.status !== 'held') continue;
    const act = gaveUp ? retryJob : approveRun;
    void world.fleet.run(`staff: settle ${job.id}`, async (context) =>
      act(context, job.tenantId, jobKey(job)),
    );
  }
}

/** What still has to come: due texts, jobs, lists, texts nobody stored, a last whole scan of it all. */
function unsettled({ world, inbound, bringings }: Customers, quietFrom: Instant): string[] {
  const { truth, timeline } = world;
  const open = truth.all('message').flatMap((it) => (it['dueAt'] === undefined ? [] : [it.id]));
  open.push(...openMerges(truth));
  open.push(...truth.all('dirtyDay').map((it) => it.id));
  const stored = new Set(truth.all('inboundText').map((it) => it['providerId']));
  open.push(...inbound.flatMap((it) => (stored.has(it.providerId) ? [] : [it.providerId])));
  open.push(...bringings.flatMap((it) => (isIn(world, it) ? [] : [`list of ${it.list.tenantId}`])));
  const orders = ordersOf(world);
  open.push(...orders.flatMap((it) => (it.finishedAt === undefined ? [it.id] : [])));
  const lastIn = orders.reduce((last, { finishedAt = last }) => later(last, finishedAt), quietFrom);
  for (const value of truth.all('job')) {
    const job = readAs(jobType, value);
    const [last] = job.history;
    if ((job.dueAt ?? '9') <= timeline.now()) open.push(job.id);
    if (job.job !== VACCINATION_SCAN) continue;
    const whole = last?.outcome === 'done' && last.startedAt > lastIn;
    const waits = job.status === 'waiting' && (job.dueAt ?? '') > timeline.now();
    if (!waits || !whole) open.push(job.id);
  }
  return open;
}

function later(one: Instant, other: Instant): Instant {
  return one > other ? one : other;
}

function countEndings({ world, provider }: Customers): void {
  world.tally('texts', 'accepted', provider.accepted.length);
  for (const { status } of allOf(world.truth, ownerMergeType)) world.tally('merges', status);
  for (const { job, status } of allOf(world.truth, jobType)) {
    if (job === 'replan') world.tally('settings', `planned anew: ${status}`);
  }
  for (const value of world.truth.all('message')) {
    const { status, reason } = readAs(messageType, value);
    world.tally('endings of messages', reason === undefined ? status : `${status}: ${reason}`);
  }
}
