import type { Json } from '../../../shared/platform/store/document-store.ts';

/** A document that is held, and until when. */
export interface Held {
  readonly value: Json;
  readonly etag: string;
  /** Milliseconds since 1970; undefined: it stays. */
  readonly expiresMs: number | undefined;
}

/** The documents of one partition, found by what thousands of worlds ask of them most. */
export interface HeldDocuments {
  get(id: string): Held | undefined;
  set(id: string, held: Held): void;
  delete(id: string): void;
  /** Those of a type, expired ones among them. */
  ofType(type: string): Iterable<Held>;
  /** Those that a kind of due work may name, whenever they are due; expired ones among them. */
  ofDueKind(dueKind: string): Iterable<Held>;
}

/** A partition without documents. */
export function heldDocuments(): HeldDocuments {
  const byId = new Map<string, Held>();
  const byType = new Map<string, Map<string, Held>>();
  const byDueKind = new Map<string, Map<string, Held>>();
  const leave = ({ value }: Held): void => {
    byType.get(String(value['type']))?.delete(value.id);
    if (isEverDue(value)) byDueKind.get(value.dueKind)?.delete(value.id);
  };
  return {
    get: (id) => byId.get(id),
    set(id, held) {
      const before = byId.get(id);
      if (before !== undefined) leave(before);
      byId.set(id, held);
      groupOf(byType, String(held.value['type'])).set(id, held);
      if (isEverDue(held.value)) groupOf(byDueKind, held.value.dueKind).set(id, held);
    },
    delete(id) {
      const before = byId.get(id);
      if (before !== undefined) leave(before);
      byId.delete(id);
    },
    ofType: (type) => byType.get(type)?.values() ?? [],
    ofDueKind: (dueKind) => byDueKind.get(dueKind)?.values() ?? [],
  };
}

function groupOf(groups: Map<string, Map<string, Held>>, name: string): Map<string, Held> {
  const known = groups.get(name);
  if (known !== undefined) return known;
  const fresh = new Map<string, Held>();
  groups.set(name, fresh);
  return fresh;
}

function isEverDue(value: Json): value is Json & { dueKind: string; dueAt: string } {
  return typeof value['dueAt'] === 'string' && typeof value['dueKind'] === 'string';
}
