import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = readFileSync('FAILURES.md', 'utf8');
const named = new Set(
  [...page.matchAll(/`([a-z]+(?:-[a-z]+)+|busy|stale|suppressed)`/g)].map((it) => it[1]),
);

const sources = globSync(['shared/**/*.ts', 'functions/**/*.ts']).map((file) => ({
  file,
  text: readFileSync(file, 'utf8'),
}));

/** Every text that a pattern's first group finds in the sources, with where it stands. */
function found(...patterns: readonly RegExp[]): { readonly word: string; readonly file: string }[] {
  return sources.flatMap(({ file, text }) =>
    patterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].map((match) => ({ word: match[1] ?? '', file })),
    ),
  );
}

/** The members of a union of string literals, wherever it is declared. */
function union(name: string): { readonly word: string; readonly file: string }[] {
  const declared = new RegExp(String.raw`type ${name} =([^;]*);`, 'g');
  return found(declared).flatMap(({ word, file }) =>
    [...word.matchAll(/'([a-z-]+)'/g)].map((match) => ({ word: match[1] ?? '', file })),
  );
}

const problems = [
  ...found(
    /kind: '([a-z-]+)',\s*status: \d/g,
    /status: \d+,\s*kind: '([a-z-]+)'/g,
    /outage\('([a-z-]+)'/g,
  ),
  ...union('FileRefusal'),
];
const reasons = [
  ...union('NoTextReason'),
  ...union('NoEmailReason'),
  ...union('NoChannelReason'),
  ...union('AlertSkipReason'),
  ...union('LinkRefusal'),
];
const notices = found(/kind: z\.enum\(\[\s*((?:'[a-z-]+',?\s*)+)\]\)/g)
  .filter(({ file }) => file.endsWith('notices/model.ts'))
  .flatMap(({ word, file }) => word.split(/[',\s]+/).map((kind) => ({ word: kind, file })))
  .filter(({ word }) => word !== '');

it('finds problems, reasons and notices at all', () => {
  expect(problems.length).toBeGreaterThan(30);
  expect(reasons.length).toBeGreaterThan(9);
  expect(notices.length).toBeGreaterThan(3);
});

it.each([...problems, ...reasons, ...notices].map(({ word, file }) => [word, file]))(
  'the page of failures tells what %s means (%s)',
  (word) => {
    expect(named).toContain(word);
  },
);

it('tells of nothing that the sources do not know', () => {
  const all = sources.map(({ text }) => text).join('\n');
  const unknown = [...named].filter(
    (word) => word !== undefined && !all.includes(`'${word}'`) && !word.startsWith('invalid-'),
  );
  expect(unknown).toEqual([]);
});
