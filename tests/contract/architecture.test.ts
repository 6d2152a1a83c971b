import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** A small house that keeps every rule; each test adds one wrong import to it. */
const HOUSE: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ dependencies: { zod: '*' }, devDependencies: { vitest: '*' } }),
  'tsconfig.json': '{ "compilerOptions": { "module": "nodenext" } }',
  'shared/kernel/result.ts':
    "import { createHash } from 'node:crypto'; export const ok = createHash;",
  'shared/platform/clock.ts': "import { ok } from '../kernel/result.ts'; export const clock = ok;",
  'shared/platform/queues/queues.ts': "import { z } from 'zod'; export const queues = z;",
  'shared/platform/queues/storage-queues.ts':
    "import { queues } from './queues.ts'; export const storage = queues;",
  'shared/pets/model.ts':
    "import { queues } from '../platform/queues/queues.ts'; import { clock } from '../platform/clock.ts'; export const model = [queues, clock];",
  'functions/composition.ts':
    "import { storage } from '../shared/platform/queues/storage-queues.ts'; export const compose = storage;",
  'functions/index.ts':
    "import { compose } from './composition.ts'; import { model } from '../shared/pets/model.ts'; compose(model);",
  'local/start.ts': "import { vi } from 'vitest'; import '../functions/index.ts'; vi.fn();",
  'tests/peer.ts': "import { z } from 'zod'; export const peer = z;",
  'tests/pets.test.ts': "import { peer } from './peer.ts'; peer;",
  'web/page.ts': "import { z } from 'zod'; export const page = z;",
};

let house: string;

beforeEach(async () => {
  house = await mkdtemp(join(tmpdir(), 'petops-house-'));
  await symlink(join(process.cwd(), 'node_modules'), join(house, 'node_modules'));
  for (const [path, text] of Object.entries(HOUSE)) await add(path, text);
});

afterEach(async () => {
  await rm(house, { recursive: true });
});

async function add(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(house, path)), { recursive: true });
  await writeFile(join(house, path), text);
}

async function violations(): Promise<string[]> {
  const configuration = await extractDepcruiseConfig(
    join(process.cwd(), '.dependency-cruiser.mjs'),
  );
  const { output } = await cruise(['functions', 'shared', 'local', 'tests', 'web'], {
    ...configuration.options,
    ruleSet: { forbidden: configuration.forbidden ?? [] },
    validate: true,
    baseDir: house,
  });
  return (output as ICruiseResult).summary.violations.map(
    ({ from, rule }) => `${rule.name}: ${from}`,
  );
}

describe('the architecture rules', () => {
  it('find nothing in a house that keeps them', async () => {
    expect(await violations()).toEqual([]);
  });

  it.each([
    ['kernel-stands-alone', 'shared/kernel/bad.ts', '../platform/clock.ts'],
    ['kernel-stands-alone', 'shared/kernel/bad.ts', 'zod'],
    ['kernel-stands-alone', 'shared/kernel/bad.ts', 'node:fs'],
    ['platform-knows-no-capability', 'shared/platform/bad.ts', '../pets/model.ts'],
    ['adapters-are-composed', 'shared/pets/bad.ts', '../platform/queues/storage-queues.ts'],
    ['adapters-are-composed', 'functions/bad.ts', '../shared/platform/queues/storage-queues.ts'],
    ['shared-is-below-the-edges', 'shared/pets/bad.ts', '../../functions/index.ts'],
    ['shared-is-below-the-edges', 'shared/pets/bad.ts', '../../local/start.ts'],
    ['functions-ship-alone', 'functions/bad.ts', '../local/start.ts'],
    ['page-speaks-http', 'web/bad.ts', '../shared/pets/model.ts'],
    ['nothing-needs-tests', 'local/bad.ts', '../tests/peer.ts'],
    ['no-development-package-in-production', 'functions/bad.ts', 'vitest'],
    ['no-development-package-in-production', 'shared/pets/bad.ts', 'vitest'],
    ['packages-are-declared', 'local/bad.ts', 'esbuild'],
    ['imports-resolve', 'local/bad.ts', './nowhere.ts'],
  ])('%s: refuses that %s imports %s', async (rule, file, module) => {
    await add(file, `import '${module}';`);
    expect(await violations()).toEqual([`${rule}: ${file}`]);
  });

  it('no-cycles: refuses two files that import each other, be it for a type only', async () => {
    await add('shared/pets/a.ts', "import type { B } from './b.ts'; export type A = B[];");
    await add('shared/pets/b.ts', "import type { A } from './a.ts'; export type B = A[];");
    expect(await violations()).toContain('no-cycles: shared/pets/a.ts');
  });

  it('no-orphans: refuses a file without connection to any other', async () => {
    await add('shared/pets/alone.ts', 'export const alone = 1;');
    expect(await violations()).toEqual(['no-orphans: shared/pets/alone.ts']);
  });
});
