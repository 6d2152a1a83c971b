import { describe, expect, test } from 'vitest';
import type { RowProblem } from '../../../shared/imports/row-facts.ts';
import { csv, openBusiness } from './business.ts';

const HEAD = 'Client ID,Client,Mobile,Pet ID,Pet,Species,Vaccine,Expires,Given';

async function problemsOf(...rows: string[]) {
  const business = await openBusiness();
  const problems: RowProblem[] = [];
  const result = await business.import(
    { 'a.csv': csv(HEAD, ...rows) },
    { onProblem: (it) => void problems.push(it) },
  );
  const snapshot = await business.snapshot();
  const sizes = ['owner', 'pet', 'vaccination'].map((kind) => snapshot[kind]?.length);
  return { problems, result, sizes, snapshot };
}

describe('a wrong row', () => {
  test.each([
    ['C1,Jane,,P1,Rex,dog,rabies,31/31/2026,', 'Expires', '31/31/2026', 'vaccination', [1, 1, 0]],
    ['C1,Jane,,P1,Rex,dog,rabies,5/6/26,', 'Expires', '5/6/26', 'vaccination', [1, 1, 0]],
    ['C1,Jane,,P1,Rex,dog,rabies,46000,', 'Expires', '46000', 'vaccination', [1, 1, 0]],
    ['C1,Jane,,P1,Rex,dog,rabies,,2025-01-01', 'Vaccine', 'rabies', 'vaccination', [1, 1, 0]],
    ['C1,Jane,,P1,Rex,dog,,2026-05-01,', 'Expires', '2026-05-01', 'vaccination', [1, 1, 0]],
    ['C1,Jane,,P1,Rex,dog,***,2026-05-01,', 'Vaccine', '***', 'vaccination', [1, 1, 0]],
    [
      'C1,Jane,,P1,Rex,dog,rabies,2026-05-01,2026-05-01',
      'Given',
      '2026-05-01',
      'vaccination',
      [1, 1, 0],
    ],
    ['C1,Jane,,P1,Rex,dog,rabies,2026-05-01,2026-04-01', 'Given', '2026-04-01', 'value', [1, 1, 1]],
    ['C1,Jane,,P1,Rex,dragon,rabies,2026-05-01,', 'Species', 'dragon', 'value', [1, 1, 1]],
    ['C1,Jane,123,P1,Rex,dog,rabies,2026-05-01,', 'Mobile', '123', 'value', [1, 1, 1]],
    ['C1,Jane,,,,,rabies,2026-05-01,', undefined, undefined, 'vaccination', [1, 0, 0]],
    ['C1,,,P1,Rex,dog,rabies,2026-05-01,', undefined, undefined, 'row', [0, 0, 0]],
    [',,,,Rex,dog,rabies,2026-05-01,', undefined, undefined, 'row', [0, 0, 0]],
    [',,,,,,rabies,2026-05-01,', undefined, undefined, 'row', [0, 0, 0]],
    ['C1,Jane,,P1,Rex,dog', undefined, undefined, 'row', [0, 0, 0]],
    ['C1,Jane,,P1,Rex,dog,rabies,2026-05-01,,x', undefined, undefined, 'row', [0, 0, 0]],
    [
      `C1,${'x'.repeat(81)},,P1,Rex,dog,rabies,2026-05-01,`,
      'Client',
      'x'.repeat(81),
      'owner',
      [0, 0, 0],
    ],
    [
      `C1,Jane,,P1,${'x'.repeat(81)},dog,rabies,2026-05-01,`,
      'Pet',
      'x'.repeat(81),
      'pet',
      [1, 0, 0],
    ],
  ])('%s is reported at its place, and what is right of it goes in', async (...row) => {
    const [text, column, value, effect, expected] = row;
    const { problems, sizes } = await problemsOf(text);
    expect(problems[0]).toMatchObject({
      file: 'a.csv',
      line: 2,
      effect,
      reason: expect.stringMatching(/^[A-Z].*[.?]$/) as string,
      ...(column !== undefined && { column, value }),
    });
    if (column === undefined) expect(problems[0]).not.toHaveProperty('column');
    expect(sizes).toEqual(expected);
  });

  test('does not keep the others out', async () => {
    const { result, sizes } = await problemsOf(
      'C1,Jane,,P1,Rex,dog,rabies,2026-05-01,',
      'C2,,,P2,Tom,cat,rabies,2026-05-01,',
      'C3,John,,P3,Max,dog,rabies,soon,',
      'C4,Ada,,P4,Ivy,dog,rabies,2026-05-01,',
    );
    expect(sizes).toEqual([3, 3, 2]);
    expect(result.counts).toMatchObject({ rows: 4, refusedRows: 1, partialRows: 1, problems: 2 });
  });

  test('of which there are many is counted and told in order, and the first fifty are kept', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `C${i},Jane,,P${i},Rex,dog,rabies,soon,`);
    const { problems, result } = await problemsOf(...rows);
    expect(problems.map((it) => it.line)).toEqual(rows.map((_, i) => i + 2));
    expect(result.counts.problems).toBe(300);
    expect(result.problems).toEqual(problems.slice(0, 50));
  });

  test('without anything in it still moves the import on', async () => {
    const rows = Array.from({ length: 2500 }, () => ',,,,,,,,');
    const business = await openBusiness();
    const done: number[] = [];
    const result = await business.import(
      { 'a.csv': csv(HEAD, ...rows) },
      {
        onProgress: (it) => {
          if (it.phase === 'importing') done.push(it.rows);
        },
      },
    );
    expect(result.counts).toMatchObject({ rows: 2500, refusedRows: 2500 });
    expect(done).toEqual([1000, 2000, 2500]);
  });
});

