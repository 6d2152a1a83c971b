import { derivedId } from '../../kernel/ids.ts';
import { newTemplateInput, type NewTemplateInput } from '../../templates/template-input.ts';
import { definitionInput, type Definition } from '../definition.ts';
import type { LibraryEntry } from './entry.ts';
import { LATER_ENTRIES } from './later-entries.ts';
import { VISIT_ENTRIES } from './visit-entries.ts';

/** Every ready-made workflow. */
export const WORKFLOW_LIBRARY: readonly LibraryEntry[] = [...VISIT_ENTRIES, ...LATER_ENTRIES];

/** An entry with every default filled in, as it is stored. */
export interface ReadyEntry extends Pick<LibraryEntry, 'key' | 'category' | 'description'> {
  readonly definition: Definition;
  readonly templates: readonly NewTemplateInput[];
}

/** An entry ready to be installed. */
export function readyEntry(entry: LibraryEntry): ReadyEntry {
  return {
    ...entry,
    definition: definitionInput.parse(entry.definition),
    templates: entry.templates.map((it) => newTemplateInput.parse(it)),
  };
}

/** The id of the workflow that an entry becomes: a business has one of each. */
export function workflowIdOf(entryKey: string): string {
  return derivedId('workflow', 'library', entryKey);
}
