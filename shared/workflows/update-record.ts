import type { Owner } from '../customers/model.ts';
import { MOST_TAGS } from '../customers/owner-input.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { replace } from '../platform/store/records.ts';
import type { Step } from './steps.ts';

/** The longest notes an owner may have, as `owner-input.ts` says. */
const MOST_NOTES = 4000;

/**
 * The write that changes an owner as a step says: tags and notes alone, nothing else is allowed. When
 * nothing changes there is none. Tags beyond the twentieth and notes that no longer fit are left out.
 */
export function applyRecordUpdate(
  stored: Stored<Owner>,
  step: Extract<Step, { type: 'update_record' }>,
  now: Instant,
): { readonly changed: boolean; readonly write: readonly Write[] } {
  const { tags = [], notes = '', revision } = stored.value;
  const tagged = tagsAfter(tags, step);
  const noted = [notes, step.appendNote].filter((it) => it !== undefined && it !== '').join('\n');
  const fits = noted.length <= MOST_NOTES ? noted : notes;
  const sameTags = tagged.length === tags.length && tagged.every((tag, n) => tag === tags[n]);
  if (sameTags && fits === notes) return { changed: false, write: [] };
  const changes: Partial<Owner> = {
    tags: tagged.length === 0 ? undefined : tagged,
    notes: fits === '' ? undefined : fits,
    revision: revision + 1,
    updatedAt: now,
  };
  return { changed: true, write: [replace(stored, changes)] };
}

/** Tags after a step; those beyond the twentieth are left out. */
export function tagsAfter(
  tags: readonly string[],
  step: Extract<Step, { type: 'update_record' }>,
): string[] {
  const removed = tags.filter((tag) => step.removeTags?.includes(tag) !== true);
  return [...new Set([...removed, ...(step.addTags ?? [])])].slice(0, MOST_TAGS);
}