describe('a cell', () => {
  test('with a formula is data and stays what it is', async () => {
    const { snapshot } = await problemsOf(
      `"=""0042""",'=cmd|' /C calc'!A0,,P1,"=HYPERLINK(""x"")",dog,,,`,
      `C2,@SUM(A1),,P2,-Rex,dog,,,`,
    );
    expect(snapshot['owner']?.map((it) => it['externalId']).sort()).toEqual(['0042', 'C2']);
    const names = snapshot['pet']?.map((it) => it['name']).sort();
    expect(names).toEqual(['-Rex', '=HYPERLINK("x")']);
    const owner = snapshot['owner']?.find((it) => it['externalId'] === '0042');
    expect(owner?.['firstName']).toMatch(/^=cmd/);
  });

  test('that stands for nothing is empty, and people may be called None', async () => {
    const { snapshot, problems } = await problemsOf(
      'C1,Ann None,n/a,P1,Rex,dog,-,,',
      'C2,Na,none,P2,Null,dog,,#N/A,',
    );
    expect(problems).toEqual([]);
    const owners = snapshot['owner'] ?? [];
    expect(owners.map((it) => it['nameKey']).sort()).toEqual(['na', 'none ann']);
    expect(snapshot['pet']?.map((it) => it['name']).sort()).toEqual(['Null', 'Rex']);
    for (const owner of owners) expect(owner).not.toHaveProperty('phoneRaw');
  });

  test('may name several vaccines with one date', async () => {
    const { snapshot } = await problemsOf('C1,Jane,,P1,Rex,dog,"Rabies, DHPP & Lepto",2026-05-01,');
    const keys = snapshot['vaccination']?.map((it) => it['vaccine']).sort();
    expect(keys).toEqual(['dhpp', 'leptospirosis', 'rabies']);
  });
});

describe('an unknown column', () => {
  test('is told and nothing else', async () => {
    const business = await openBusiness();
    const text = csv(
      'Name,Favourite Treat,Emaill,,E-mail,Email',
      'Jane,x,x,x,j@example.com,b@b.de',
    );
    const result = await business.import({ 'a.csv': text });
    expect(result.files[0]?.ignored).toEqual([
      { header: 'Favourite Treat', why: 'unknown name' },
      { header: 'Emaill', why: 'unknown name: is "email" meant?' },
      { header: 'column 4 (no name)', why: 'unknown name' },
      { header: 'E-mail', why: 'means the same as "Email"' },
    ]);
    expect(result.counts.owners.created).toBe(1);
  });
});
