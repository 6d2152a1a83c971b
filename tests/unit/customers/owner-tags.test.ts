import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../../shared/customers/apply-changes.ts';
import { mergedFields } from '../../../shared/customers/merge-fields.ts';
import type { Owner } from '../../../shared/customers/model.ts';
import { newOwnerInput, ownerChangesInput } from '../../../shared/customers/owner-input.ts';
import { instantOf } from '../../../shared/kernel/instant.ts';

const at = instantOf(0);
const owner = (id: string, tags?: string[]): Owner => ({
  id,
  type: 'owner',
  tenantId: 'maple',
  schemaVersion: 1,
  firstName: 'Ada',
  lastName: '',
  nameKey: 'ada',
  status: 'active',
  ...(tags !== undefined && { tags }),
  revision: 1,
  createdAt: at,
  updatedAt: at,
});

describe('tags of an owner', () => {
  it('are kept in lower case and each once', () => {
    const { tags } = newOwnerInput.parse({ firstName: 'Ada', tags: ['VIP ', 'vip', 'Shy'] });
    expect(tags).toEqual(['vip', 'shy']);
  });

  it.each([[['']], [['x'.repeat(41)]], [['a\nb']], [Array.from({ length: 21 }, String)]])(
    '%j is refused',
    (tags) => {
      expect(ownerChangesInput.safeParse({ tags }).success).toBe(false);
    },
  );

  it('that are said again are no change', () => {
    expect(applyChanges(owner('a', ['vip']), { tags: ['vip'] }).changed).toBe(false);
    expect(applyChanges(owner('a', ['vip']), { tags: ['shy'] }).changed).toBe(true);
    expect(applyChanges(owner('a', ['vip']), { tags: null }).document).not.toHaveProperty('tags');
  });

  it('of two owners who are joined are those of both', () => {
    const merged = (a?: string[], b?: string[]) =>
      mergedFields(owner('a', a), owner('b', b), new Set()).tags;
    expect(merged(['vip'], ['shy', 'vip'])).toEqual(['vip', 'shy']);
    expect(merged()).toBeUndefined();
  });
});
