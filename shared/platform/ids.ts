import { randomBytes } from 'node:crypto';
import { idFrom, type IdKind } from '../kernel/ids.ts';

/** Makes new ids. */
export interface Ids {
  /** A new id of this kind that nobody can guess (100 random bits). */
  next(kind: IdKind): string;
}

/** Ids from the operating system's random source. */
export const randomIds: Ids = { next: (kind) => idFrom(kind, randomBytes(20)) };
