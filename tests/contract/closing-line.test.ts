import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const REPORTER = new URL('../reporting/closing-line.ts', import.meta.url);
const VITEST = join(process.cwd(), 'node_modules/vitest/vitest.mjs');

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'petops-closing-'));
  const config = `
    import { closingLine } from ${JSON.stringify(REPORTER.href)};
    export default { test: { globals: true, reporters: ['default', closingLine()] } };`;
  await writeFile(join(root, 'vitest.config.mjs'), config);
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function run(
  tests: string,
  ...options: string[]
): Promise<{ code: number; lines: string[] }> {
  await writeFile(join(root, 'sample.test.mjs'), tests);
  const child = spawn(process.execPath, [VITEST, 'run', '--root', root, ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  for await (const chunk of child.stdout) output += String(chunk);
  const code = await new Promise<number>((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once('exit', (exit) => resolve(exit ?? -1));
  });
  return { code, lines: output.trimEnd().split('\n') };
}

describe('the closing line', () => {
  it('is the last line and counts passed, failed and skipped tests', async () => {
    const { code, lines } = await run(`
      it('holds', () => {});
      it('breaks', () => { throw new Error('no'); });
      it('waits', ({ skip }) => { skip(true, 'no endpoint configured'); });`);
    expect(lines.at(-1)).toBe('1 passed, 1 failed, 1 skipped');
    expect(lines).toContain('skipped: waits (no endpoint configured)');
    expect(code).toBe(1);
  });

  it('says nothing but the count when all pass', async () => {
    const { code, lines } = await run(`it('holds', () => {});`);
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 0 skipped');
    expect(lines.join('\n')).not.toContain('skipped:');
    expect(code).toBe(0);
  });

  it.each([
    ['a file that does not load', `throw new Error('no');`],
    ['a hook that fails', `describe('x', () => { beforeAll(() => { throw new Error('no'); }); });`],
    [
      'an error nobody caught',
      `it('holds', async () => {
        void Promise.reject(new Error('no'));
        await new Promise((done) => setImmediate(done));
      });`,
    ],
    ['no test at all', ``],
  ])('never says 0 failed after %s', async (_, tests) => {
    const { code, lines } = await run(tests);
    expect(code).not.toBe(0);
    expect(lines.at(-1)).toMatch(/^\d+ passed, [1-9]\d* failed, \d+ skipped$/);
  });

  it('counts each suite that broke outside its tests', async () => {
    const broken = `beforeAll(() => { throw new Error('no'); }); it('waits', () => {});`;
    const { lines } = await run(`
      describe('x', () => { ${broken} });
      describe('y', () => { ${broken} });`);
    expect(lines.at(-1)).toBe('0 passed, 2 failed, 2 skipped');
  });

  it('says 1 failed when a run is red although no test is, as when there are no tests', async () => {
    const { code, lines } = await run(`it('one', () => {});`, 'no-such-file');
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });

  it('counts what a filter left out without listing it', async () => {
    const { lines } = await run(`it('one', () => {}); it('two', () => {});`, '-t', 'one');
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped');
    expect(lines).toContain(
      'skipped: 1 without a reason (a filter, or a suite that did not start)',
    );
  });
});
