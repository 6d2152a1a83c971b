import type { Json } from '../../../shared/platform/store/document-store.ts';

/**
 * A copy of a document as JSON keeps it, frozen through and through: what JSON leaves out is left out.
 * One walk instead of writing it out, reading it back and freezing that.
 */
export function frozenJson(document: Json): Json {
  return frozenCopy(document) as Json;
}

function frozenCopy(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return Object.freeze(value.map((it) => (isKept(it) ? frozenCopy(it) : null)));
  }
  if ('toJSON' in value) return frozenCopy(JSON.parse(JSON.stringify(value)));
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[key];
    if (isKept(inner)) copy[key] = frozenCopy(inner);
  }
  return Object.freeze(copy);
}

function isKept(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

/** The same value, frozen through and through. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
