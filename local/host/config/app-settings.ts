import { z } from 'zod';
import { HostStartError } from '../start-error.ts';

/** The app's settings: its environment variables. */
export type AppSettings = Readonly<Record<string, string | undefined>>;

/**
 * Replaces each `%NAME%` in a binding's text by the setting of that name, as the runtime does.
 * Throws {@link HostStartError} for a setting that is missing.
 */
export function resolveSettings(text: string, settings: AppSettings): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = settings[name];
    if (value === undefined) {
      throw new HostStartError(`"${text}" names the setting ${name}, which is not set.`);
    }
    return value;
  });
}

/**
 * The connection string that a binding's `connection` names; without one, that of the host's own
 * storage. Throws {@link HostStartError} for a setting that is missing: connections by identity have
 * no local counterpart.
 */
export function connectionOf(
  connection: unknown,
  settings: AppSettings,
  hostStorage: string,
): string {
  if (connection === undefined || connection === '' || connection === 'AzureWebJobsStorage') {
    return hostStorage;
  }
  const name = z.string().parse(connection);
  const value = settings[`AzureWebJobs${name}`] ?? settings[name];
  if (value === undefined) {
    throw new HostStartError(
      `A binding uses the connection ${name}: set ${name} to a connection string.`,
    );
  }
  return value;
}
