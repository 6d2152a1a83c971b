import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { WORLDS } from '../worlds.ts';
import { simulateSeed } from './simulate-seed.ts';

const SEEDS = Array.from({ length: 25 }, (_, i) => 9 + i);

describe.each(WORLDS)('a seed of the world of $name', (kind) => {
  it('is lived through the same way each time', async () => {
    const first = await simulateSeed(kind, 9, { trace: true });
    const second = await simulateSeed(kind, 9, { trace: true });
    expect(first.trace.length).toBeGreaterThan(300);
    expect(second).toEqual(first);
  });

  it.each(SEEDS)('goes the same way on SQLite as in memory, event by event (%i)', async (seed) => {
    const inMemory = await simulateSeed(kind, seed, { trace: true });
    const onSqlite = await simulateSeed(kind, seed, {
      trace: true,
      openStore: (options) => openSqliteStore({ file: ':memory:', ...options }),
    });
    expect(onSqlite).toEqual(inMemory);
  });
});
