import { ProblemError } from './problem.ts';

/** The revisions under which an edit may go ahead; absent: whatever stands now. */
export type ExpectedRevisions = readonly number[] | undefined;

/** Refuses an edit (412, `revision-mismatch`) of something that was edited since it was read. */
export function requireRevision(current: number, expected: ExpectedRevisions): void {
  if (expected === undefined || expected.includes(current)) return;
  throw new ProblemError({
    kind: 'revision-mismatch',
    status: 412,
    detail: 'It was edited since you read it: read it again and repeat your change.',
    field: 'If-Match',
    value: expected.map((revision) => `"${String(revision)}"`).join(', '),
    allowed: `"${String(current)}"`,
  });
}
