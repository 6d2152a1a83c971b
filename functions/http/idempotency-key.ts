import { ProblemError } from '../../shared/kernel/problem.ts';

const KEY = /^[!-~]{1,255}$/;

/** The key of an `Idempotency-Key` header; undefined without one. Anything but 1 to 255 visible ASCII characters is 400. */
export function readIdempotencyKey(header: string | null): string | undefined {
  if (header === null) return undefined;
  if (KEY.test(header)) return header;
  throw new ProblemError({
    kind: 'invalid-header',
    status: 400,
    detail: 'Idempotency-Key is not a key.',
    field: 'Idempotency-Key',
    value: header,
    allowed: '1 to 255 visible ASCII characters',
  });
}
