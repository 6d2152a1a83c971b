import { visitsWorld } from '../../simulation/visits/visits-world.ts';
import { longSeeds } from './long-seeds.ts';

longSeeds(visitsWorld, { from: 151, count: 200 });
