import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workPointer } from '../../../shared/due-work/work-pointer.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { messageType } from '../../../shared/messaging/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { recordsOver } from '../../../shared/platform/store/records.ts';
import { dirtyDayId, dirtyDayType } from '../../../shared/reports/day-mark.ts';
import { dayWorker } from '../../../shared/reports/day-worker.ts';
import { smsDayId, smsDayType } from '../../../shared/sms-analytics/model.ts';
import { creditDaySource } from '../../../shared/results/credit-day-source.ts';
import { smsDaySource } from '../../../shared/sms-analytics/sms-day-source.ts';
import { START } from '../http/edge.ts';
import { startLinkedTexts, type LinkedTexts } from '../links/linked-texts.ts';

const DAY = '2026-03-02' as LocalDate;
const maple = { tenantId: 'maple' };
const pointer = { ...maple, id: dirtyDayId('sms', DAY), kind: 'days' as const };
const worker = dayWorker({ credit: creditDaySource, sms: smsDaySource });

let texts: LinkedTexts;
beforeEach(async () => {
  texts = await startLinkedTexts();
});
afterEach(async () => texts.stop());

const work = async (context: Context = texts.context) => workPointer(context, worker, pointer);
const summary = async () =>
  (await texts.context.records.get(smsDayType, maple, smsDayId(DAY)))?.value;
const mark = async () => texts.context.records.get(dirtyDayType, maple, pointer.id);

/** A context in which something happens after the texts of the day were read for the first time. */
function meanwhile(happens: () => Promise<unknown>): Context {
  const { store } = texts.context.records;
  let waits = true;
  const records = recordsOver({
    ...store,
    query: async (partition, query) => {
      const page = await store.query(partition, query);
      if (waits && query.type === messageType.type) {
        waits = false;
        await happens();
      }
      return page;
    },
  });
  return { ...texts.context, records };
}

describe('a marked day', () => {
  it('is summed up whole, and the mark goes', async () => {
    await texts.send('One.');
    await texts.send('Two.');
    expect(await mark()).toBeDefined();
    expect(await work()).toBe('worked');
    expect(await summary()).toMatchObject({ size: 2, cells: [{ taken: 2, unconfirmed: 2 }] });
    expect(await mark()).toBeUndefined();
  });

  it('keeps its mark when something changes while it is read, and gets its summary all the same', async () => {
    await texts.send('One.');
    await work(meanwhile(async () => texts.send('Two.')));
    expect(await summary()).toMatchObject({ size: 1 });
    expect(await mark()).toBeDefined();
    texts.setTime(addMs(START, 60_000));
    await work();
    expect(await summary()).toMatchObject({ size: 2 });
    expect(await mark()).toBeUndefined();
  });

  it('never keeps the older of two summaries made at once', async () => {
    await texts.send('One.');
    // While one worker holds what it has read, a text is sent and another worker is done with the day.
    await work(
      meanwhile(async () => {
        await texts.send('Two.');
        await work();
      }),
    );
    expect(await summary()).toMatchObject({ size: 2 });
    expect(await mark()).toBeUndefined();
  });

  it('is summed up once a minute, however often it is marked', async () => {
    await texts.send('One.');
    await work();
    await texts.send('Two.');
    expect(await work()).toBe('settled');
    expect(await summary()).toMatchObject({ size: 1 });
    expect((await mark())?.value.dueAt).toBe(addMs(START, 60_000));
    texts.setTime(addMs(START, 60_000));
    expect(await work()).toBe('worked');
    expect(await summary()).toMatchObject({ size: 2 });
  });

  it('is due again after a worker died between its claim and its end', async () => {
    await texts.send('One.');
    const { store } = texts.context.records;
    let commits = 0;
    const dying = recordsOver({
      ...store,
      commit: async (partition, writes) => {
        commits += 1;
        if (commits > 1) throw new Error('died');
        return store.commit(partition, writes);
      },
    });
    await expect(work({ ...texts.context, records: dying })).rejects.toThrow('died');
    expect(await summary()).toBeUndefined();
    texts.setTime(addMs(START, 6 * 60_000));
    expect(await work()).toBe('worked');
    expect(await summary()).toMatchObject({ size: 1 });
  });

  it('is found by the tick and worked by the product’s own workers', async () => {
    await texts.send('One.');
    await texts.workAll();
    expect(await summary()).toMatchObject({ size: 1 });
    expect(await mark()).toBeUndefined();
  });
});
