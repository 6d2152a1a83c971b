import { diceOf, type Dice } from '../../../local/demo/dice.ts';
import { millis } from '../../../shared/kernel/instant.ts';
import type { Clock } from '../../../shared/platform/clock.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { Ids } from '../../../shared/platform/ids.ts';
import { logTo, silentLog } from '../../../shared/platform/log.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import { markingStore } from '../../../shared/reports/marking-store.ts';
import { workers as realWorkers } from '../../../shared/workers.ts';
import { faultsOf, injectorOf, type Fault, type Port } from './faults.ts';
import { atWork } from './at-work.ts';
import { checkAttempts } from './attempt-checks.ts';
import { fleetOf, seededIds, type ContextFor, type Fleet } from './fleet.ts';
import type { Instance, Surroundings } from './instance.ts';
import { openMemoryStore } from './memory-store.ts';
import { strikeBeside } from './own-accord.ts';
import { queueModel, queuePort, type Delivery } from './queue-model.ts';
import { recordsReadOnce } from './read-once.ts';
import { storePort } from './store-port.ts';
import { tickerOf } from './ticker.ts';
import { timelineFrom } from './timeline.ts';
import { truthOver } from './truth.ts';
import { noFiles } from '../../fixtures/no-files.ts';
import type { Inhabitants, Seams, World, WorldKind } from './world.ts';

/** A world about to begin. */
export interface OpenedWorld {
  readonly world: World;
  readonly inhabitants: Inhabitants;
  readonly trace: readonly string[];
  readonly tallies: ReadonlyMap<string, ReadonlyMap<string, number>>;
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
  /** The true store behind the faults; in memory unless said otherwise. */
  readonly openStore?: (options: { clock: Clock; ids: Ids }) => DocumentStore;
}

/** Builds the world of a seed: services, instances and their clock, with nobody in it yet. */
export function openWorld(kind: WorldKind, seed: number, options: WorldOptions): OpenedWorld {
  const { seams = {} } = options;
  const { plan, settle } = kind.begin(streamOf(seed, 1));
  const dice = streamOf(seed, 2);
  const ids = seededIds(streamOf(seed, 3));
  const working = atWork();
  const timeline = timelineFrom(millis(plan.start), working.settled);
  const clock = { now: () => timeline.now() };
  const store = (options.openStore ?? openMemoryStore)({ clock, ids });
  const violations: string[] = [];
  const trace: string[] = [];
  const tallies = new Map<string, Map<string, number>>();
  const downUntilMs = new Map<Port, number>();

  const ticker = tickerOf(() => world);
  const truth = truthOver(store, (commit) => {
    inhabitants.onCommit(commit);
    checkAttempts(world, commit);
    ticker.plan();
  });
  const surroundings: Surroundings = {
    timeline,
    atWork: working,
    dice: streamOf(seed, 4),
    injector: injectorOf(streamOf(seed, 5), faultsOf(kind), plan.calm, options.focus ?? []),
    trace: (line) => {
      if (options.trace === true) trace.push(`${timeline.now()} ${line()}`);
    },
    broken: (what) => void violations.push(what),
    kill: (instance: Instance) => fleet.kill(instance),
    pause: (instance: Instance) => fleet.pause(instance),
    isDown: (port) => (downUntilMs.get(port) ?? 0) > timeline.nowMs(),
  };
  const deliver: Delivery = (pointer, poison) => {
    const handler = (seams.workers ?? realWorkers)[pointer.kind];
    const name = `${poison ? 'poison' : 'work'} ${pointer.kind} ${pointer.id}`;
    if (world.unrest && !plan.calm) {
      inhabitants.besideWork(pointer);
      strikeBeside(world);
    }
    return fleet.run(name, async (context) =>
      poison ? handler.poison(context, pointer) : handler.work(context, pointer),
    );
  };
  const queues = queueModel(surroundings, dice, deliver);
  const contextFor: ContextFor = (invocation, itsClock) => {
    const documents = storePort(surroundings, truth, store, invocation);
    const ports = inhabitants.ports(invocation);
    return {
      records: recordsReadOnce(markingStore(seams.store?.(documents) ?? documents, itsClock)),
      queues: queuePort(surroundings, queues, invocation),
      ...(seams.ports?.(ports) ?? ports),
      clock: itsClock,
      ids,
      log: logTo((level, message, fields) => {
        if (level === 'debug' || level === 'info') return;
        world.trace(() => `${invocation.name} ${level}: ${message} ${JSON.stringify(fields)}`);
      }),
    };
  };
  const fleet: Fleet = fleetOf(surroundings, dice, contextFor);
  const world: World = {
    ...surroundings,
    dice,
    plan,
    truth,
    queues,
    fleet,
    downUntilMs,
    ticksStoppedUntilMs: 0,
    unrest: true,
    violations,
    tally(group, name, by = 1) {
      const counts = tallies.get(group) ?? new Map<string, number>();
      tallies.set(group, counts.set(name, (counts.get(name) ?? 0) + by));
    },
    diceFor: (part) => streamOf(seed, 8 + part),
  };
  const inhabitants = settle(world);
  const calmContext: Context = {
    records: recordsReadOnce(markingStore({ ...store, commit: truth.commitByWorld }, clock)),
    queues: {
      send: async (pointers) => queues.send(pointers),
      length: async () => 0,
      hasWaiting: async () => false,
    },
    sms: noTexts,
    files: noFiles,
    clock,
    ids,
    log: silentLog,
  };
  const close = async (): Promise<void> => store.close();
  return { world, inhabitants, trace, tallies, calmContext, close };
}

const noTexts: Context['sms'] = {
  local: true,
  send: async () => ({ kind: 'not-processed', reason: 'nobody sends here' }),
  lookUp: async () => ({ kind: 'missing' }),
  find: async () => ({ kind: 'missing' }),
};

/** Independent dice of one seed, so that another choice here does not change those elsewhere. */
function streamOf(seed: number, stream: number): Dice {
  return diceOf(Math.imul(seed * 64 + stream, 0x9e3779b1));
}
