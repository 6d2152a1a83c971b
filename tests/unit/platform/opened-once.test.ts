import { describe, expect, it } from 'vitest';
import { openedOnce } from '../../../shared/platform/opened-once.ts';

/** Opens what the test lets arrive, and counts. */
function door() {
  const opening: PromiseWithResolvers<string>[] = [];
  const enter = openedOnce(async () => {
    const next = Promise.withResolvers<string>();
    opening.push(next);
    return next.promise;
  });
  return { opening, enter };
}

describe('what is opened once', () => {
  it('is not opened before its first use', () => {
    expect(door().opening).toHaveLength(0);
  });

  it('fails for all who waited, and is opened anew for the next', async () => {
    const { opening, enter } = door();
    const waiting = [enter(), enter()];
    opening[0]?.reject(new Error('no network'));
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);
    const later = enter();
    opening[1]?.resolve('open');
    expect(await later).toBe('open');
    expect(opening).toHaveLength(2);
  });

  it('is opened once for all who come while it opens, and after', async () => {
    const { opening, enter } = door();
    const waiting = [enter(), enter()];
    opening[0]?.resolve('open');
    expect(await Promise.all([...waiting, enter()])).toEqual(['open', 'open', 'open']);
    expect(opening).toHaveLength(1);
  });
});
