import { systemClock } from '../../shared/platform/clock.ts';
import { randomIds } from '../../shared/platform/ids.ts';
import { openSqliteStore } from '../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { atTheLine, countUp } from './document-store/count-up.ts';

// A process of its own: file, tenant, document, steps, name.
const [file = '', tenantId = '', id = '', steps = '0', name = ''] = process.argv.slice(2);
const store = openSqliteStore({ file, clock: systemClock(), ids: randomIds });
await atTheLine(store, tenantId, name);
await countUp(store, tenantId, id, Number(steps), name);
await store.close();
