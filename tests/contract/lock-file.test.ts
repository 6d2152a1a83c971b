import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};
const entries = Object.entries(lock.packages);

describe('the lock file', () => {
  it('holds the optional packages of every platform, or npm ci refuses it', () => {
    const names = new Set(entries.map(([path]) => path.split('node_modules/').at(-1)));
    const optional = entries.flatMap(([, it]) => Object.keys(it.optionalDependencies ?? {}));
    expect(optional.length).toBeGreaterThan(0);
    expect(optional.filter((name) => !names.has(name))).toEqual([]);
  });

  it('names no place to download from, so that everybody uses their own registry', () => {
    const places = entries.flatMap(([path, { resolved }]) =>
      resolved?.startsWith('http') === true ? [`${path}: ${resolved}`] : [],
    );
    expect(places).toEqual([]);
  });
});
