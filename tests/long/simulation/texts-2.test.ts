import { textsWorld } from '../../simulation/texts/texts-world.ts';
import { longSeeds } from './long-seeds.ts';

longSeeds(textsWorld, { from: 1101, count: 900 });
