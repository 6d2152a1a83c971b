import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';

const FILES = globSync('{functions,shared,local,tests}/**/*.ts').filter(
  (file) => !file.includes('node_modules'),
);

describe('source files', () => {
  it('are named in kebab-case', () => {
    const shape = /^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.d)?\.ts$/;
    expect(FILES.length).toBeGreaterThan(20);
    expect(FILES.filter((file) => !shape.test(basename(file)))).toEqual([]);
  });

  it('are never a drawer for everything', () => {
    const drawers = /^(utils?|helpers?|common|misc|types|interfaces)\.ts$/;
    expect(FILES.filter((file) => drawers.test(basename(file)))).toEqual([]);
  });

  it('of tests lie in a folder that a test run looks into', () => {
    const tests = FILES.filter((file) => file.endsWith('.test.ts'));
    const looked = /^tests\/(unit|conformance|contract|scenarios|simulation|long)\//;
    expect(tests.filter((file) => !looked.test(file))).toEqual([]);
  });
});
