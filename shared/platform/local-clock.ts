import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { systemClock, type Clock } from './clock.ts';

const offsetSchema = z.object({ offsetMs: z.number() });

/**
 * The clock of a developer's machine: the machine's, shifted by the offset in `file`
 * (`{"offsetMs": n}`), which the host and the command line share. The file is read once; a
 * missing file means no offset. Throws when the file holds anything else.
 */
export function localClock(file: string): Clock {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return systemClock();
  }
  const { offsetMs } = offsetSchema.parse(JSON.parse(text));
  return systemClock(() => offsetMs);
}
