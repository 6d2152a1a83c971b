import type { Dice } from '../../../local/demo/dice.ts';
import type { Workers } from '../../../shared/due-work/registry.ts';
import type { Instant } from '../../../shared/kernel/instant.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { Pointer } from '../../../shared/platform/queues/queues.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import type { Port, WorldFault } from './faults.ts';
import type { Fleet } from './fleet.ts';
import type { Invocation, Surroundings } from './instance.ts';
import type { QueueModel } from './queue-model.ts';
import type { Commit, Truth } from './truth.ts';

/** What a seed's world starts from, as far as the engine must know. */
export interface SeedPlan {
  /** No fault and no person interferes, so that nothing may fail. */
  readonly calm: boolean;
  readonly start: Instant;
  /** How long people act and faults occur, milliseconds. */
  readonly unrestMs: number;
}

/** Everything there is in the world of one seed, whatever its kind. */
export interface World extends Surroundings {
  readonly plan: SeedPlan;
  readonly truth: Truth;
  readonly queues: QueueModel;
  readonly fleet: Fleet;
  /** Until when a service is down for everybody, milliseconds since 1970. */
  readonly downUntilMs: Map<Port, number>;
  /** Until when nothing beats the clock: the app is stopped, or the machine was asleep. */
  ticksStoppedUntilMs: number;
  /** Whether people act and faults occur. */
  unrest: boolean;
  /** The invariants that broke so far. */
  readonly violations: readonly string[];
  /** Counts something for the report: a residual, an ending, whatever tells an idle world. */
  tally(group: string, name: string, by?: number): void;
  /** Dice of a part of the world, so that another choice in one part changes nothing elsewhere. */
  diceFor(part: number): Dice;
}

/** The services of the application that are a kind's own, as one invocation reaches them. */
export type OwnPorts = Pick<Context, 'sms' | 'files' | 'email'>;

/**
 * What lives in one world of a kind. The engine brings the store, the queues, the instances, their
 * clock and the faults; everything that has to do with pets is here.
 */
export interface Inhabitants {
  /** The services beside store and queues, as one invocation reaches them. */
  ports(invocation: Invocation): OwnPorts;
  /** Brings in whoever is there at the start, by the use cases and without faults. */
  moveIn(context: Context): Promise<void>;
  /** Plans what people do over the time of unrest. Not called in a calm seed. */
  planUnrest(): void;
  /** What people may do just while a pointer is worked: that is where races are. */
  besideWork(pointer: Pointer): void;
  /** Each hour of unrest: what breaks by itself in the services of this kind. */
  hourly(): void;
  /** All is quiet from here: makes the services behave. */
  calmDown(): void;
  /** Each hour of quiet: what a person must do to let things end, such as to approve. */
  tend(): void;
  /** What still has to come before the final checks make sense, by name; `quietFrom` is when unrest ended. */
  unsettled(quietFrom: Instant): string[];
  /** The invariants of every commit. */
  onCommit(commit: Commit): void;
  /** The invariants that must hold once nothing is due any more; reads through `context` meet no fault. */
  checkEnd(context: Context): void | Promise<void>;
}

/** A kind of world: what is simulated. `worlds.ts` lists them. */
export interface WorldKind {
  /** One word, for the command line. */
  readonly name: string;
  /** What it lives through, as a phrase. */
  readonly about: string;
  /** The services it calls: those that can fail. */
  readonly ports: readonly Port[];
  /** The faults of its services that no call brings about; the engine's own are in every kind. */
  readonly faults: readonly WorldFault[];
  /** Chooses the seed's plan, and says how to settle a world of it. */
  begin(dice: Dice): Beginning;
}

/** The plan of a seed, and who moves into its world. */
export interface Beginning {
  readonly plan: SeedPlan;
  readonly settle: (world: World) => Inhabitants;
}

/** Parts of the application that a mutant puts in the place of the real ones. */
export interface Seams {
  readonly workers?: Workers;
  readonly store?: (store: DocumentStore) => DocumentStore;
  readonly ports?: (ports: OwnPorts) => OwnPorts;
}
