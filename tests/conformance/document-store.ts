import { describe } from 'vitest';
import type { StoreFactory } from './document-store/bench.ts';
import { commits } from './document-store/commits.ts';
import { dueWork, expiry } from './document-store/due-and-expiry.ts';
import { paging } from './document-store/paging.ts';
import { processes } from './document-store/processes.ts';
import { queries } from './document-store/queries.ts';
import { reads } from './document-store/reads.ts';

/**
 * Every promise of the `DocumentStore` port, for one adapter; those about several processes only where
 * these can share its data. Each group opens a store of its own.
 */
export function documentStoreConformance(
  adapter: string,
  factory: StoreFactory,
  reach: 'processes' | 'one process' = 'processes',
): void {
  describe(`the document store on ${adapter}`, () => {
    reads(factory);
    commits(factory);
    queries(factory);
    paging(factory);
    dueWork(factory);
    expiry(factory);
    if (reach === 'processes') processes(factory);
  });
}
