import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { HostStartError } from '../start-error.ts';

const localSettingsSchema = z.object({
  IsEncrypted: z.literal(false, 'encrypted settings cannot be read').optional(),
  Values: z.record(z.string(), z.string()).default({}),
});

/**
 * The `Values` of the app's local.settings.json, which stand in for application settings on a
 * developer's machine; empty without the file. A variable of the environment goes before them.
 * Throws {@link HostStartError} that names what is wrong.
 */
export function readLocalSettings(appDirectory: string): Readonly<Record<string, string>> {
  const path = join(appDirectory, 'local.settings.json');
  if (!existsSync(path)) return {};
  try {
    return localSettingsSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).Values;
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new HostStartError(`${path} is not valid: ${why}`);
  }
}
