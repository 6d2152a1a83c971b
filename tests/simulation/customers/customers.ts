import type { Json } from '../../../shared/platform/store/document-store.ts';
import { factsOf, type Facts } from '../engine/facts.ts';
import type { World } from '../engine/world.ts';
import type { ProviderModel } from '../services/provider-model.ts';
import type { Bringing } from './bring-list.ts';
import type { CustomersPlan } from './seed-plan.ts';

/** A text on its way in; the provider hands it over until it is stored. */
export interface Inbound {
  readonly tenantId: string;
  readonly from: string;
  readonly providerId: string;
  readonly body: string;
}

/** What there is in a world of customers beside the engine's parts. */
export interface Customers {
  readonly world: World;
  readonly plan: CustomersPlan;
  readonly provider: ProviderModel;
  readonly facts: Facts<CustomerFact>;
  /** Texts that came in: each must be stored once, and the last STOP or START must hold. */
  readonly inbound: Inbound[];
  /** The ids of texts that a person had sent again, once per time. */
  readonly retries: string[];
  /** The lists that somebody brings in. */
  readonly bringings: Bringing[];
  /** What people did so far just while something was worked. */
  actsBesideWork: number;
}

/** What stands in the way of perfection and is stated as such; counted, never hidden. */
export type Residual =
  /** A STOP was committed while the claimed call was on its way. */
  | 'stopDuringCall'
  /** A pet or a record changed between the reading and the commit of a claim. */
  | 'factRacedClaim'
  /** The text hours changed between the reading of the settings and the commit of a claim. */
  | 'settingsRacedClaim'
  /** A second text, because the provider's list did not show the first one in time. */
  | 'secondText'
  /** A text that arrived although its message ended as failed: its outcome could not be learned. */
  | 'arrivedUnknown';

/** Counts a residual. */
export function countResidual({ world }: Customers, residual: Residual): void {
  world.tally('residuals', residual);
}

/** Statements that the checks of races must know the age of. */
export type CustomerFact =
  'no-text-for-pet' | 'no-text-for-record' | 'no-text-to-owner' | 'no-text-to-phone';

const STATEMENTS: Readonly<Record<CustomerFact, (document: Json) => boolean>> = {
  'no-text-for-pet': (it) => it['type'] === 'pet' && it['status'] !== 'active',
  'no-text-for-record': (it) => it['type'] === 'vaccination' && it['supersededBy'] !== undefined,
  'no-text-to-owner': (it) =>
    it['type'] === 'owner' && (it['smsOptedIn'] === false || it['status'] !== 'active'),
  'no-text-to-phone': (it) =>
    it['type'] === 'phone' && (it['suppressed'] !== undefined || it['unusable'] !== undefined),
};

/** Follows what bars texts. */
export function customerFacts(): Facts<CustomerFact> {
  return factsOf(STATEMENTS);
}
