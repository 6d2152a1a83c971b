import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { copyProject, type ProjectCopy } from './project-copy.ts';
import { alive, descendants, freePorts, startModule, type Running } from './processes.ts';

/** One copy of the project with a data folder and ports of its own. */
export interface Place {
  readonly project: ProjectCopy;
  readonly folder: string;
  /** The API's, the sign-in server's, and Azurite's three. */
  readonly ports: readonly number[];
}

/** A `npm start` under way. */
export interface Start extends Running {
  readonly api: string;
  /** Its children now. */
  children(): Promise<number[]>;
}

/** A place that is removed when the test ends. */
export async function newPlace({ onTestFinished }: TestContext): Promise<Place> {
  const project = await copyProject('source');
  const folder = mkdtempSync(join(tmpdir(), 'petops-data-'));
  onTestFinished(() => {
    project.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  return { project, folder, ports: await freePorts(5) };
}

/** Starts the product as `npm start` does. It is ended with the test, its children too. */
export function start(
  { onTestFinished }: TestContext,
  { project, folder, ports }: Place,
  more: readonly string[] = [],
): Start {
  const names = ['--port', '--sign-in-port', '--blob-port', '--queue-port', '--table-port'];
  const running = startModule(
    'local/start/start.ts',
    ['--data', folder, ...names.flatMap((name, n) => [name, String(ports[n])]), ...more],
    { cwd: project.directory },
  );
  const known = new Set<number>();
  const children = async () => {
    const now = await descendants(running.pid);
    for (const pid of now) known.add(pid);
    return now;
  };
  onTestFinished(async () => {
    await children();
    running.signal('SIGKILL');
    // A child left behind would hold its output open.
    for (const pid of alive([...known])) process.kill(pid, 'SIGKILL');
    await running.ended;
  });
  return { ...running, api: `http://127.0.0.1:${String(ports[0])}`, children };
}
