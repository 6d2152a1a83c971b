import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { QueueServiceClient, type QueueClient } from '@azure/storage-queue';
import { bundle } from '../../../local/build/bundle.ts';
import type { HostProcessOptions } from '../../fixtures/host-process.ts';

/** One line that the app of fixtures/app wrote about what it saw. */
export interface Seen {
  readonly what: string;
  readonly at: number;
  readonly message?: unknown;
  readonly dequeueCount?: number;
  readonly metadata?: Record<string, unknown>;
  readonly timer?: { isPastDue: boolean; scheduleStatus: null | { next: string; last: string } };
}

/** The built app of fixtures/app in a folder of its own. */
export interface TestApp {
  readonly directory: string;
  /** What the app saw so far, of one kind. */
  seen(what: string): readonly Seen[];
  /** A path for a gate that the app waits at, and how to open it. */
  gate(name: string): { readonly path: string; open(): void };
  /** What starts a host for it. */
  hostOptions(
    connectionString: string,
    more?: Partial<Pick<HostProcessOptions, 'args' | 'env'>>,
  ): HostProcessOptions;
  remove(): void;
}

const nodeModules = resolve(import.meta.dirname, '../../../node_modules');

/** Builds an app (by default that of fixtures/app) with these queue settings of host.json. */
export async function buildTestApp(
  queues: Readonly<Record<string, unknown>> = {},
  entryPoint = resolve(import.meta.dirname, 'fixtures/app/index.ts'),
): Promise<TestApp> {
  const directory = mkdtempSync(join(tmpdir(), 'petops-host-'));
  const json = (name: string, content: unknown) => {
    writeFileSync(join(directory, name), JSON.stringify(content));
  };
  json('package.json', { type: 'module', main: 'dist/index.js' });
  json('host.json', { version: '2.0', extensions: { queues } });
  symlinkSync(nodeModules, join(directory, 'node_modules'));
  await bundle({ entryPoint, outDirectory: join(directory, 'dist') });
  const seenFile = join(directory, 'seen.jsonl');
  return {
    directory,
    seen: (what) =>
      (existsSync(seenFile) ? readFileSync(seenFile, 'utf8') : '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Seen)
        .filter((seen) => seen.what === what),
    gate: (name) => {
      const path = join(directory, `gate-${name}`);
      return {
        path,
        open: () => {
          writeFileSync(path, '');
        },
      };
    },
    hostOptions: (connectionString, more = {}) => ({
      appDirectory: directory,
      connectionString,
      args: more.args ?? [],
      // The hourly timer runs on New Year's Day only, unless a test says otherwise.
      env: { SEEN_FILE: seenFile, HOURLY: '0 0 * 1 1 *', ...more.env },
    }),
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A client of one queue of an Azurite. */
export function queueOf(connectionString: string, name: string): QueueClient {
  return QueueServiceClient.fromConnectionString(connectionString).getQueueClient(name);
}
