import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { closingLine } from './tests/reporting/closing-line.ts';

// The workers of the tests and what they start load what Node compiled before: half of a start's time.
process.env['NODE_COMPILE_CACHE'] ??= resolve(import.meta.dirname, 'node_modules/.cache/compiled');

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

interface Manner {
  /** Each file has modules of its own. Needed where a file replaces one, or measures a whole process. */
  readonly isolate?: boolean;
}

/**
 * One kind of test: the folder of its name, and how long one test or hook may take. Without a word
 * otherwise the files of a kind share what they import: loading it anew for each is most of their time.
 */
function kind(name: string, timeoutMs: number, { isolate = false }: Manner = {}) {
  return {
    extends: true as const,
    test: {
      name,
      isolate,
      include: [`tests/${name}/**/*.test.ts`],
      testTimeout: timeoutMs,
      hookTimeout: Math.max(timeoutMs, 30 * SECOND_MS),
    },
  };
}

const onGitHub = process.env['GITHUB_ACTIONS'] === 'true';

export default defineConfig({
  resolve: {
    alias: {
      // Its ES modules bring in 300 more, and for each Node reads the 200 KB that date-fns has for a
      // package.json: a second for each file of tests. The same code as CommonJS takes a fifth of that.
      'date-fns-tz': resolve(import.meta.dirname, 'node_modules/date-fns-tz/dist/cjs/index.js'),
    },
  },
  test: {
    projects: [
      kind('unit', 10 * SECOND_MS),
      kind('conformance', 30 * SECOND_MS, { isolate: true }),
      kind('contract', MINUTE_MS),
      kind('scenarios', 90 * SECOND_MS),
      kind('simulation', 5 * MINUTE_MS),
      // Seeds and sizes beyond everyday patience: `npm run test:all` only.
      kind('long', 15 * MINUTE_MS, { isolate: true }),
    ],
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', ...(onGitHub ? ['github-actions'] : []), closingLine()],
  },
});
