import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../../shared/customers/apply-changes.ts';

describe('changes', () => {
  const document = { name: 'Rex', notes: 'Bites', age: 3 };

  it.each([
    ['nothing', {}],
    ['what stands already', { name: 'Rex', age: 3 }],
    ['undefined', { name: undefined }],
    ['null where there is nothing', { breed: null }],
  ])('to %s are no change', (_what, changes) => {
    expect(applyChanges(document, changes)).toEqual({ changed: false, document });
  });

  it('set, replace and remove fields and leave the original alone', () => {
    const { changed, document: after } = applyChanges(document, {
      name: 'Max',
      notes: null,
      breed: 'Poodle',
    });
    expect(changed).toBe(true);
    expect(after).toEqual({ name: 'Max', age: 3, breed: 'Poodle' });
    expect(document).toEqual({ name: 'Rex', notes: 'Bites', age: 3 });
  });
});
