import { join } from 'node:path';
import { z } from 'zod';
import { parseLocalDate, type LocalDate } from '../../shared/kernel/local-date.ts';
import { readJsonFile, writeJsonFile } from '../json-file.ts';

const noteSchema = z.object({
  /** The day the demo is told from. */
  anchor: z.custom<LocalDate>((value) => typeof value === 'string' && parseLocalDate(value).ok),
  /** Whether all of it is in. */
  done: z.boolean(),
});

/** What is noted about the demo of a folder, so that a start that died midway is completed. */
export type DemoNote = z.output<typeof noteSchema>;

/** The note of a folder; undefined when no demo was begun in it. Throws when it cannot be read. */
export function readDemoNote(folder: string): DemoNote | undefined {
  const remedy = 'delete it to keep the data as they are, or the folder to start afresh';
  return readJsonFile(fileOf(folder), noteSchema, remedy);
}

/** Replaces the note of a folder. */
export function writeDemoNote(folder: string, note: DemoNote): void {
  writeJsonFile(fileOf(folder), note);
}

function fileOf(folder: string): string {
  return join(folder, 'demo.json');
}
