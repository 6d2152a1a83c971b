import type { Json } from '../../../shared/platform/store/document-store.ts';
import type { ProviderText } from '../../../shared/platform/sms/webhook-verifier.ts';
import { factsOf, type Facts } from '../engine/facts.ts';
import type { World } from '../engine/world.ts';
import type { ProviderModel } from '../services/provider-model.ts';
import type { ReceiptCourier } from '../services/receipt-courier.ts';
import type { TextsPlan } from './seed-plan.ts';

/** What a number gets that writes what nobody but a person understands. */
export const AUTO_REPLY = 'We have read your text and will answer soon.';
/** What asks for a rating, and for a yes. */
export const RATING_ASKED = 'From 1 to 5, how was it?';
/** See {@link RATING_ASKED}. */
export const YES_ASKED = 'Will you come?';
/** Our number, where the business has one of its own. */
export const OWN_NUMBER = '+15005550006';
/** The number of the deployment, for everybody else. */
export const DEFAULT_NUMBER = '+15005550001';

/** What there is in a world of texts beside the engine's parts. */
export interface Texting {
  readonly world: World;
  readonly plan: TextsPlan;
  readonly provider: ProviderModel;
  readonly courier: ReceiptCourier;
  readonly facts: Facts<TextFact>;
  /** Texts that came in; the provider hands each over until it is told that it was taken. */
  readonly inbound: ProviderText[];
  /** How many of them are still to be handed over. */
  inboundOpen: number;
  /** Who does what is done here, and at what, by business. */
  readonly desks: Map<string, Desk>;
}

/** What a business offers. */
export interface Desk {
  readonly staffId: string;
  readonly serviceId: string;
}

/** What stands in the way of perfection and is stated as such; counted, never hidden. */
export type Residual =
  /** A STOP was committed while the claimed call was on its way. */
  | 'a STOP during the call'
  /** The list of the provider lagged, and no receipt had told of the first text either. */
  | 'a second text'
  /** The provider could not be asked, and no last word of it was kept: how it ended is not known. */
  | 'an end not learned'
  /** The provider could not be asked in time what a text cost. */
  | 'a price not learned'
  /** Nobody could be asked whether a text was taken, which it was; staff have a notice. */
  | 'arrived and unknown'
  /** A text was claimed in the moment in which its sender was paused by another one. */
  | 'claimed while the sender was being paused'
  /** A text that came in could not be acted on for hours and is left to a person. */
  | 'inbound left to a person';

/** Counts a residual. */
export function countResidual({ world }: Pick<Texting, 'world'>, residual: Residual): void {
  world.tally('residuals', residual);
}

/** Statements that the checks of races must know the age of. */
export type TextFact =
  | 'no-text-to-owner'
  | 'no-text-to-phone'
  | 'no-advertising-to-phone'
  | 'sender-paused'
  | 'visit-over';

const OPEN_VISIT = new Set(['booked', 'confirmed']);

const STATEMENTS: Readonly<Record<TextFact, (document: Json) => boolean>> = {
  'no-text-to-owner': (it) =>
    it['type'] === 'owner' && (it['smsOptedIn'] === false || it['status'] !== 'active'),
  'no-text-to-phone': (it) =>
    it['type'] === 'phone' && (it['suppressed'] !== undefined || it['unusable'] !== undefined),
  'no-advertising-to-phone': (it) => it['type'] === 'phone' && givenBy(it).length === 0,
  'sender-paused': (it) => it['type'] === 'senderState' && Number(it['refusals']) > 0,
  'visit-over': (it) => it['type'] === 'appointment' && !OPEN_VISIT.has(String(it['status'])),
};

/** The owners whose consent to advertising stands on a number. */
function givenBy(phone: Json): readonly unknown[] {
  const consent = phone['consent'] as { readonly given?: readonly unknown[] } | undefined;
  return consent?.given ?? [];
}

/** A document among those of all businesses: one that came in to several has the same id with each. */
export function nameOf({
  tenantId,
  id,
}: {
  readonly tenantId: string;
  readonly id: string;
}): string {
  return `${tenantId} ${id}`;
}

/** Follows what bars texts. */
export function textFacts(): Facts<TextFact> {
  return factsOf(STATEMENTS);
}
