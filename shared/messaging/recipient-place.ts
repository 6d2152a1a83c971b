import type { Owner } from '../customers/model.ts';
import type { Tenant } from '../tenants/model.ts';
import { textingOf } from '../tenants/texting.ts';
import { stateOfZip, zonesOfState } from './us-places.ts';

/** Where somebody is who gets a text. */
export interface Place {
  /** The zones that come into question: hours must hold in all of them. */
  readonly zones: readonly string[];
  /** The state, for its law; absent: not known, or not in the United States. */
  readonly state?: string;
}

/**
 * Where an owner is: in the zone they gave; else in those of the state of their address; else where
 * the business is. Never by the area code, which people take with them when they move.
 */
export function placeOf(
  owner: Pick<Owner, 'timeZone' | 'region' | 'postalCode'> | undefined,
  tenant: Tenant,
): Place {
  const own = owner?.timeZone === undefined ? undefined : [owner.timeZone];
  const here = [tenant.timeZone];
  if (tenant.country !== 'US') return { zones: own ?? here };
  const address = stateOf(owner);
  const state = address ?? textingOf(tenant).homeState;
  const theirs = address === undefined ? undefined : zonesOfState(address);
  return { zones: own ?? theirs ?? here, ...(state !== undefined && { state }) };
}

/** The state of an address; a region that is none of the United States is not known. */
function stateOf(owner: Pick<Owner, 'region' | 'postalCode'> | undefined): string | undefined {
  const { region, postalCode = '' } = owner ?? {};
  const named = region !== undefined && zonesOfState(region) !== undefined;
  return named ? region : stateOfZip(postalCode);
}
