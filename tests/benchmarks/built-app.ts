import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { bundle } from '../../local/build/bundle.ts';

/** An app that the local host can run. */
export interface BuiltApp {
  readonly directory: string;
  readonly metafile: Metafile;
}

const root = resolve(import.meta.dirname, '../..');

/** Bundles an app, as `npm run build` does, into a folder of its own with the project's host.json. */
export async function buildApp(directory: string, entryPoint: string): Promise<BuiltApp> {
  await mkdir(directory);
  const manifest = { type: 'module', main: 'functions/index.js' };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  await copyFile(join(root, 'host.json'), join(directory, 'host.json'));
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'));
  const { metafile } = await bundle({ entryPoint, outDirectory: join(directory, 'functions') });
  return { directory, metafile };
}

/**
 * How many bytes of a package are in the files that are read when the app starts (`eager`), and in
 * those that are read on first use (`lazy`).
 */
export function bytesOf(packageName: string, metafile: Metafile): { eager: number; lazy: number } {
  const eager = filesReadAtStart(metafile);
  const bytes = { eager: 0, lazy: 0 };
  for (const [file, { inputs }] of Object.entries(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      if (!input.includes(`node_modules/${packageName}/`)) continue;
      bytes[eager.has(file) ? 'eager' : 'lazy'] += bytesInOutput;
    }
  }
  return bytes;
}

function filesReadAtStart({ outputs }: Metafile): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const { kind, path } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement') visit(path);
    }
  };
  for (const [file, { entryPoint }] of Object.entries(outputs)) {
    if (entryPoint !== undefined && file.endsWith('/index.js')) visit(file);
  }
  return found;
}
