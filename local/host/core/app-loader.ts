import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { HostStartError } from '../start-error.ts';
import type { AppRegistry, RegisteredFunction } from './app-registry.ts';

const packageSchema = z.object({ main: z.string().min(1) });

let starts = 0;

/**
 * Loads an app by the runtime's order: `main` of package.json (a path or a glob) names the entry
 * files, each is imported, then the `appStart` hooks run, the programming model locks the set-up and
 * registration ends. Returns the functions. Throws {@link HostStartError} in the app's own words.
 */
export async function loadApp(
  appDirectory: string,
  app: AppRegistry,
): Promise<readonly RegisteredFunction[]> {
  const pattern = mainOf(appDirectory);
  const files = globSync(pattern, { cwd: appDirectory }).sort();
  if (files.length === 0) {
    throw new HostStartError(
      `No file matches "main" of package.json (${pattern}) in ${appDirectory}. Is the app built?`,
    );
  }
  starts += 1;
  for (const file of files) {
    // The module cache would hand a second start an app that registers nothing.
    const again = starts > 1 ? `?start=${starts}` : '';
    try {
      await import(`${pathToFileURL(join(appDirectory, file)).href}${again}`);
    } catch (error) {
      throw new HostStartError(`The app failed to start (${file}): ${wordsOf(error)}`, {
        cause: error,
      });
    }
  }
  const { appOnly, all } = app.hookData;
  await app.runHooks('appStart', {
    hookData: appOnly,
    appHookData: all,
    functionAppDirectory: appDirectory,
  });
  const functions = app.functions();
  if (app.model === undefined || functions.length === 0) {
    throw new HostStartError(`The app registered no function (${files.join(', ')}).`);
  }
  await app.model.getCapabilities?.({});
  app.lock();
  return functions;
}

function mainOf(appDirectory: string): string {
  const path = join(appDirectory, 'package.json');
  try {
    return packageSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).main;
  } catch (error) {
    throw new HostStartError(`${path} cannot be read or has no "main": ${wordsOf(error)}`);
  }
}

/** What the app said, with the places in its own code only. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack ?? error.message).split('\n');
  return lines.filter((line) => !/^ {4}at .*(node:internal|local\/host\/)/.test(line)).join('\n');
}
