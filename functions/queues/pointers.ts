import type { InvocationContext } from '@azure/functions';
import { readPointer, type PointerHandler } from '../../shared/due-work/registry.ts';
import type { Context } from '../../shared/platform/context.ts';
import { count, inSpan } from '../../shared/platform/telemetry/telemetry.ts';

/** How a handler gets its context. */
export type ContextFor = (invocation: InvocationContext) => Promise<Context>;

/**
 * Works the document behind a queue message. Every outcome completes the message; only a
 * failure of the store throws, so that the runtime delivers it again.
 */
export async function onPointer(
  handler: PointerHandler,
  contextFor: ContextFor,
  message: unknown,
  invocation: InvocationContext,
): Promise<void> {
  const context = await contextFor(invocation);
  const pointer = readPointer(message, handler.kind);
  if (pointer === undefined) {
    context.log.error('Message is not a pointer; dropped', { queue: handler.kind });
    return;
  }
  const { kind, tenantId, id } = pointer;
  const outcome = await inSpan(`work ${kind}`, { tenantId, id }, async (note) => {
    const ended = await handler.work(context, pointer);
    note({ outcome: ended });
    return ended;
  });
  count('petops.work.outcomes', { kind, outcome });
  context.log.info('Worked', {
    kind: pointer.kind,
    tenantId: pointer.tenantId,
    id: pointer.id,
    outcome,
  });
}

/** Counts the attempt of a pointer that no worker survived. */
export async function onPoison(
  handler: PointerHandler,
  contextFor: ContextFor,
  message: unknown,
  invocation: InvocationContext,
): Promise<void> {
  const context = await contextFor(invocation);
  const pointer = readPointer(message, handler.kind);
  if (pointer === undefined) {
    context.log.error('Poison message is not a pointer; dropped', { queue: handler.kind });
    return;
  }
  const outcome = await handler.poison(context, pointer);
  context.log.error('Pointer was poison', { kind: pointer.kind, id: pointer.id, outcome });
}
