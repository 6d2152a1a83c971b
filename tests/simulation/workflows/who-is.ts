import type { Commit } from '../engine/truth.ts';
import type { Salon } from './salon.ts';

/** Who owners are over every merge, and what somebody could know of it. */
export interface WhoIs {
  /** Who an owner is today. */
  now(ownerId: string): string;
  /** Whether these owners became one after `reader` had last looked at one of them. */
  becameOneSince(by: Commit['by'], reader: string, ownerIds: readonly string[]): boolean;
}

/** Follows merges of a world's owners. */
export function whoIs({ world, plan, facts }: Pick<Salon, 'world' | 'plan' | 'facts'>): WhoIs {
  const now = (ownerId: string): string => {
    const into = world.truth.document(plan.tenantId, ownerId)?.['mergedInto'];
    return typeof into === 'string' ? now(into) : ownerId;
  };
  return {
    now,
    becameOneSince(by, reader, ownerIds) {
      const ids = [...new Set([reader, ...ownerIds])];
      const readAt = by?.lastRead.get(reader) ?? by?.lastRead.get('query owner') ?? 0;
      const merged = ids.map((id) => facts.since('merged', plan.tenantId, id) ?? 0);
      return ids.length > 1 && Math.max(...merged) > readAt;
    },
  };
}
