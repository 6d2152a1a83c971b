import { describe, expect, test } from 'vitest';
import { importType } from '../../../shared/imports/model.ts';
import { importCustomers } from '../../../shared/imports/import-customers.ts';
import { ProblemError } from '../../../shared/kernel/problem.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import { csv, filesOf, openBusiness, withoutHistory, type Business } from './business.ts';
import { atEveryCall, cutOff, FAULTS } from '../../fixtures/crash-sweep.ts';
import { faultyStore } from '../../fixtures/faulty-store.ts';

const OWNERS = csv(
  'Customer ID,Name,Phone',
  ...Array.from(
    { length: 60 },
    (_, i) => `C${i % 50},Jane Doe ${i % 50},212-555-01${10 + ((i % 50) % 40)}`,
  ),
);
const SHOTS = csv(
  'Customer ID,Pet,Species,Vaccine,Expires',
  ...Array.from({ length: 60 }, (_, i) => `C${i % 50},Rex,dog,rabies,202${6 + (i % 3)}-05-01`),
  'C999,Rex,dog,rabies,2026-05-01',
);
const FILES = { 'owners.csv': OWNERS, 'shots.csv': SHOTS };
/** A run that says nothing keeps others out for 30 seconds. */
const LEASE_MS = 30_000;
const LIVE = { tenantId: 'maple' };

const run = async (context: Context) =>
  importCustomers(context, { tenantId: 'maple', files: filesOf(FILES, 4096) });

async function outcome(business: Business, importId: string) {
  const stored = await business.context.records.get(importType, LIVE, importId);
  const { status, cursor, counts, problems, lease } = stored?.value ?? {};
  const records = withoutHistory(await business.snapshot());
  return { records, status, cursor, counts, problems, lease };
}

describe('an import that is cut off', () => {
  test.each(FAULTS)(
    'at any call that %s comes to the same end when it is run again',
    async (fault) => {
      const calm = await openBusiness();
      const { importId } = await run(calm.context);
      const expected = await outcome(calm, importId);
      let resumed = 0;
      const calls = await atEveryCall(async (at) => {
        const business = await openBusiness();
        const { met, error } = await cutOff(business.store, { at, fault }, async (store) =>
          run(business.over(store)),
        );
        if (!met) return false;
        if (fault.startsWith('fails')) expect(error).toBeInstanceOf(Error);
        business.wait(fault.startsWith('fails') ? 1 : LEASE_MS + 1);
        const { status } = await outcome(business, importId);
        const again = await run(business.context);
        resumed += again.resumedAfter === undefined ? 0 : 1;
        const end = await outcome(business, importId);
        // One that died right after its last commit is a finished one: this is a new run then.
        const compared = status === 'finished' ? { ...end, counts: expected.counts } : end;
        expect(compared, `call ${at}`).toEqual(expected);
        return true;
      });
      expect(calls).toBeGreaterThan(12);
      expect(resumed).toBeGreaterThan(4);
    },
  );

  test('says where it goes on, and begins with the first row once it was finished', async () => {
    const business = await openBusiness();
    const stop = new AbortController();
    const paused = await business.import(FILES, {
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.phase === 'importing') stop.abort();
      },
    });
    expect(paused.status).toBe('paused');
    expect(paused.counts.rows).toBeLessThan(100);
    const dry = await business.import(FILES, { dryRun: true });
    expect(dry).toMatchObject({ status: 'finished', counts: { rows: 121 } });
    expect(dry.resumedAfter).toBeUndefined();
    const rest = await business.import(FILES);
    expect(rest.resumedAfter).toEqual({ file: 'shots.csv', row: paused.counts.rows - 60 });
    expect(rest).toMatchObject({ status: 'finished', counts: { rows: 121, refusedRows: 1 } });
    const again = await business.import(FILES);
    expect(again.resumedAfter).toBeUndefined();
    expect(again.counts).toMatchObject({ rows: 121, owners: { created: 0, updated: 0 } });
  });
});

