import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ownerType } from '../../../shared/customers/model.ts';
import { orderImport } from '../../../shared/imports/order/order-import.ts';
import { orderFindings, orderProgress } from '../../../shared/imports/order/progress.ts';
import { putPart } from '../../../shared/imports/upload/put-part.ts';
import { uploadFile } from '../../../shared/imports/upload/upload-file.ts';
import { startAzurite, type Azurite } from '../../fixtures/azurite.ts';
import { openBusiness, TENANT, type Business } from './business.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';
import { SOON, startProduct, tickNow } from './settle.ts';

const ROWS = 3000;
const REFUSED = ROWS / 10;
const tenantId = TENANT;

let project: ProjectCopy;
let azurite: Azurite;
let business: Business;

beforeAll(async () => {
  [project, azurite] = await Promise.all([copyProject('built'), startAzurite()]);
});
afterAll(async () => {
  await azurite.stop();
  project.remove();
});
beforeEach(async () => {
  business = await openBusiness({ owners: 1 });
});
afterEach(async () => {
  await business.close();
});

/** Longer than a job's lease. */
const BEYOND_LEASES_MINUTES = 6;

/** Every tenth row lacks a cell. */
function rows(): Buffer {
  const lines = Array.from({ length: ROWS }, (_, n) =>
    n % 10 === 9 ? 'Ada,too few' : `Ada,No${String(n)},ada${String(n)}@example.com`,
  );
  return Buffer.from(['First Name,Last Name,Email', ...lines, ''].join('\n'));
}

async function order(): Promise<string> {
  const { context } = business;
  const content = rows();
  const cut = 40_001;
  const upload = { name: 'list.csv', partCount: 2, content: content.subarray(0, cut) };
  const { id: fileId } = await uploadFile(context, { tenantId, ...upload });
  await putPart(context, { tenantId, fileId, part: '2', content: content.subarray(cut) });
  return (await orderImport(context, { tenantId, fileIds: [fileId] })).id;
}

it('an import whose host is killed again and again is done, each row once and each finding once', async () => {
  const orderId = await order();
  const progress = async () => orderProgress(business.context, { tenantId, orderId });
  const owners = async () => business.context.records.count(ownerType, { tenantId });
  const before = await owners();
  for (const rowsDone of [1, 700, 1500, 2400]) {
    const host = await startProduct(project, business, azurite.connectionString);
    await tickNow(host);
    const moment = async () => (await progress()).counts.rows >= rowsDone;
    await expect.poll(moment, { ...SOON, interval: 5 }).toBe(true);
    await host.kill();
    business.advance(BEYOND_LEASES_MINUTES);
  }
  const cut = await progress();
  expect(cut.order.status).toBe('running');
  expect(cut.counts.owners.created).toBe((await owners()) - before);

  const host = await startProduct(project, business, azurite.connectionString);
  await tickNow(host);
  await expect.poll(async () => (await progress()).order.status, SOON).toBe('finished');
  await host.stop();
  expect(await progress()).toMatchObject({
    totalRows: ROWS,
    counts: { rows: ROWS, refusedRows: REFUSED, owners: { created: ROWS - REFUSED } },
  });
  expect(await owners()).toBe(before + ROWS - REFUSED);
  const { items } = await orderFindings(business.context, { tenantId, orderId }, { limit: ROWS });
  expect(items.map(({ line }) => line)).toEqual(
    Array.from({ length: REFUSED }, (_, n) => 11 + 10 * n),
  );
  expect(await business.messages()).toEqual([]);
}, 240_000);
