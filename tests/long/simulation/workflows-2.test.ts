import { workflowsWorld } from '../../simulation/workflows/workflows-world.ts';
import { longSeeds } from './long-seeds.ts';

longSeeds(workflowsWorld, { from: 301, count: 150 });
