import type { Dice } from '../../../local/demo/dice.ts';
import { instantOf } from '../../../shared/kernel/instant.ts';
import { codeFrom, idFrom } from '../../../shared/kernel/ids.ts';
import type { Clock } from '../../../shared/platform/clock.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { Ids } from '../../../shared/platform/ids.ts';
import type { Instance, Invocation, Surroundings } from './instance.ts';

/** The shortest time between two pauses of an instance: one may not hold a call for ever. */
const BETWEEN_PAUSES_MS = 10 * 60_000;
/**
 * With half of a lease, a slow call and the provider's list this stays below the five minutes for
 * which an unclear call is left alone. Longer pauses are a residual that no lease can close.
 */
export const LONGEST_PAUSE_MS = 200_000;
const SHORTEST_PAUSES_MS = [5000, 150_000] as const;

/** What an invocation runs with: its ports, and the instance's own clock. */
export type ContextFor = (invocation: Invocation, clock: Clock) => Context;

/** The running instances of the application. */
export interface Fleet {
  /** Runs `work` on a living instance; undefined when none lives. Never settles if it dies. */
  run(
    name: string,
    work: (context: Context) => Promise<unknown>,
  ): Promise<'completed' | 'failed'> | undefined;
  kill(instance: Instance): void;
  pause(instance: Instance): void;
  /** Kills or pauses some instance. */
  killOne(): void;
  pauseOne(): void;
  /** Brings every slot back to life, unpaused. */
  restore(): void;
}

/** Ids in the order they are asked for, always the same for a seed. */
export function seededIds(dice: Dice): Ids {
  const bytes = (count: number): Uint8Array => {
    const array = new Uint8Array(count);
    for (let i = 0; i < count; i++) array[i] = dice.int(0, 255);
    return array;
  };
  return { next: (kind) => idFrom(kind, bytes(20)), code: (length) => codeFrom(length, bytes) };
}

/** Two or three instances over the same services, each with a clock of its own. */
export function fleetOf(world: Surroundings, dice: Dice, contextFor: ContextFor): Fleet {
  const slots: Instance[] = [];
  const pausedAt = new Map<string, number>();
  let generation = 0;
  let invocations = 0;

  const start = (slot: number): void => {
    const name = `${'ABC'.charAt(slot)}${String(++generation)}`;
    const skewMs = dice.int(-2000, 2000);
    slots[slot] = { name, skewMs, alive: true, pausedUntilMs: 0 };
  };
  const count = dice.int(2, 3);
  for (let slot = 0; slot < count; slot++) start(slot);

  const living = (): Instance[] => slots.filter((it) => it.alive);
  const kill = (instance: Instance): void => {
    if (!instance.alive) return;
    instance.alive = false;
    world.trace(() => `${instance.name} dies`);
    const slot = slots.indexOf(instance);
    world.timeline.after(dice.int(1000, 120_000), () => {
      if (slots[slot] === instance) start(slot);
    });
  };

  const pause = (instance: Instance): void => {
    const now = world.timeline.nowMs();
    if (now < (pausedAt.get(instance.name) ?? -Infinity) + BETWEEN_PAUSES_MS) return;
    pausedAt.set(instance.name, now);
    instance.pausedUntilMs = now + dice.int(dice.pick(SHORTEST_PAUSES_MS), LONGEST_PAUSE_MS);
    world.trace(() => `${instance.name} pauses`);
  };

  return {
    run(name, work): Promise<'completed' | 'failed'> | undefined {
      const alive = living();
      if (alive.length === 0) return undefined;
      const instance = dice.pick(alive);
      const label = `${instance.name}#${String(++invocations)}`;
      const invocation: Invocation = {
        instance,
        name: label,
        lastRead: new Map(),
        openCalls: 0,
        ended: false,
      };
      world.trace(() => `${label} begins: ${name}`);
      const clock = { now: () => instantOf(world.timeline.nowMs() + instance.skewMs) };
      const context = contextFor(invocation, clock);
      world.atWork.begins(invocation);
      return work(context).then(
        (result) => {
          world.atWork.ends(invocation);
          world.trace(() => `${label} ends: ${typeof result === 'string' ? result : 'done'}`);
          return 'completed' as const;
        },
        (error: unknown) => {
          world.atWork.ends(invocation);
          world.trace(() => `${label} fails: ${String(error)}`);
          if (isBug(error)) world.broken(`${name} met a bug: ${String(error)}`);
          return 'failed' as const;
        },
      );
    },
    kill,
    killOne() {
      const alive = living();
      if (alive.length > 0) kill(dice.pick(alive));
    },
    pause,
    pauseOne: () => pause(dice.pick(slots)),
    restore() {
      slots.forEach((instance, slot) => {
        if (!instance.alive) start(slot);
        else instance.pausedUntilMs = 0;
      });
    },
  };
}

/** Whether no fault explains an error, given itself or as the text of a failed attempt. */
export function isBug(error: unknown): boolean {
  return /^(Invariant|UnindexedQuery|CommitTooLarge|InvalidCursor|Type|Range|Reference|Syntax|Zod|\$Zod)Error/.test(
    String(error),
  );
}
