import { textsWorld } from '../../simulation/texts/texts-world.ts';
import { longSeeds } from './long-seeds.ts';

longSeeds(textsWorld, { from: 351, count: 150 });
