import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';
import { bundle } from '../build/bundle.ts';

const MISSING =
  'Azure Functions Core Tools are not installed: `npm install -g azure-functions-core-tools@4` brings `func`. Without them, `npm start` runs the same app.';

/** Whether a program of this name lies in one of the directories of PATH. */
function isOnPath(name: string): boolean {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe', '.bat'] : [''];
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter((part) => part !== '');
  return directories.some((directory) =>
    endings.some((ending) => isProgram(join(directory, name + ending))),
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function main(): Promise<number> {
  if (!isOnPath('func')) {
    process.stderr.write(`${MISSING}\n`);
    return 1;
  }
  await bundle();
  const func = spawn('func', ['start', ...process.argv.slice(2)], {
    cwd: resolve(import.meta.dirname, '../..'),
    stdio: 'inherit',
    // On Windows `func` is a command file, which only the shell can run.
    shell: process.platform === 'win32',
  });
  // Ctrl-C reaches both processes; this one waits for the other.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => func.kill('SIGTERM'));
  const ended = Promise.withResolvers<number>();
  func.once('error', ended.reject);
  func.once('exit', (code) => {
    ended.resolve(code ?? 1);
  });
  return ended.promise;
}

process.exitCode = await main();
