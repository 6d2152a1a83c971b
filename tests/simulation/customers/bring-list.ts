import { importOrderType } from '../../../shared/imports/order/model.ts';
import { orderImport } from '../../../shared/imports/order/order-import.ts';
import { cancelOrder, retryOrder } from '../../../shared/imports/order/steer-order.ts';
import { putPart } from '../../../shared/imports/upload/put-part.ts';
import { uploadFile } from '../../../shared/imports/upload/upload-file.ts';
import { ProblemError } from '../../../shared/kernel/problem.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { readAs } from '../engine/read-once.ts';
import type { World } from '../engine/world.ts';
import type { CustomerList } from './customer-list.ts';

/** How long a person waits for an answer, or for an import, before they look again. */
const PATIENCE_MS = 7 * 60_000;
/** How long it takes to go on with the next step, at most. */
const NEXT_STEP_MS = 1500;

/** How far somebody is with bringing a list in. */
export interface Bringing {
  readonly list: CustomerList;
  fileId?: string;
  readonly parts: Set<number>;
  orderId?: string;
}

/**
 * Somebody uploads a list in parts, orders its import and sees to it until it is in: an answer that
 * does not come is asked for again, what is refused is begun anew, what failed is tried again.
 */
export function bringList(world: World, list: CustomerList): Bringing {
  const { dice, timeline } = world;
  const bringing: Bringing = { list, parts: new Set() };
  const cuts = Array.from({ length: dice.int(0, 2) }, () =>
    dice.int(1, list.content.byteLength - 1),
  );
  const ends = [...new Set([...cuts, list.content.byteLength])].sort((a, b) => a - b);
  const parts = ends.map((end, i) => list.content.subarray(ends[i - 1] ?? 0, end));

  const look = (): void => {
    if (isIn(world, bringing)) return;
    const step = nextStep(world, bringing, parts);
    if (step !== undefined) {
      // Somebody impatient presses twice.
      for (let times = dice.chance(12) ? 2 : 1; times > 0; times--) take(step);
    }
    timeline.after(PATIENCE_MS, look);
  };
  const take = (step: Step): void => {
    void world.fleet.run(`list: ${step.name}`, async (context) => {
      try {
        await step.run(context);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        if (error.problem.kind === 'import-state') return;
        world.trace(() => `list begun anew: ${error.problem.kind}`);
        beginAnew(bringing);
      }
      timeline.after(dice.int(20, NEXT_STEP_MS), () => {
        const next = isIn(world, bringing) ? undefined : nextStep(world, bringing, parts);
        if (next !== undefined) take(next);
      });
    });
  };
  timeline.after(dice.int(0, dice.pick([600_000, 20 * 3_600_000])), look);
  return bringing;
}

/** Whether an order of the list has finished, so that all of it is in. */
export function isIn({ truth }: World, { list, orderId }: Bringing): boolean {
  const order = orderId === undefined ? undefined : truth.document(list.tenantId, orderId);
  return order?.['status'] === 'finished';
}

interface Step {
  readonly name: string;
  run(context: Context): Promise<unknown>;
}

/** What is to be done next; undefined: to wait. */
function nextStep(
  { truth, dice, unrest, plan }: World,
  bringing: Bringing,
  parts: readonly Uint8Array[],
): Step | undefined {
  const { list, fileId, orderId } = bringing;
  const { tenantId } = list;
  const partCount = parts.length;
  const partOf = (index: number): Uint8Array => parts[index] ?? new Uint8Array();
  if (fileId === undefined) {
    return {
      name: 'upload',
      async run(context) {
        const upload = { tenantId, name: 'customers.csv', partCount, content: partOf(0) };
        bringing.fileId = (await uploadFile(context, upload)).id;
      },
    };
  }
  const missing = parts.findIndex((_, i) => i > 0 && !bringing.parts.has(i));
  if (missing > 0) {
    return {
      name: `part ${String(missing + 1)}`,
      async run(context) {
        const part = { tenantId, fileId, part: String(missing + 1), content: partOf(missing) };
        await putPart(context, part);
        bringing.parts.add(missing);
      },
    };
  }
  if (orderId === undefined) {
    return {
      name: 'order',
      async run(context) {
        bringing.orderId = (await orderImport(context, { tenantId, fileIds: [fileId] })).id;
      },
    };
  }
  const { status } = readAs(importOrderType, truth.document(tenantId, orderId));
  const ref = { tenantId, orderId };
  if (status === 'failed' || status === 'cancelled') {
    return { name: 'retry', run: async (context) => retryOrder(context, ref) };
  }
  return unrest && !plan.calm && dice.chance(15)
    ? { name: 'cancel', run: async (context) => cancelOrder(context, ref) }
    : undefined;
}

function beginAnew(bringing: Bringing): void {
  delete bringing.fileId;
  delete bringing.orderId;
  bringing.parts.clear();
}
