import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocumentStore } from '../../../shared/platform/store/document-store.ts';

/**
 * Adds 1 to the `n` of a document `steps` times by reading and guarded writing, and writes a
 * witness beside each step in the same commit. Returns how often a rival was quicker.
 */
export async function countUp(
  store: DocumentStore,
  tenantId: string,
  id: string,
  steps: number,
  name: string,
): Promise<number> {
  let lost = 0;
  for (let step = 0; step < steps;) {
    const stored = await store.get({ tenantId }, id);
    if (!stored) throw new Error(`${id} is missing.`);
    const n = Number(stored.value['n']) + 1;
    const result = await store.commit({ tenantId }, [
      { op: 'replace', document: { ...stored.value, n }, etag: stored.etag },
      { op: 'create', document: { id: `${name}-${step}`, type: 'witness', number: n } },
    ]);
    if (result.ok) step += 1;
    else lost += 1;
  }
  return lost;
}

/** The document that starts the rivals. */
export const GO = 'go';

/** Says `ready-<name>` and returns when {@link GO} is there; throws after 20 s. */
export async function atTheLine(
  store: DocumentStore,
  tenantId: string,
  name: string,
): Promise<void> {
  const ready = { id: `ready-${name}`, type: 'signal' };
  await store.commit({ tenantId }, [{ op: 'create', document: ready }]);
  const deadline = performance.now() + 20_000;
  while (!(await store.get({ tenantId }, GO))) {
    if (performance.now() > deadline) throw new Error('Nobody gave the start.');
    await nextTurn();
  }
}
