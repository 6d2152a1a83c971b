import js from '@eslint/js';
import comments from '@eslint-community/eslint-plugin-eslint-comments';
import vitest from '@vitest/eslint-plugin';
import jsdoc from 'eslint-plugin-jsdoc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Each ban is one entry with its reason; the folders below choose theirs. ESLint replaces a rule's
// options instead of merging them, so every folder states its whole list.

const imports = {
  extension: {
    regex: String.raw`^\.{1,2}/(?!.*\.(ts|json)$)`,
    message: 'Node runs the sources as they are: write the .ts extension.',
  },
  sdk: {
    regex: String.raw`^(@azure/(?!functions($|/))|twilio|nodemailer|node:sqlite)`,
    message: 'Only shared/platform speaks to services: go through its ports.',
  },
  machine: {
    regex: '^node:(child_process|cluster|dns|fs|http|http2|https|net|os|process|tls)($|/)',
    message: 'The machine is reached through the ports of shared/platform.',
  },
  functions: {
    regex: '^@azure/functions($|/)',
    message: 'Only functions/ and local/ know the runtime they run in.',
  },
  entropy: {
    regex: '^node:crypto$',
    importNamePattern: '^(random|getRandom)',
    message: 'New ids come from the Ids port.',
  },
  clock: {
    regex: String.raw`/platform/(clock|ids|environment)\.ts$`,
    importNames: ['systemClock', 'randomIds', 'processEnvironment'],
    message: 'Take clock, ids and configuration from the context.',
  },
  kernel: {
    regex: String.raw`^(?!(node:crypto|date-fns|date-fns-tz|\./[a-z0-9-]+\.ts)$)`,
    message: 'The kernel uses node:crypto, date-fns, date-fns-tz and its own files only.',
  },
};

const bannedImports = (...patterns) => ['error', { patterns: [imports.extension, ...patterns] }];

const impure = {
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'Take `now` as a value or use the Clock port.' },
    { object: 'performance', property: 'now', message: 'Use the Clock port.' },
    { object: 'Math', property: 'random', message: 'Use the Ids port or a seed.' },
    { object: 'crypto', property: 'randomUUID', message: 'Use the Ids port.' },
    { object: 'crypto', property: 'getRandomValues', message: 'Use the Ids port.' },
    {
      object: 'process',
      property: 'env',
      message: 'Only the configuration reads the environment.',
    },
  ],
};

const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Use named exports: one thing has one name everywhere.',
};
const bareDate = {
  selector:
    ':matches(NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"])',
  message: 'Take `now` as a value or use the Clock port.',
};
const sleep = {
  selector:
    'AwaitExpression > NewExpression[callee.name="Promise"] CallExpression[callee.name="setTimeout"]',
  message: 'No test sleeps: poll with expect.poll or vi.waitFor, or advance a clock.',
};

const documented = {
  'jsdoc/require-jsdoc': [
    'error',
    {
      publicOnly: { esm: true },
      require: { FunctionDeclaration: true, ClassDeclaration: true },
      contexts: [
        'VariableDeclaration',
        'TSInterfaceDeclaration',
        'TSTypeAliasDeclaration',
        'TSDeclareFunction',
      ],
      enableFixer: false,
    },
  ],
  'jsdoc/require-description': ['error', { contexts: ['any'] }],
  'jsdoc/check-tag-names': 'error',
  'jsdoc/no-types': 'error',
  'jsdoc/no-blank-blocks': 'error',
};

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.petops/', 'web/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    plugins: { comments },
    rules: {
      'comments/require-description': ['error', { ignore: ['eslint-enable'] }],
      'comments/no-unlimited-disable': 'error',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', defaultExport],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/promise-function-async': ['error', { checkArrowFunctions: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, argsIgnorePattern: '^_' },
      ],
      // An async function without await turns its throws into rejections, as the ports promise.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Documents are open records: `value['field']` says that the field may be anything.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      'no-restricted-imports': bannedImports(),
      'max-lines': ['error', 300],
    },
  },
  {
    files: ['functions/**/*.ts', 'shared/**/*.ts', 'local/**/*.ts'],
    plugins: { jsdoc },
    settings: { jsdoc: { mode: 'typescript' } },
    rules: {
      ...documented,
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', { max: 12, variant: 'modified' }],
    },
  },
  {
    files: ['functions/**/*.ts', 'shared/**/*.ts'],
    ignores: ['shared/platform/**'],
    rules: {
      ...impure,
      'no-console': 'error',
      'no-restricted-syntax': ['error', defaultExport, bareDate],
    },
  },
  {
    files: ['shared/**/*.ts'],
    ignores: ['shared/platform/**', 'shared/kernel/**'],
    rules: {
      'no-restricted-imports': bannedImports(
        imports.sdk,
        imports.machine,
        imports.functions,
        imports.entropy,
        imports.clock,
      ),
    },
  },
  {
    files: ['shared/kernel/**/*.ts'],
    rules: { 'no-restricted-imports': bannedImports(imports.kernel, imports.entropy) },
  },
  {
    files: ['shared/platform/**/*.ts'],
    rules: { 'no-console': 'error', 'no-restricted-imports': bannedImports(imports.functions) },
  },
  {
    files: ['functions/**/*.ts'],
    rules: {
      'no-restricted-imports': bannedImports(
        imports.sdk,
        imports.machine,
        imports.entropy,
        imports.clock,
      ),
    },
  },
  {
    files: ['functions/composition.ts', 'functions/index.ts'],
    rules: {
      'no-restricted-imports': bannedImports(imports.sdk, imports.machine, imports.entropy),
    },
  },
  {
    files: ['local/**/*.ts'],
    rules: { 'no-restricted-imports': bannedImports(imports.sdk) },
  },
  {
    // The local host stands in for the runtime, whose own client reads the queues.
    files: ['local/host/**/*.ts'],
    rules: { 'no-restricted-imports': bannedImports() },
  },
  {
    files: ['tests/**/*.ts'],
    plugins: { vitest },
    rules: {
      'max-lines': ['error', 500],
      'vitest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect', 'expect*', 'assert*', 'fc.assert', 'expectTypeOf'] },
      ],
      'vitest/no-identical-title': 'error',
      'vitest/valid-expect': ['error', { maxArgs: 2 }],
      'no-restricted-properties': [
        'error',
        ...['describe', 'it', 'test'].flatMap((object) => [
          { object, property: 'only', message: 'It would hide every other test.' },
          ...['skip', 'skipIf', 'runIf', 'todo'].map((property) => ({
            object,
            property,
            message: "Use context.skip(condition, 'reason'): a skipped test says why.",
          })),
        ]),
      ],
    },
  },
  {
    // Peers and fixture apps may be slow on purpose; what judges them may not wait blindly.
    files: ['tests/**/*.ts'],
    ignores: ['tests/peers/**', 'tests/**/fixtures/**'],
    rules: { 'no-restricted-syntax': ['error', defaultExport, sleep] },
  },
  {
    files: ['*.{js,mjs,ts}', '.*.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
