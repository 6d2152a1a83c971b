import { systemClock } from '../../shared/platform/clock.ts';
import { randomIds } from '../../shared/platform/ids.ts';
import { openMemoryStore } from '../simulation/engine/memory-store.ts';
import { documentStoreConformance } from './document-store.ts';

async function factory() {
  let offset = 0;
  const store = openMemoryStore({ clock: systemClock(() => offset), ids: randomIds });
  return {
    open: async () => store,
    async advance(ms: number) {
      offset += ms;
    },
    rival: () => [],
    dispose: async () => undefined,
  };
}

documentStoreConformance('the memory of a simulated world', factory, 'one process');
