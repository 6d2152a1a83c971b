import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { systemClock, type Clock } from './clock.ts';
import { ConfigurationError } from './config.ts';

const offsetSchema = z.object({ offsetMs: z.number() });

/**
 * The clock of a developer's machine: the machine's, shifted by the offset in `file`
 * (`{"offsetMs": n}`), which the host and the command line share. The file is read once; a
 * missing file means no offset. Throws {@link ConfigurationError} with the file's name when it
 * holds anything else.
 */
export function localClock(file: string): Clock {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return systemClock();
  }
  const offsetMs = offsetOf(file, text);
  return systemClock(() => offsetMs);
}

function offsetOf(file: string, text: string): number {
  try {
    return offsetSchema.parse(JSON.parse(text)).offsetMs;
  } catch (cause) {
    throw new ConfigurationError(
      `The clock file ${file} cannot be read: it must hold {"offsetMs": 0}, or be deleted.`,
      { cause },
    );
  }
}
