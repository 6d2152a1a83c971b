// What may know what. `npm run arch` checks it; tests/contract/architecture.test.ts proves that
// each rule refuses what it names.

/**
 * The files of shared/platform that everybody may import: ports, what works on ports alone, and pure rules.
 * Whatever is not listed here is an adapter.
 */
const PORTS = [
  '[^/]+\\.ts$',
  'store/(document-store|document-type|records|commit-with-retry|query-all)\\.ts$',
  'queues/queues\\.ts$',
  'files/files\\.ts$',
  'sms/(sms-transport|webhook-verifier|mask-number)\\.ts$',
  'email/(email-transport|mask-address)\\.ts$',
  'identity/token-verifier\\.ts$',
  'telemetry/telemetry\\.ts$',
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one idea, or the second hides a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'kernel-stands-alone',
      comment: 'The kernel is pure: node:crypto, date-fns, date-fns-tz and itself.',
      severity: 'error',
      from: { path: '^shared/kernel/' },
      to: {
        pathNot: '^shared/kernel/|^(node:)?crypto$|(^|/)node_modules/date-fns(-tz)?/',
      },
    },
    {
      name: 'platform-knows-no-capability',
      comment: 'Adapters serve every capability, so they know none. Only the kernel is below them.',
      severity: 'error',
      from: { path: '^shared/platform/' },
      to: { path: '^shared/(?!platform/|kernel/)' },
    },
    {
      name: 'adapters-are-composed',
      comment:
        'Only functions/composition.ts, local/ and tests choose adapters; others take ports.',
      severity: 'error',
      from: { path: '^(shared/(?!platform/)|functions/(?!composition\\.ts$))' },
      to: {
        path: '^shared/platform/',
        pathNot: PORTS.map((port) => `^shared/platform/${port}`),
      },
    },
    {
      name: 'shared-is-below-the-edges',
      comment: 'The business does not know who calls it.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(functions|local|web)/' },
    },
    {
      name: 'functions-ship-alone',
      comment: 'What runs in Azure needs nothing of a developer machine.',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(local|web)/' },
    },
    {
      name: 'page-speaks-http',
      comment: 'The page takes its types from the OpenAPI document.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(shared|functions|local)/' },
    },
    {
      name: 'nothing-needs-tests',
      severity: 'error',
      from: { pathNot: '^(tests/|[^/]+$)' },
      to: { path: '^tests/' },
    },
    {
      name: 'no-development-package-in-production',
      comment: 'The deployed app has the dependencies, not the devDependencies.',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'packages-are-declared',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'imports-resolve',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that imports nothing and that nothing imports has no purpose.',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(functions|shared|local|tests)/',
        pathNot: '\\.d\\.ts$|\\.test\\.ts$',
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Type-only imports count: they couple files as well.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
  },
};
