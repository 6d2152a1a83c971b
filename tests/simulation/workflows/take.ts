import type { Act } from '../visits/visit-acts.ts';
import type { Salon } from './salon.ts';

/** Somebody does it, on whatever instance lives. */
export function take({ world }: Pick<Salon, 'world'>, act: Act): void {
  if (!world.unrest) return;
  void world.fleet.run(`people: ${act.name}`, act.run);
  // Somebody impatient presses twice.
  if (!world.dice.chance(8)) return;
  const again = (): void => void world.fleet.run(`people: ${act.name} again`, act.run);
  world.timeline.after(world.dice.int(0, 300), again);
}
