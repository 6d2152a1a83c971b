import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundle } from '../../../local/build/bundle.ts';

const entryPoint = resolve(import.meta.dirname, 'fixtures/app/index.ts');
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'petops-bundle-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('bundle', () => {
  it('keeps a package that is imported on demand out of what is read at start', async () => {
    const { entryFile, metafile } = await bundle({ entryPoint, outDirectory: directory });
    const outputs = Object.entries(metafile.outputs);
    const atStart = new Set(
      outputs
        .filter(([path]) => path.endsWith('/index.js'))
        .flatMap(([path, { imports }]) => [
          path,
          ...imports.filter(({ kind }) => kind === 'import-statement').map((found) => found.path),
        ]),
    );
    const packages = outputs
      .filter(([path]) => atStart.has(path))
      .flatMap(([, { inputs }]) => Object.keys(inputs));
    expect(packages.some((path) => path.includes('node_modules/twilio/'))).toBe(false);
    const all = outputs.flatMap(([, { inputs }]) => Object.keys(inputs));
    expect(all.some((path) => path.includes('node_modules/twilio/'))).toBe(true);
    expect(readFileSync(entryFile, 'utf8')).toContain('from "@azure/functions"');
    expect(existsSync(`${entryFile}.map`)).toBe(true);
  });

  it('leaves nothing of an earlier bundle behind', async () => {
    const stale = join(directory, 'stale.js');
    writeFileSync(stale, '');
    await bundle({ entryPoint, outDirectory: directory });
    expect(existsSync(stale)).toBe(false);
  });

  it('fails on an import that does not exist and names it', async () => {
    const broken = join(directory, 'broken.ts');
    writeFileSync(broken, "import './missing.ts';");
    await expect(
      bundle({ entryPoint: broken, outDirectory: join(directory, 'out') }),
    ).rejects.toThrow('missing.ts');
  });
});
