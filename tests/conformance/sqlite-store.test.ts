import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../shared/platform/clock.ts';
import { randomIds } from '../../shared/platform/ids.ts';
import { openSqliteStore } from '../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { documentStoreConformance } from './document-store.ts';

const RIVAL = fileURLToPath(import.meta.resolve('./sqlite-rival.ts'));

documentStoreConformance('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'petops-store-'));
  const file = join(folder, 'petops.db');
  let offset = 0;
  const clock = systemClock(() => offset);
  return {
    async open() {
      return openSqliteStore({ file, clock, ids: randomIds });
    },
    async advance(ms) {
      offset += ms;
    },
    rival: () => [RIVAL, file],
    async dispose() {
      await rm(folder, { recursive: true });
    },
  };
});
