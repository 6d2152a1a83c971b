import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A small house without dead code: every entry of the real one, one shared file, one test. */
const HOUSE: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    type: 'module',
    dependencies: { zod: '*' },
    devDependencies: { vitest: '*', commander: '*' },
  }),
  'tsconfig.json': '{ "compilerOptions": { "module": "nodenext" } }',
  'shared/pets/model.ts':
    "import { z } from 'zod'; export interface Pet { a: z.ZodType } export const pet: Pet = { a: z.any() };",
  'functions/index.ts': "import { pet } from '../shared/pets/model.ts'; console.log(pet);",
  'local/cli/petops.ts': "import { Command } from 'commander'; new Command();",
  'local/start/start.ts': "import '../build/bundle.ts';",
  'local/host/main.ts': 'console.log(1);',
  'local/build/bundle.ts': 'console.log(1);',
  'tests/benchmarks/run.ts': 'console.log(1);',
  'tests/unit/pets.test.ts':
    "import { it } from 'vitest'; import { pet } from '../../shared/pets/model.ts'; it('is', () => { console.log(pet); });",
};

let house: string;

beforeEach(async () => {
  house = await mkdtemp(join(tmpdir(), 'petops-dead-'));
  await symlink(join(process.cwd(), 'node_modules'), join(house, 'node_modules'));
  await copyFile('knip.json', join(house, 'knip.json'));
  for (const [path, text] of Object.entries(HOUSE)) await add(path, text);
});

afterEach(async () => {
  await rm(house, { recursive: true });
});

async function add(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(house, path)), { recursive: true });
  await writeFile(join(house, path), text);
}

/** What knip says about the house; empty when it finds nothing. */
async function findings(...options: string[]): Promise<string> {
  const knip = join(process.cwd(), 'node_modules/knip/bin/knip.js');
  const args = [knip, '--no-config-hints', '--no-progress', ...options];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: house }, (error, stdout, stderr) => {
      // 0: clean, 1: findings; anything else means that knip itself broke.
      if (error !== null && error.code !== 1) reject(new Error(stderr, { cause: error }));
      else resolve(stdout.trim());
    });
  });
}

describe('the search for dead code', () => {
  it('finds nothing in a house without any', async () => {
    expect(await findings()).toBe('');
    expect(await findings('--production')).toBe('');
  });

  it('finds a file nobody imports, an export nobody uses and a package nobody needs', async () => {
    await add('shared/pets/alone.ts', "import { z } from 'zod'; export const alone = z;");
    await add('shared/pets/model.ts', 'export const pet = 1; export const unused = 2;');
    const found = await findings();
    expect(found).toContain('shared/pets/alone.ts');
    expect(found).toMatch(/unused +shared\/pets\/model\.ts/);
    expect(found).toMatch(/zod +package\.json/);
  });

  it('finds what only tests use, unless it is marked as internal', async () => {
    await add(
      'shared/pets/for-tests.ts',
      'export const forTests = 1; /** Tested alone. @internal */ export const part = 2; console.log(part);',
    );
    await add('functions/index.ts', "import '../shared/pets/for-tests.ts';");
    await add(
      'tests/unit/more.test.ts',
      "import { forTests, part } from '../../shared/pets/for-tests.ts'; console.log(forTests, part);",
    );
    expect(await findings()).toBe('');
    const found = await findings('--production', '--include', 'exports');
    expect(found).toMatch(/forTests +shared/);
    expect(found).not.toMatch(/part +shared/);
  });
});
