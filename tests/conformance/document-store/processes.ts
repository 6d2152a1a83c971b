import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../../shared/platform/store/document-store.ts';
import {
  benchFor,
  committed,
  creates,
  found,
  newTenant,
  thing,
  type StoreFactory,
} from './bench.ts';
import { countUp, GO } from './count-up.ts';

const run = promisify(execFile);

/** What holds between processes, and after closing. */
export function processes(factory: StoreFactory): void {
  describe('processes', () => {
    const bench = benchFor(factory);

    it('loses no step and doubles none when three processes count up one document', async () => {
      const tenant = newTenant();
      const steps = 150;
      await committed(bench.store, tenant, creates(thing('counter', { n: 0 })));
      const rival = (name: string) =>
        run(process.execPath, [
          ...bench.subject.rival(),
          tenant.tenantId,
          'counter',
          String(steps),
          name,
        ]);
      const own = async (): Promise<void> => {
        const ready = () => bench.store.getMany(tenant, ['ready-one', 'ready-two']);
        await expect.poll(ready, { timeout: 20_000 }).toHaveLength(2);
        await committed(bench.store, tenant, creates({ id: GO, type: 'signal' }));
        await countUp(bench.store, tenant.tenantId, 'counter', steps, 'own');
      };
      await Promise.all([rival('one'), rival('two'), own()]);
      expect((await found(bench.store, tenant, 'counter')).value['n']).toBe(3 * steps);
      const numbers = new Set<unknown>();
      let cursor: string | undefined;
      do {
        const page = await bench.store.query(tenant, {
          type: 'witness',
          orderBy: { field: 'number' },
          limit: 100,
          ...(cursor && { cursor }),
        });
        for (const { value } of page.items) numbers.add(value['number']);
        cursor = page.next;
      } while (cursor !== undefined);
      expect(numbers.size).toBe(3 * steps);
    });

    it('keeps everything over closing and opening', async () => {
      const tenant = newTenant();
      const first = await bench.subject.open();
      const etag = await committed(first, tenant, creates(thing('a', { n: 1 })));
      await first.putLookup({ id: tenant.tenantId, to: 'a' });
      await first.close();
      const second = await bench.subject.open();
      expect(await second.get(tenant, 'a')).toEqual({ value: thing('a', { n: 1 }), etag });
      expect(await second.getLookup(tenant.tenantId)).toMatchObject({ to: 'a' });
      await second.close();
    });

    it('closes twice without complaint and refuses calls afterwards', async () => {
      const store = await bench.subject.open();
      await store.close();
      await store.close();
      await expect(store.get(newTenant(), 'a')).rejects.toThrow(StoreUnavailableError);
      await expect(store.commit(newTenant(), creates(thing('a')))).rejects.toThrow(
        StoreUnavailableError,
      );
    });
  });
}
