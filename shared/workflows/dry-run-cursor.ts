import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ProblemError } from '../kernel/problem.ts';
import { DRY_RUN_REASONS, type DryRunTotals } from './dry-run-model.ts';

const count = z.number().int().min(0);

const cursorState = z.object({
  /** What was asked: a cursor goes on with no other question. */
  asked: z.string(),
  /** Where in the list of owners; the store's own cursor. */
  at: z.string(),
  samples: count,
  /** Of a campaign: owners by the group they would be in. */
  byGroup: z.record(z.string(), count).optional(),
  totals: z.object({
    ...{ owners: count, occasions: count, recipients: count, texts: count, emails: count },
    segments: count,
    skipped: z.partialRecord(z.enum(DRY_RUN_REASONS), count),
  }),
});
/** What a page hands to the one after it. */
export type DryRunCursor = z.output<typeof cursorState>;

/** A short word that stands for a question; another question has another one. */
export function digestOf(question: unknown): string {
  return createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 22);
}

/** A cursor for the wire. It holds no data of a person. */
export function encodeCursor(
  state: Omit<DryRunCursor, 'totals'> & { totals: DryRunTotals },
): string {
  return Buffer.from(JSON.stringify(state)).toString('base64url');
}

/** Reads a cursor; refuses (400, `invalid-cursor`) what is none, or is one of another question. */
export function decodeCursor(text: string, asked: string): DryRunCursor {
  const read = cursorState.safeParse(jsonIn(text));
  if (read.success && read.data.asked === asked) return read.data;
  throw new ProblemError({
    kind: 'invalid-cursor',
    status: 400,
    detail: 'This cursor does not go on with what is asked: begin again without one.',
    field: 'cursor',
    allowed: '`next` of the page before, of the same question and the same workflow',
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
