import { customersWorld } from './customers/customers-world.ts';
import { textsWorld } from './texts/texts-world.ts';
import { visitsWorld } from './visits/visits-world.ts';
import { workflowsWorld } from './workflows/workflows-world.ts';
import type { WorldKind } from './engine/world.ts';

/** Every kind of world, the one that is meant without a name first. */
export const WORLDS: readonly WorldKind[] = [
  customersWorld,
  visitsWorld,
  workflowsWorld,
  textsWorld,
];

/** The kind of this name; throws when there is none. */
export function worldNamed(name: string): WorldKind {
  const kind = WORLDS.find((it) => it.name === name);
  if (kind === undefined) throw new Error(`There is no world called ${JSON.stringify(name)}.`);
  return kind;
}