describe('two runs of one import', () => {
  test('do not interleave: the second is told who is at work', async () => {
    const business = await openBusiness();
    const results = await Promise.allSettled([run(business.context), run(business.context)]);
    const refused = results.filter((it) => it.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toBeInstanceOf(ProblemError);
    expect(refused[0]?.reason).toMatchObject({ problem: { kind: 'import-running', status: 409 } });
    expect((await business.snapshot())['owner']).toHaveLength(50);
  });

  test('hand over after the lease, and the one thought dead writes nothing any more', async () => {
    const business = await openBusiness();
    const faulty = faultyStore(business.store, 6, 'dies');
    const asleep = run(business.over(faulty.store)).catch((error: unknown) => error);
    await faulty.met;
    await expect(run(business.context)).rejects.toMatchObject({
      problem: { kind: 'import-running' },
    });
    business.wait(LEASE_MS + 1);
    const { importId } = await run(business.context);
    const done = await outcome(business, importId);
    faulty.revive();
    expect(await asleep).toMatchObject({ problem: { kind: 'import-running' } });
    expect(await outcome(business, importId)).toEqual(done);
  });
});

describe('somebody who edits the same records', () => {
  const FILE = { 'a.csv': csv('Customer ID,Name,Phone', 'C1,Jane Doe,212-555-0101') };
  const CHANGED = { 'b.csv': csv('Customer ID,Name,Phone', 'C1,Jane Roe,12') };

  /** A store in front of which somebody adds to the owner's notes before pages are committed. */
  function withEditor(store: DocumentStore, edits: number): DocumentStore {
    let left = edits;
    return {
      ...store,
      async commit(partition, writes) {
        const owner = writes.find((it) => it.op === 'replace' && it.document['type'] === 'owner');
        if (owner?.op === 'replace' && left > 0) {
          left -= 1;
          const stored = await store.get(LIVE, owner.document.id);
          if (stored === undefined) throw new Error('the owner is gone');
          const { notes: before = '' } = stored.value as { notes?: string };
          const notes = `${before}+`;
          const document = { ...stored.value, notes };
          await store.commit(LIVE, [{ op: 'replace', document, etag: stored.etag }]);
        }
        return store.commit(partition, writes);
      },
    };
  }

  test('loses nothing: the page is decided again on what they wrote, and told once', async () => {
    const business = await openBusiness();
    await business.import(FILE);
    const files = filesOf(CHANGED);
    const context = business.over(withEditor(business.store, 3));
    const problems: unknown[] = [];
    await importCustomers(context, {
      tenantId: 'maple',
      files,
      onProblem: (it) => void problems.push(it),
    });
    expect((await business.snapshot())['owner']).toMatchObject([{ lastName: 'Roe', notes: '+++' }]);
    expect(problems).toMatchObject([{ line: 2, value: '12' }]);
  });

  test('breaks a page that adds a record to their pet, even one that is no longer in force', async () => {
    const business = await openBusiness();
    const row = (expires: string) =>
      csv('Customer ID,Name,Pet,Species,Rabies exp', `C1,Jane,Rex,dog,${expires}`);
    await business.import({ 'a.csv': row('2026-05-01') });
    const [pet] = (await business.snapshot())['pet'] ?? [];
    let tries = 0;
    const context = business.over({
      ...business.store,
      async commit(partition, writes) {
        const adds = writes.some((it) => it.op === 'create' && it.document['petId'] === pet?.id);
        if (adds && ++tries === 1) {
          const stored = await business.store.get(LIVE, pet?.id ?? '');
          const etag = stored?.etag ?? '';
          await business.store.commit(LIVE, [{ op: 'touch', id: pet?.id ?? '', etag }]);
        }
        return business.store.commit(partition, writes);
      },
    });
    const files = filesOf({ 'b.csv': row('2025-05-01') });
    await importCustomers(context, { tenantId: 'maple', files });
    expect(tries).toBe(2);
    expect((await business.snapshot())['vaccination']).toHaveLength(2);
  });

  test('without an end stops the import, which can be continued', async () => {
    const business = await openBusiness();
    await business.import(FILE);
    const files = filesOf(CHANGED);
    const context = business.over(withEditor(business.store, Infinity));
    await expect(importCustomers(context, { tenantId: 'maple', files })).rejects.toMatchObject({
      problem: { kind: 'busy', status: 409 },
    });
    await business.import(CHANGED);
    expect((await business.snapshot())['owner']).toMatchObject([{ lastName: 'Roe' }]);
  });
});
