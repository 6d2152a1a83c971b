import type { Instant } from '../../shared/kernel/instant.ts';
import { derivedId, type IdKind } from '../../shared/kernel/ids.ts';
import type { Context } from '../../shared/platform/context.ts';

/** The id of something of the demo, by a name that stays the same. */
export function demoId(kind: IdKind, key: string): string {
  return derivedId(kind, 'demo', key);
}

/** The context at another time, in which the next id of one kind is a given one. */
export function contextAt(
  context: Context,
  now: Instant,
  made?: { readonly kind: IdKind; readonly id: string },
): Context {
  const next = (kind: IdKind): string => (kind === made?.kind ? made.id : context.ids.next(kind));
  return { ...context, clock: { now: () => now }, ids: { ...context.ids, next } };
}
