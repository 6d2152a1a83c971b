import { textsWorld } from '../../simulation/texts/texts-world.ts';
import { longSeeds } from './long-seeds.ts';

longSeeds(textsWorld, { from: 201, count: 150 });
