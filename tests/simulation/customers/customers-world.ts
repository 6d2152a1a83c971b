import { approveRun } from '../../../shared/jobs/run-job.ts';
import { jobType } from '../../../shared/jobs/model.ts';
import type { Instant } from '../../../shared/kernel/instant.ts';
import { messageType } from '../../../shared/messaging/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import { loadStoredTenant } from '../../../shared/tenants/load-tenant.ts';
import { VACCINATION_SCAN } from '../../../shared/vaccinations/scan-job.ts';
import type { Beginning, Inhabitants, World, WorldKind } from '../engine/world.ts';
import { providerModel, providerPort } from '../services/provider-model.ts';
import { noFiles } from '../../fixtures/no-files.ts';
import { commitChecks } from './commit-checks.ts';
import { customerFacts, type Customers } from './customers.ts';
import { checkOutcome } from './final-checks.ts';
import { numberOf, populate } from './population.ts';
// Loaded here, since the first text would else take time on no timeline.
import '../../../shared/vaccinations/digest-text.ts';
import { planSeed, type CustomersPlan } from './seed-plan.ts';
import { actBesideWork, planPeople, refuseSender } from './unrest.ts';

/** From the customers of a business to the texts they get: scans, texts, replies, staff at work. */
export const customersWorld: WorldKind = {
  name: 'customers',
  about: 'scans, texts and replies, while staff edit what the texts speak of',
  ports: ['store', 'queue', 'provider'],
  faults: ['provider-sender-refused', 'provider-lagging-list'],
  begin(dice): Beginning {
    const plan = planSeed(dice);
    return { plan, settle: (world) => settle(world, plan) };
  },
};

function settle(world: World, plan: CustomersPlan): Inhabitants {
  const provider = providerModel(world, world.diceFor(1));
  const facts = customerFacts();
  const customers: Customers = { world, plan, provider, facts, inbound: [], retries: [] };
  const checks = commitChecks(customers);
  return {
    ports: (invocation) => ({
      sms: providerPort(world, provider, invocation, checks.sending),
      files: noFiles,
    }),
    moveIn: async (context) => moveIn(customers, context),
    planUnrest: () => planPeople(customers),
    besideWork: (pointer) => actBesideWork(customers, pointer),
    hourly: () => refuseSender(customers),
    calmDown() {
      provider.senderRefusedUntilMs = 0;
      provider.prompt = true;
    },
    tend: () => approveHeld(customers),
    unsettled: (quietFrom) => unsettled(customers, quietFrom),
    onCommit(commit) {
      facts.learn(commit);
      checks.commit(commit);
    },
    checkEnd() {
      checkOutcome(customers);
      countEndings(customers);
    },
  };
}

async function moveIn({ world, plan, provider }: Customers, context: Context): Promise<void> {
  const { dice } = world;
  for (const tenantId of plan.tenants) {
    await populate(context, dice, { ...plan, tenantId });
    const tenant = await loadStoredTenant(context.records, tenantId);
    const vaccination = { ...tenant.value.vaccination, textGuard: plan.textGuard };
    await context.records.commit({ tenantId }, [replace(tenant, { vaccination })]);
    // The provider knows things of numbers that nobody told us.
    if (dice.chance(30)) provider.breakNumber(numberOf(2));
    if (dice.chance(20)) provider.optOut(tenantId, numberOf(3));
  }
}

function approveHeld({ world }: Customers): void {
  for (const job of world.truth.all('job')) {
    if (job['status'] !== 'held') continue;
    const tenantId = String(job['tenantId']);
    void world.fleet.run('staff: approve', async (context) =>
      approveRun(context, tenantId, VACCINATION_SCAN),
    );
  }
}

/** What still has to come: due texts, running jobs, texts nobody stored, a last whole scan. */
function unsettled({ world, inbound }: Customers, quietFrom: Instant): string[] {
  const { truth, timeline } = world;
  const open = truth.all('message').flatMap((it) => (it['dueAt'] === undefined ? [] : [it.id]));
  const stored = new Set(truth.all('inboundText').map((it) => it['providerId']));
  open.push(...inbound.flatMap((it) => (stored.has(it.providerId) ? [] : [it.providerId])));
  for (const value of truth.all('job')) {
    const job = jobType.schema.parse(value);
    const [last] = job.history;
    if (job.job !== VACCINATION_SCAN) continue;
    const whole = last?.outcome === 'done' && last.startedAt > quietFrom;
    const waits = job.status === 'waiting' && (job.dueAt ?? '') > timeline.now();
    if (!waits || !whole) open.push(job.id);
  }
  return open;
}

function countEndings({ world, provider }: Customers): void {
  world.tally('texts', 'accepted', provider.accepted.length);
  for (const value of world.truth.all('message')) {
    const { status, reason } = messageType.schema.parse(value);
    world.tally('endings of messages', reason === undefined ? status : `${status}: ${reason}`);
  }
}
