import { approveRun } from '../../shared/jobs/run-job.ts';
import { jobType } from '../../shared/jobs/model.ts';
import { instantOf } from '../../shared/kernel/instant.ts';
import { messageType } from '../../shared/messaging/model.ts';
import type { Context } from '../../shared/platform/context.ts';
import { replace } from '../../shared/platform/store/records.ts';
import { loadStoredTenant } from '../../shared/tenants/load-tenant.ts';
import { VACCINATION_SCAN } from '../../shared/vaccinations/scan-job.ts';
import type { Fault } from './faults.ts';
import { checkOutcome } from './final-checks.ts';
import type { Residuals } from './findings.ts';
import { openWorld, type WorldOptions } from './open-world.ts';
import { numberOf, populate } from './population.ts';
import type { Truth } from './truth.ts';
import { planUnrest } from './unrest.ts';
import type { World } from './world.ts';

const HOUR_MS = 3_600_000;
/** Longer than the last look-up of a text, with days to spare. */
const LONGEST_QUIET_MS = 14 * 24 * HOUR_MS;

/** What one seed came to. */
export interface SeedResult {
  readonly seed: number;
  /** The invariants that broke; none: all held. */
  readonly violations: readonly string[];
  /** What happened, one line per event; empty unless asked for. */
  readonly trace: readonly string[];
  readonly events: number;
  readonly faults: ReadonlyMap<Fault, number>;
  readonly residuals: Residuals;
  /** How many texts the provider accepted. */
  readonly texts: number;
  /** How many messages ended in each status and reason. */
  readonly endings: ReadonlyMap<string, number>;
}

/**
 * Lives through the world of one seed: days of unrest, then quiet until nothing is due, then the
 * final checks. The same seed gives the same world, event by event.
 */
export async function simulateSeed(seed: number, options: WorldOptions = {}): Promise<SeedResult> {
  const opened = openWorld(seed, options);
  const { world } = opened;
  const { truth, provider, inbound, findings, timeline, injector, plan } = world;
  try {
    await moveIn(world, opened.calmContext);
    await liveThrough(world);
    if (findings.violations.length === 0) {
      const nowIso = timeline.now();
      const { accepted } = provider;
      checkOutcome({ truth, accepted, nowIso, inbound, calm: plan.calm }, findings);
    }
  } finally {
    await opened.close();
  }
  return {
    seed,
    violations: findings.violations,
    trace: opened.trace,
    events: timeline.events(),
    faults: injector.counts,
    residuals: findings.residuals,
    texts: provider.accepted.length,
    endings: endingsOf(truth),
  };
}

async function moveIn(world: World, context: Context): Promise<void> {
  const { plan, dice, provider } = world;
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

async function liveThrough(world: World): Promise<void> {
  const { plan, timeline, findings, injector, fleet, downUntilMs, provider } = world;
  const broken = (): boolean => findings.violations.length > 0;
  planUnrest(world);
  const quietFrom = timeline.nowMs() + plan.unrestMs;
  await timeline.run(quietFrom, broken);
  world.trace('all is quiet from here');
  injector.stop();
  world.unrest = false;
  downUntilMs.clear();
  world.ticksStoppedUntilMs = 0;
  provider.senderRefusedUntilMs = 0;
  provider.prompt = true;
  fleet.restore();
  for (let ms = quietFrom; !broken() && !isOver(world, quietFrom); ms += HOUR_MS) {
    if (ms > quietFrom + LONGEST_QUIET_MS) {
      world.broken(`it never became quiet: ${JSON.stringify(unsettled(world, quietFrom))}`);
    }
    for (const job of world.truth.all('job')) {
      if (job['status'] !== 'held') continue;
      const tenantId = String(job['tenantId']);
      void fleet.run('staff: approve', async (context) =>
        approveRun(context, tenantId, VACCINATION_SCAN),
      );
    }
    await timeline.run(ms + HOUR_MS, broken);
  }
}

function isOver(world: World, quietFrom: number): boolean {
  return unsettled(world, quietFrom).length === 0;
}

/** What still has to come: due texts, running jobs, texts nobody stored, a last whole scan. */
function unsettled({ truth, inbound, queues, timeline }: World, quietFrom: number): string[] {
  const open = truth.all('message').flatMap((it) => (it['dueAt'] === undefined ? [] : [it.id]));
  const stored = new Set(truth.all('inboundText').map((it) => it['providerId']));
  open.push(...inbound.flatMap((it) => (stored.has(it.providerId) ? [] : [it.providerId])));
  for (const value of truth.all('job')) {
    const job = jobType.schema.parse(value);
    const [last] = job.history;
    if (job.job !== VACCINATION_SCAN) continue;
    const whole = last?.outcome === 'done' && last.startedAt > instantOf(quietFrom);
    const waits = job.status === 'waiting' && (job.dueAt ?? '') > timeline.now();
    if (!waits || !whole) open.push(job.id);
  }
  return queues.isEmpty() ? open : [...open, 'pointers on a queue'];
}

function endingsOf(truth: Truth): Map<string, number> {
  const endings = new Map<string, number>();
  for (const value of truth.all('message')) {
    const { status, reason } = messageType.schema.parse(value);
    const name = reason === undefined ? status : `${status}: ${reason}`;
    endings.set(name, (endings.get(name) ?? 0) + 1);
  }
  return endings;
}
