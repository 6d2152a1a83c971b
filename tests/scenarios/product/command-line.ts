import { resolve } from 'node:path';
import type { Business } from './business.ts';
import { startModule, type Finished, type Running } from './processes.ts';

const root = resolve(import.meta.dirname, '../../..');
const entry = resolve(root, 'local/cli/petops.ts');

/** Starts a command on the data folder of a business. */
export function startPetops(
  business: Pick<Business, 'folder'>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  return startModule(entry, [...args, '--data', business.folder], { cwd: root, env });
}

/** Runs a command on the data folder of a business. */
export async function petops(
  business: Pick<Business, 'folder'>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return startPetops(business, args, env).ended;
}

/** Runs the command line without any data folder, for its help. */
export async function petopsHelp(args: readonly string[]): Promise<Finished> {
  return startModule(entry, [...args, '--help'], { cwd: root }).ended;
}
