import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import tseslint from 'typescript-eslint';

/** The house's rules without type information, so that files which do not exist can be linted. */
const untyped = new ESLint({
  overrideConfig: [
    tseslint.configs.disableTypeChecked,
    { languageOptions: { parserOptions: { projectService: false } } },
  ],
});
const typed = new ESLint();

async function findings(eslint: ESLint, filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

const imported = (module: string, name = 'x') =>
  `import { ${name} } from '${module}';\n/** Reads. */\nexport const read = ${name};\n`;
const evaluated = (expression: string) => `/** Reads. */\nexport const read = ${expression};\n`;

describe('imports by folder', () => {
  const IMPORTS = 'no-restricted-imports';
  it.each([
    ['shared/customers/probe.ts', '@azure/cosmos'],
    ['shared/customers/probe.ts', 'twilio'],
    ['shared/customers/probe.ts', 'twilio/lib/base/RestException.js'],
    ['shared/customers/probe.ts', 'node:sqlite'],
    ['shared/customers/probe.ts', 'node:fs/promises'],
    ['shared/customers/probe.ts', '@azure/functions'],
    ['shared/platform/probe.ts', '@azure/functions'],
    ['shared/kernel/probe.ts', '../platform/clock.ts'],
    ['shared/kernel/probe.ts', 'zod'],
    ['shared/kernel/probe.ts', 'node:fs'],
    ['functions/http/probe.ts', '@azure/storage-queue'],
    ['functions/composition.ts', 'twilio'],
    ['local/cli/probe.ts', '@azure/storage-queue'],
    ['shared/customers/probe.ts', './model.js'],
    ['shared/customers/probe.ts', './model'],
    ['tests/unit/probe.ts', '../../shared/kernel/result'],
  ])('refuses in %s the import of %s', async (file, module) => {
    expect(await findings(untyped, file, imported(module))).toContain(IMPORTS);
  });

  it.each([
    ['shared/customers/probe.ts', '../platform/clock.ts', 'systemClock'],
    ['shared/customers/probe.ts', '../platform/ids.ts', 'randomIds'],
    ['shared/customers/probe.ts', '../platform/environment.ts', 'processEnvironment'],
    ['shared/customers/probe.ts', 'node:crypto', 'randomUUID'],
    ['shared/kernel/probe.ts', 'node:crypto', 'randomBytes'],
    ['functions/http/probe.ts', '../../shared/platform/clock.ts', 'systemClock'],
  ])('refuses in %s what %s exports as %s', async (file, module, name) => {
    expect(await findings(untyped, file, imported(module, name))).toContain(IMPORTS);
  });

  it.each([
    ['shared/platform/store/probe.ts', 'node:sqlite'],
    ['shared/platform/sms/probe.ts', 'twilio'],
    ['shared/kernel/probe.ts', 'date-fns-tz'],
    ['shared/kernel/probe.ts', './result.ts'],
    ['shared/customers/probe.ts', '../kernel/result.ts'],
    ['functions/http/probe.ts', '@azure/functions'],
    ['local/host/probe.ts', '@azure/storage-queue'],
    ['local/cli/probe.ts', '@azure/functions'],
  ])('allows in %s the import of %s', async (file, module) => {
    expect(await findings(untyped, file, imported(module))).toEqual([]);
  });

  it('lets the composition take the real clock', async () => {
    const text = imported('../shared/platform/clock.ts', 'systemClock');
    expect(await findings(untyped, 'functions/composition.ts', text)).toEqual([]);
  });
});

describe('time, chance and environment', () => {
  const impure = [
    ['Date.now()', 'no-restricted-properties'],
    ['new Date()', 'no-restricted-syntax'],
    ['Date()', 'no-restricted-syntax'],
    ['Math.random()', 'no-restricted-properties'],
    ["process.env['TIMEZONE']", 'no-restricted-properties'],
    ['crypto.randomUUID()', 'no-restricted-properties'],
    ['performance.now()', 'no-restricted-properties'],
  ] as const;
  const folders = ['shared/kernel', 'shared/customers', 'functions/http', 'functions/timers'];

  it.each(folders.flatMap((folder) => impure.map(([text, rule]) => [folder, text, rule] as const)))(
    'refuses in %s: %s',
    async (folder, text, rule) => {
      expect(await findings(untyped, `${folder}/probe.ts`, evaluated(text))).toContain(rule);
    },
  );

  it.each(['shared/platform', 'local/cli'])('allows them in %s', async (folder) => {
    for (const [text] of impure) {
      expect(await findings(untyped, `${folder}/probe.ts`, evaluated(text))).toEqual([]);
    }
  });

  it('allows a date made from a value', async () => {
    expect(await findings(untyped, 'shared/kernel/probe.ts', evaluated('new Date(0)'))).toEqual([]);
  });
});

describe('shape of the code', () => {
  it.each([
    ['a const', 'export const probe = 1;'],
    ['a function', 'export function probe(): void {}'],
    ['a type', 'export type Probe = string;'],
    ['an interface', 'export interface Probe { readonly a: string }'],
    ['a class', 'export class Probe { readonly a = 1 }'],
  ])('asks for a docstring on %s that is exported', async (_, text) => {
    for (const folder of ['functions', 'shared/customers', 'shared/platform', 'local/cli']) {
      const found = await findings(untyped, `${folder}/probe.ts`, `${text}\n`);
      expect(found).toContain('jsdoc/require-jsdoc');
    }
  });

  it('refuses an empty docstring', async () => {
    const text = '/** */\nexport const probe = 1;\n';
    expect(await findings(untyped, 'shared/customers/probe.ts', text)).toContain(
      'jsdoc/no-blank-blocks',
    );
  });

  it('refuses default exports', async () => {
    const text = '/** Reads. */\nexport default function probe(): void {}\n';
    expect(await findings(untyped, 'functions/probe.ts', text)).toContain('no-restricted-syntax');
  });

  it('refuses a file of more than 300 lines and a function of more than 60', async () => {
    const lines = (count: number) => 'probe();\n'.repeat(count);
    const text = `/** Reads. */\nexport function probe(): void {\n${lines(300)}}\n`;
    expect(await findings(untyped, 'shared/customers/probe.ts', text)).toEqual(
      expect.arrayContaining(['max-lines', 'max-lines-per-function']),
    );
  });

  it('refuses to switch a rule off without a reason', async () => {
    const text = '// eslint-disable-next-line eqeqeq\nif (1 == Number("1")) throw new Error();\n';
    expect(await findings(untyped, 'shared/customers/probe.ts', text)).toContain(
      'comments/require-description',
    );
  });
});

describe('tests', () => {
  it.each([
    ['a sleep', 'await new Promise((done) => setTimeout(done, 10));', 'no-restricted-syntax'],
    [
      'an exclusive test',
      "it.only('does', () => { expect(1).toBe(1); });",
      'no-restricted-properties',
    ],
    ['a skip without reason', "it.skip('does', () => {});", 'no-restricted-properties'],
    ['a test that cannot fail', "it('does', () => { run(); });", 'vitest/expect-expect'],
  ])('refuse %s', async (_, body, rule) => {
    const text = `import { expect, it } from 'vitest';\n${body}\n`;
    expect(await findings(untyped, 'tests/unit/probe.test.ts', text)).toContain(rule);
  });
});

describe('types', () => {
  it.each([
    ['a dropped promise', 'Promise.resolve(1);', '@typescript-eslint/no-floating-promises'],
    ['any', 'export const a: any = 1;', '@typescript-eslint/no-explicit-any'],
    [
      'a non-null assertion',
      "export const a = process.argv.find((it) => it === 'a')!;",
      '@typescript-eslint/no-non-null-assertion',
    ],
    [
      'a switch that forgets a case',
      "const a = process.argv[0] === 'a' ? 'a' : 'b';\nswitch (a) { case 'a': break; }",
      '@typescript-eslint/switch-exhaustiveness-check',
    ],
    [
      'a type imported as a value',
      "import { Instant } from './instant.ts';\nexport const at = '' as Instant;",
      '@typescript-eslint/consistent-type-imports',
    ],
  ])('refuse %s', async (_, text, rule) => {
    expect(await findings(typed, 'shared/kernel/result.ts', `${text}\n`)).toContain(rule);
  });
});
