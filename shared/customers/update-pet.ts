import { notFound } from '../kernel/problem.ts';
import { requireRevision, type ExpectedRevisions } from '../kernel/revision.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { liveOf } from '../tenants/model.ts';
import { applyChanges } from './apply-changes.ts';
import { requirePastDate } from './create-pet.ts';
import { petType, type Pet } from './model.ts';
import { nameKey } from './name-key.ts';
import type { PetChanges } from './pet-input.ts';

/** Edits a pet. Changes that change nothing leave the revision as it is. */
export async function updatePet(
  context: Context,
  input: {
    readonly tenantId: string;
    readonly petId: string;
    readonly changes: PetChanges;
    readonly expected: ExpectedRevisions;
  },
): Promise<Pet> {
  const { records } = context;
  const { tenantId, petId, changes } = input;
  if (changes.birthDate !== undefined && changes.birthDate !== null) {
    await requirePastDate(context, tenantId, 'birthDate', changes.birthDate);
  }
  return commitWithRetry(records, liveOf(tenantId), async () => {
    const stored = await records.get(petType, liveOf(tenantId), petId);
    if (stored === undefined) throw notFound('pet', petId);
    requireRevision(stored.value.revision, input.expected);
    const { changed, document } = applyChanges(stored.value, changes);
    if (!changed) return { writes: [], value: stored.value };
    const pet: Pet = {
      ...document,
      nameKey: nameKey(document.name),
      revision: stored.value.revision + 1,
      updatedAt: context.clock.now(),
    };
    return { writes: [{ op: 'replace', document: pet, etag: stored.etag }], value: pet };
  });
}
