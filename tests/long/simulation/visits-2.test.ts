import { visitsWorld } from '../../simulation/visits/visits-world.ts';
import { longSeeds } from './long-seeds.ts';

longSeeds(visitsWorld, { from: 351, count: 200 });
