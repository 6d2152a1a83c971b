import type { Dice } from '../../local/demo/dice.ts';
import type { Workers } from '../../shared/due-work/registry.ts';
import type { Findings } from './findings.ts';
import type { Fleet, Services } from './fleet.ts';
import type { Port } from './faults.ts';
import type { Surroundings } from './instance.ts';
import type { ProviderModel } from './provider-model.ts';
import type { QueueModel } from './queue-model.ts';
import type { SeedPlan } from './seed-plan.ts';
import type { Truth } from './truth.ts';

/** A text on its way in; the provider hands it over until it is stored. */
export interface Inbound {
  readonly tenantId: string;
  readonly from: string;
  readonly providerId: string;
  readonly body: string;
}

/** Everything there is in the world of one seed. */
export interface World extends Surroundings {
  readonly plan: SeedPlan;
  readonly dice: Dice;
  readonly truth: Truth;
  readonly queues: QueueModel;
  readonly provider: ProviderModel;
  readonly fleet: Fleet;
  readonly findings: Findings;
  readonly inbound: Inbound[];
  /** Until when a service is down for everybody, milliseconds since 1970. */
  readonly downUntilMs: Map<Port, number>;
  /** Until when nothing beats the clock: the app is stopped, or the machine was asleep. */
  ticksStoppedUntilMs: number;
  /** Whether people act and faults occur. */
  unrest: boolean;
}

/** Parts of the application that a mutant puts in the place of the real ones. */
export interface Seams {
  readonly workers?: Workers;
  readonly store?: NonNullable<Services['seams']['store']>;
  readonly sms?: NonNullable<Services['seams']['sms']>;
}
