import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownerType } from '../../../shared/customers/model.ts';
import { orderImport } from '../../../shared/imports/order/order-import.ts';
import { orderFindings, orderProgress } from '../../../shared/imports/order/progress.ts';
import { cancelOrder, retryOrder } from '../../../shared/imports/order/steer-order.ts';
import { uploadFile } from '../../../shared/imports/upload/upload-file.ts';
import { findImportFile } from '../../../shared/imports/upload/model.ts';
import { IMPORT_JOB } from '../../../shared/imports/order/line.ts';
import { jobId } from '../../../shared/jobs/model.ts';
import { retryJob } from '../../../shared/jobs/run-job.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { FilesUnavailableError, type Files } from '../../../shared/platform/files/files.ts';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';
import { workers } from '../../../shared/workers.ts';
import { memoryFiles } from '../../fixtures/memory-files.ts';
import { openSalon, TENANT, type Salon } from '../tenants/salon.ts';
import { faultyStore } from '../../fixtures/faulty-store.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const tenantId = TENANT;

let salon: Salon;
let files: Files & { readonly names: () => string[] };
let context: Context;
beforeEach(async () => {
  salon = await openSalon();
  files = memoryFiles(() => salon.now());
  context = { ...salon.context, files };
});
afterEach(async () => salon.stop());

/** So many owners, every tenth row of which is refused. */
const csv = (count: number, name = 'Ada'): string =>
  `First Name,Last Name,Phone\n${Array.from({ length: count }, (_, n) =>
    n % 10 === 9
      ? `${name},one cell too few\n`
      : `${name},No${String(n)},(415) 55${String(n).padStart(5, '0').slice(0, 1)}-${String(n).padStart(4, '0')}\n`,
  ).join('')}`;

async function order(text: string): Promise<string> {
  const content = Buffer.from(text);
  const upload = { tenantId, name: 'list.csv', partCount: 1, content };
  const file = await uploadFile(context, upload);
  return (await orderImport(context, { tenantId, fileIds: [file.id] })).id;
}

const work = async (orderId: string, by = context): Promise<string> =>
  workers.jobs.work(by, { tenantId, id: jobId(IMPORT_JOB, orderId), kind: 'jobs' });
const progress = async (orderId: string) => {
  const { order: it, ...rest } = await orderProgress(context, { tenantId, orderId });
  return { ...rest, status: it.status, problem: it.problem };
};
const owners = async (): Promise<number> => context.records.count(ownerType, { tenantId });

/** The store as a machine sees it on which every commit takes `ms`. */
function slow(store: DocumentStore, ms: number): DocumentStore {
  return {
    ...store,
    commit: async (...args) => {
      salon.advance(ms);
      return store.commit(...args);
    },
  };
}

const over = (store: DocumentStore): Context => ({ ...salon.over(store), files });

