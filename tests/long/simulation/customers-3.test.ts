import { customersWorld } from '../../simulation/customers/customers-world.ts';
import { longSeeds } from './long-seeds.ts';

longSeeds(customersWorld, { from: 10501, count: 4750 });
