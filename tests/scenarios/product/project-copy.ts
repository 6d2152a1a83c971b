import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundle } from '../../../local/build/bundle.ts';

const root = resolve(import.meta.dirname, '../../..');
const PARTS = ['functions', 'shared', 'local', 'infra', 'host.json', 'package.json'];

/** A copy of the project, so that what a test builds in it disturbs no other. */
export interface ProjectCopy {
  readonly directory: string;
  remove(): void;
}

/** Copies what the product is made of; packages are shared. With `built` the app is bundled in it. */
export async function copyProject(how: 'built' | 'source'): Promise<ProjectCopy> {
  const directory = mkdtempSync(join(tmpdir(), 'petops-project-'));
  for (const part of PARTS) cpSync(join(root, part), join(directory, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  if (how === 'built') {
    await bundle({
      entryPoint: join(directory, 'functions/index.ts'),
      outDirectory: join(directory, 'dist/functions'),
    });
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