describe('a background import', () => {
  it('stops in time, goes on where it stopped, and counts every row once', async () => {
    const id = await order(csv(400));
    const slowly = over(slow(salon.context.records.store, 25_000));
    const done: number[] = [];
    for (let slice = 0; slice < 20 && (await progress(id)).status !== 'finished'; slice++) {
      const from = Date.parse(salon.now());
      expect(await work(id, slowly)).toBe('worked');
      expect(Date.parse(salon.now()) - from).toBeLessThan(4 * MINUTE);
      done.push((await progress(id)).counts.rows);
    }
    expect(done.length).toBeGreaterThan(2);
    expect(done).toEqual([...new Set(done)].sort((a, b) => a - b));
    expect(await progress(id)).toMatchObject({
      status: 'finished',
      totalRows: 400,
      counts: { rows: 400, refusedRows: 40, problems: 40, owners: { created: 360 } },
    });
    expect(await owners()).toBe(360);
    const found = await orderFindings(context, { tenantId, orderId: id }, { limit: 1000 });
    expect(found.items.map((it) => it.line)).toEqual(
      Array.from({ length: 40 }, (_, n) => 11 + 10 * n),
    );
    expect(found).not.toHaveProperty('next');
  });

  it.each(['dies', 'dies-after', 'fails', 'fails-after'] as const)(
    'that %s at any call to the store is finished by another worker, with exact counts',
    async (fault) => {
      const base = salon.context.records.store;
      for (let at = 1; at <= 40; at += 3) {
        const id = await order(csv(120, `Run${String(at)}`));
        const faulty = faultyStore(base, at, fault);
        const first = work(id, over(faulty.store)).catch(() => 'threw');
        await Promise.race([first, faulty.met]);
        for (let turn = 0; turn < 12; turn++) {
          if ((await progress(id)).status === 'finished') break;
          salon.advance(6 * MINUTE);
          await work(id);
        }
        expect(await progress(id), `call ${String(at)}`).toMatchObject({
          status: 'finished',
          counts: { rows: 120, refusedRows: 12, owners: { created: 108 } },
        });
        const found = await orderFindings(context, { tenantId, orderId: id }, { limit: 1000 });
        expect(found.items).toHaveLength(12);
        faulty.revive();
        await first;
      }
    },
    60_000,
  );

  it('is done by one of two workers that take it up at once', async () => {
    const id = await order(csv(150));
    const outcomes = await Promise.all([work(id), work(id)]);
    expect(outcomes.filter((it) => it === 'worked')).toHaveLength(1);
    expect(await progress(id)).toMatchObject({ status: 'finished', counts: { rows: 150 } });
  });

  it('stops after the page under way when it is cancelled, and goes on when it is retried', async () => {
    const id = await order(csv(400));
    let commits = 0;
    const base = salon.context.records.store;
    const cancelling = over({
      ...base,
      commit: async (...args) => {
        commits += 1;
        salon.advance(2000);
        if (commits === 4) await cancelOrder(context, { tenantId, orderId: id });
        return base.commit(...args);
      },
    });
    await work(id, cancelling);
    const cancelled = await progress(id);
    expect(cancelled.status).toBe('cancelled');
    expect(cancelled.counts.rows).toBeGreaterThan(0);
    expect(cancelled.counts.rows).toBeLessThan(400);
    expect(await owners()).toBe(cancelled.counts.owners.created);
    await retryOrder(context, { tenantId, orderId: id });
    await work(id);
    expect(await progress(id)).toMatchObject({
      status: 'finished',
      counts: { rows: 400, owners: { created: 360, unchanged: 0 } },
    });
  });

  it('says why its files are unusable, and lets the next one go on', async () => {
    const bad = await order('First Name,Phone\n"Ada,1\n');
    const good = await order(csv(5));
    expect(await work(good)).toBe('gone');
    await work(bad);
    expect(await progress(bad)).toMatchObject({
      status: 'failed',
      problem: { kind: 'import-broken-quotes' },
      counts: { rows: 0 },
    });
    expect(await owners()).toBe(0);
    await work(good);
    expect(await progress(good)).toMatchObject({ status: 'finished' });
  });

  it('that breaks off at every attempt fails with the reason, frees the line, and can be retried', async () => {
    const id = await order(csv(5));
    const next = await order(csv(5, 'Bob'));
    const open = async () => Promise.reject(new FilesUnavailableError('no answer'));
    for (let attempt = 0; attempt < 9; attempt++) {
      await work(id, { ...context, files: { ...files, open } });
      salon.advance(DAY / 4);
    }
    expect(await progress(id)).toMatchObject({
      status: 'failed',
      problem: { kind: 'import-broke-off' },
    });
    expect(await work(next)).toBe('worked');
    expect(await progress(next)).toMatchObject({ status: 'finished' });
    // By the door for jobs as by its own.
    await retryJob(context, tenantId, `${IMPORT_JOB}:${id}`);
    await work(id);
    await work(id);
    expect(await progress(id)).toMatchObject({ status: 'finished', counts: { rows: 5 } });
    expect(await salon.notices()).toMatchObject([{ kind: 'work-failed', status: 'cured' }]);
  });

  it('raises no event and plans no text', async () => {
    const before = await salon.messages();
    await work(await order(csv(30)));
    expect(await salon.messages()).toEqual(before);
  });
});

describe('an uploaded file', () => {
  const upload = async () =>
    uploadFile(context, {
      tenantId,
      name: 'list.csv',
      partCount: 1,
      content: Buffer.from(csv(5)),
    });

  it('is deleted with its bytes after a day, complete or not', async () => {
    const whole = await upload();
    const half = await uploadFile(context, {
      tenantId,
      name: 'half.csv',
      partCount: 2,
      content: Buffer.from('a'),
    });
    expect(files.names()).toHaveLength(2);
    salon.advance(DAY - MINUTE);
    await workAll();
    expect(files.names()).toHaveLength(2);
    salon.advance(2 * MINUTE);
    await workAll();
    expect(files.names()).toEqual([]);
    for (const { id: fileId } of [whole, half]) {
      await expect(findImportFile(context, { tenantId, fileId })).rejects.toMatchObject({
        problem: { status: 404 },
      });
    }
  });

  it('stays as long as an import waits for it', async () => {
    const file = await upload();
    const { id } = await orderImport(context, { tenantId, fileIds: [file.id] });
    salon.advance(DAY + MINUTE);
    const removal = { tenantId, id: jobId('import-file-removal', file.id), kind: 'jobs' as const };
    await workers.jobs.work(context, removal);
    expect(files.names()).toHaveLength(1);
    await work(id);
    salon.advance(61 * MINUTE);
    await workers.jobs.work(context, removal);
    expect(files.names()).toEqual([]);
    expect(await progress(id)).toMatchObject({ status: 'finished', counts: { rows: 5 } });
  });

  it('whose bytes are gone leaves a failed import that asks for it again', async () => {
    const file = await upload();
    const { id } = await orderImport(context, { tenantId, fileIds: [file.id] });
    for (const name of files.names()) await files.delete(name);
    await work(id);
    expect(await progress(id)).toMatchObject({
      status: 'failed',
      problem: { kind: 'import-file-gone' },
    });
  });

  it('whose upload dies at any call leaves nothing for longer than a day', async () => {
    for (let at = 1; at <= 5; at++) {
      const faulty = faultyStore(salon.context.records.store, at, 'dies-after');
      const dying = uploadFile(over(faulty.store), {
        tenantId,
        name: 'list.csv',
        partCount: 1,
        content: Buffer.from('a'),
      });
      await Promise.race([dying, faulty.met]);
      salon.advance(DAY + MINUTE);
      await workAll();
      expect(files.names()).toEqual([]);
      faulty.revive();
      await dying.catch(() => undefined);
    }
  });

  const workAll = async (): Promise<void> => {
    const due = await context.records.store.due({
      dueKind: 'jobs',
      until: salon.now(),
      limit: 100,
    });
    for (const { id } of due) await workers.jobs.work(context, { tenantId, id, kind: 'jobs' });
  };
});
