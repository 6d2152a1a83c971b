import { randomBytes } from 'node:crypto';
import { codeFrom, idFrom, type IdKind } from '../kernel/ids.ts';

/** Makes new ids. */
export interface Ids {
  /** A new id of this kind that nobody can guess (100 random bits). */
  next(kind: IdKind): string;
  /** A new code of so many base62 characters that nobody can guess; 12 of them are 71 random bits. */
  code(length: number): string;
}

/** Ids from the operating system's random source. */
export const randomIds: Ids = {
  next: (kind) => idFrom(kind, randomBytes(20)),
  code: (length) => codeFrom(length, randomBytes),
};
