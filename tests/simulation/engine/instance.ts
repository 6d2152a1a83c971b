import type { Dice } from '../../../local/demo/dice.ts';
import type { AtWork, Going } from './at-work.ts';
import type { CallFault, Injector, Port } from './faults.ts';
import type { Timeline } from './timeline.ts';

/** One running process of the application. Dead, it never gets an answer again. */
export interface Instance {
  readonly name: string;
  /** How far its clock is off, milliseconds. */
  readonly skewMs: number;
  alive: boolean;
  pausedUntilMs: number;
}

/** One handler at work on an instance. */
export interface Invocation extends Going {
  readonly instance: Instance;
  readonly name: string;
  /** Per document, and per `query <type>`: when (in commits) this invocation last read it. */
  readonly lastRead: Map<string, number>;
}

/** What a call needs to know of its surroundings. */
export interface Surroundings {
  readonly timeline: Timeline;
  readonly atWork: AtWork;
  readonly dice: Dice;
  readonly injector: Injector;
  /** Writes down what happens, when somebody wants to know; the text is made only then. */
  trace(line: () => string): void;
  /** Notes a broken invariant. */
  readonly broken: (what: string) => void;
  kill(instance: Instance): void;
  /** Holds an instance up for minutes at most, unless it was just now. */
  pause(instance: Instance): void;
  /** Whether this service is down for everybody. */
  isDown(port: Port): boolean;
}

/** Milliseconds, both ends inclusive. */
type Range = readonly [number, number];

/** A slow call stays within what the port's adapter waits. */
const LATENCIES: Readonly<Record<Port, { quick: Range; slow: Range; timeout: Range }>> = {
  store: { quick: [1, 20], slow: [500, 25_000], timeout: [5000, 20_000] },
  queue: { quick: [2, 20], slow: [500, 10_000], timeout: [5000, 10_000] },
  provider: { quick: [20, 200], slow: [1000, 4500], timeout: [4900, 5000] },
  files: { quick: [5, 60], slow: [1000, 20_000], timeout: [5000, 20_000] },
  email: { quick: [20, 400], slow: [1000, 25_000], timeout: [29_000, 30_000] },
};

const never = async (): Promise<never> => new Promise<never>(() => undefined);

/**
 * Calls a service on behalf of an invocation: the request travels, is applied at one instant, the
 * answer travels back, and at any point the fault that the injector chose may strike.
 * `failed` makes the answer (or throws) when the caller is not to learn what happened.
 *
 * A read that no fault befalls is applied at once and only its answer travels, as long as both ways
 * together: what is read is just as stale, at half the events. An answer that says `isNothing`, such
 * as that nothing is due, does not travel at all: whoever asks goes on to the next thing.
 */
export async function callPort<T>(
  world: Surroundings,
  invocation: Invocation,
  call: PortCall<T>,
): Promise<T> {
  world.atWork.calls(invocation);
  try {
    return await travel(world, invocation, call);
  } finally {
    world.atWork.isAnswered(invocation);
  }
}

/** A call of a service. */
interface PortCall<T> {
  readonly port: Port;
  readonly label: () => string;
  readonly possible: readonly CallFault[];
  readonly apply: () => T | Promise<T>;
  readonly failed: (fault: 'refused' | 'timed-out') => T;
  /** A call that changes nothing. */
  readonly reads?: boolean;
  /** Of a read: whether an answer comes to nothing. */
  readonly isNothing?: (answer: T) => boolean;
}

async function travel<T>(
  world: Surroundings,
  invocation: Invocation,
  call: PortCall<T>,
): Promise<T> {
  const { dice } = world;
  const { port, label } = call;
  const { instance } = invocation;
  const latency = LATENCIES[port];
  const within = (range: Range): number => dice.int(range[0], range[1]);
  const fault = world.injector.forCall(port, call.possible);
  const note = (what: string): void => world.trace(() => `${invocation.name} ${label()}${what}`);

  if (call.reads === true && fault === undefined && isUp(world, instance, port)) {
    const ms = within(latency.quick) + within(latency.quick);
    if (call.isNothing === undefined) {
      // On its way before it is known: how many turns a store takes to answer must change nothing.
      note('');
      const arrived = reach(world, instance, ms);
      const answer = await call.apply();
      await arrived;
      return answer;
    }
    const answer = await call.apply();
    if (call.isNothing(answer)) return answer;
    note('');
    await reach(world, instance, ms);
    return answer;
  }
  await reach(world, instance, within(fault === 'slow' ? latency.slow : latency.quick));
  if (world.isDown(port) || fault === 'refused') {
    note(' ! refused');
    await reach(world, instance, within(latency.quick));
    return call.failed('refused');
  }
  if (fault === 'timed-out') {
    note(' ! timed out, not applied');
    await reach(world, instance, within(latency.timeout));
    return call.failed('timed-out');
  }
  if (fault === 'crash-before') {
    note(' ! crash before');
    world.kill(instance);
    return never();
  }
  const answer = await call.apply();
  if (fault === 'crash-after') {
    note(' ! applied, then crash');
    world.kill(instance);
    return never();
  }
  if (fault === 'applied-then-timed-out') {
    note(' ! applied, then timed out');
    await reach(world, instance, within(latency.timeout));
    return call.failed('timed-out');
  }
  note(fault === 'slow' ? ' ! slow' : '');
  await reach(world, instance, within(fault === 'slow' ? latency.slow : latency.quick));
  return answer;
}

/** Whether a service and the instance that calls it are both there just now. */
function isUp(world: Surroundings, instance: Instance, port: Port): boolean {
  return !world.isDown(port) && instance.alive && instance.pausedUntilMs <= world.timeline.nowMs();
}

/** Resolves when the instance has lived, unpaused, through so many milliseconds; never if it dies. */
async function reach(world: Surroundings, instance: Instance, ms: number): Promise<void> {
  return new Promise<void>((resolve) => {
    const arrive = (): void => {
      if (!instance.alive) return;
      if (instance.pausedUntilMs > world.timeline.nowMs()) {
        world.timeline.at(instance.pausedUntilMs, arrive);
      } else resolve();
    };
    world.timeline.after(ms, arrive);
  });
}
