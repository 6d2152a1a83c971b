import { diceOf, type Dice } from '../../local/demo/dice.ts';
import { instantOf, millis } from '../../shared/kernel/instant.ts';
import type { Context } from '../../shared/platform/context.ts';
import { silentLog } from '../../shared/platform/log.ts';
import { recordsOver } from '../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { workers as realWorkers } from '../../shared/workers.ts';
import { commitChecks } from './commit-checks.ts';
import { injectorOf, type Fault, type Port } from './faults.ts';
import { noFindings } from './findings.ts';
import { fleetOf, seededIds, type Fleet } from './fleet.ts';
import type { Surroundings } from './instance.ts';
import { providerModel } from './provider-model.ts';
import { queueModel, type Delivery } from './queue-model.ts';
import { planSeed } from './seed-plan.ts';
import { tickerOf } from './ticker.ts';
import { timelineFrom } from './timeline.ts';
import { truthOver } from './truth.ts';
import { besideWork } from './unrest.ts';
import type { Seams, World } from './world.ts';
import { noFiles } from '../fixtures/no-files.ts';

/** A world about to begin. */
export interface OpenedWorld {
  readonly world: World;
  readonly trace: readonly string[];
  /** A context of the world itself: no instance, no fault. */
  readonly calmContext: Context;
  close(): Promise<void>;
}

/** How a world differs from the seed's ordinary one. */
export interface WorldOptions {
  /** Whether what happens is written down. */
  readonly trace?: boolean;
  readonly seams?: Seams;
  /** Faults that occur more often than the seed says. */
  readonly focus?: readonly Fault[];
}

/** Builds the world of a seed: services, instances and their clock, with nobody in it yet. */
export function openWorld(seed: number, options: WorldOptions): OpenedWorld {
  const { seams = {} } = options;
  const plan = planSeed(streamOf(seed, 1));
  const dice = streamOf(seed, 2);
  const ids = seededIds(streamOf(seed, 3));
  const timeline = timelineFrom(millis(plan.start));
  const clock = { now: () => timeline.now() };
  const store = openSqliteStore({ file: ':memory:', clock, ids });
  const findings = noFindings();
  const trace: string[] = [];
  const downUntilMs = new Map<Port, number>();

  const ticker = tickerOf(() => world);
  const checks = commitChecks(() => truth, findings);
  const truth = truthOver(store, (commit) => {
    checks.commit(commit);
    ticker.plan();
  });
  const surroundings: Surroundings = {
    timeline,
    dice: streamOf(seed, 4),
    injector: injectorOf(streamOf(seed, 5), plan.calm, options.focus ?? []),
    trace: (line) => {
      if (options.trace === true) trace.push(`${instantOf(timeline.nowMs())} ${line}`);
    },
    broken: (what) => void findings.violations.push(what),
    kill: (instance) => fleet.kill(instance),
    pause: (instance) => fleet.pause(instance),
    isDown: (port) => (downUntilMs.get(port) ?? 0) > timeline.nowMs(),
  };
  const deliver: Delivery = (pointer, poison) => {
    const handler = (seams.workers ?? realWorkers)[pointer.kind];
    const name = `${poison ? 'poison' : 'work'} ${pointer.kind} ${pointer.id}`;
    besideWork(world, pointer);
    return fleet.run(name, async (context) =>
      poison ? handler.poison(context, pointer) : handler.work(context, pointer),
    );
  };
  const queues = queueModel(surroundings, dice, deliver);
  const provider = providerModel(surroundings, dice);
  const fleet: Fleet = fleetOf(surroundings, dice, {
    store,
    truth,
    queues,
    provider,
    ids,
    sending: checks.sending,
    seams,
  });
  const world: World = {
    ...surroundings,
    plan,
    dice,
    truth,
    queues,
    provider,
    fleet,
    findings,
    inbound: [],
    downUntilMs,
    ticksStoppedUntilMs: 0,
    unrest: true,
  };
  const own = { ...store, commit: truth.commitByWorld };
  const calmContext: Context = {
    records: recordsOver(own),
    queues: { send: async (pointers) => queues.send(pointers), length: async () => 0 },
    sms: refusingSms,
    files: noFiles,
    clock,
    ids,
    log: silentLog,
  };
  return { world, trace, calmContext, close: async () => store.close() };
}

const refusingSms: Context['sms'] = {
  local: true,
  send: async () => ({ kind: 'not-processed', reason: 'nobody sends here' }),
  lookUp: async () => ({ kind: 'missing' }),
  find: async () => ({ kind: 'missing' }),
};

/** Independent dice of one seed, so that another choice here does not change those elsewhere. */
function streamOf(seed: number, stream: number): Dice {
  return diceOf(Math.imul(seed * 8 + stream, 0x9e3779b1));
}
