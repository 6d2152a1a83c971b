import { describe, expect, test } from 'vitest';
import { csv, openBusiness, type Files } from './business.ts';

async function refusal(files: Files, mapping?: unknown): Promise<unknown> {
  const business = await openBusiness();
  const error: unknown = await business.import(files, { mapping }).catch((it: unknown) => it);
  expect((await business.snapshot())['owner']).toEqual([]);
  return (error as { problem?: unknown }).problem;
}

describe('the encoding of a file', () => {
  const TEXT = 'Name,Phone\r\nJosé Muñoz,212-555-0101\r\nZoë Ångström,212-555-0102\r\n';
  const names = ['José', 'Zoë'];
  test.each([
    ['UTF-8', Buffer.from(TEXT), 'utf-8'],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`), 'utf-8'],
    ['Latin-1', Buffer.from(TEXT, 'latin1'), 'windows-1252'],
    ['UTF-16 little endian', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 big endian', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16(), 'utf-16be'],
  ])('may be %s', async (_name, bytes, encoding) => {
    const business = await openBusiness();
    const result = await business.import({ 'owners.csv': bytes });
    expect(result.files[0]).toMatchObject({ encoding, ignored: [] });
    expect(result.problems).toEqual([]);
    const { owner = [] } = await business.snapshot();
    expect(owner.map((it) => it['firstName']).sort()).toEqual(names);
  });

  test('may be Windows-1252 with its typographic characters', async () => {
    const business = await openBusiness();
    const bytes = Buffer.from('Name,Notes\r\nFran\u00e7ois,\u0093vip\u0094 \u0080\r\n', 'latin1');
    await business.import({ 'a.csv': bytes });
    const { owner = [] } = await business.snapshot();
    expect(owner[0]).toMatchObject({ firstName: 'François', notes: '“vip” €' });
  });

  test('may be stated by the mapping', async () => {
    const business = await openBusiness();
    // "Zoë" as a Macintosh writes it.
    const bytes = Buffer.concat([Buffer.from('Name\rZo'), Buffer.from([0x91]), Buffer.from('\r')]);
    await business.import({ 'a.csv': bytes }, { mapping: { encoding: 'macintosh' } });
    expect((await business.snapshot())['owner']).toMatchObject([{ firstName: 'Zoë' }]);
  });

  test.each([
    ['half UTF-8, half Latin-1', Buffer.concat([Buffer.from(TEXT), Buffer.from(TEXT, 'latin1')])],
    ['of a character set of MS-DOS', Buffer.from([0x4e, 0x61, 0x6d, 0x65, 0x0a, 0x8f, 0x81, 0x0a])],
  ])('is refused when it is %s', async (_what, bytes) => {
    expect(await refusal({ 'a.csv': bytes })).toMatchObject({ kind: 'import-encoding' });
  });

  test.each([
    ['an Excel workbook', Buffer.from('PK\u0003\u0004rest of the archive')],
    ['a PDF', Buffer.from('%PDF-1.7 rest')],
    ['bytes', Buffer.from([0x4e, 0x00, 0x61, 0x00])],
  ])('does not matter for %s, which is told to be saved as CSV', async (_what, bytes) => {
    const problem = {
      kind: 'import-not-csv',
      allowed: expect.stringContaining('saved as CSV') as string,
    };
    expect(await refusal({ 'a.csv': bytes })).toMatchObject(problem);
  });
});

describe('the structure of a file', () => {
  test('keeps true line numbers behind line breaks in quotes and blank lines', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const business = await openBusiness();
      const lines = [
        'Name,Phone,Notes',
        `Jane Doe,212-555-0101,"first${end}second${end}${end}fourth"`,
        '',
        'John Doe,123,"one line"',
        `"Al${end}Roe",124,`,
        'Di Poe,125,',
      ];
      const result = await business.import({ 'a.csv': lines.join(end) });
      const values = result.problems.filter((it) => it.effect === 'value');
      expect(values.map((it) => [it.line, it.value])).toEqual([
        [7, '123'],
        [8, '124'],
        [10, '125'],
      ]);
      const { owner = [] } = await business.snapshot();
      const jane = owner.find((it) => it['firstName'] === 'Jane');
      expect(jane?.['notes']).toBe('first\nsecond\n\nfourth');
      expect(owner.find((it) => it['firstName'] === 'Al')).toMatchObject({ lastName: 'Roe' });
    }
  });

  test('may separate by semicolon or tab, and say so in a first line', async () => {
    for (const text of [
      'Name;Phone;Notes\nJane;1;a, b, c, d',
      'Name\tPhone\nJane\t1',
      'sep=;\nName;Phone\nJane;1',
    ]) {
      const business = await openBusiness();
      const result = await business.import({ 'a.csv': text });
      expect(result.problems[0]).toMatchObject({ value: '1' });
      expect(result.counts.owners.created).toBe(1);
    }
  });

  test('is refused whole when a quote is never closed, with the line of its row', async () => {
    const text = csv('Name,Notes', 'Jane,ok', 'John,"never closed', 'Al,ok');
    expect(await refusal({ 'a.csv': text })).toMatchObject({
      kind: 'import-broken-quotes',
      detail: expect.stringContaining('line 3') as string,
    });
  });

  test('is refused whole when a quote stands in the middle of a cell', async () => {
    const text = csv('Name,Notes', 'Jane,ok', 'John,5" comb', 'Al,ok');
    expect(await refusal({ 'a.csv': text })).toMatchObject({
      kind: 'import-broken-quotes',
      detail: expect.stringContaining('line 3') as string,
    });
  });

  test('is refused whole when a row never ends', async () => {
    const text = csv('Name,Notes', `Jane,"${'x\n'.repeat(150_000)}"`);
    expect(await refusal({ 'a.csv': text })).toMatchObject({
      kind: 'import-row-too-long',
      detail: expect.stringContaining('line 2') as string,
    });
  });

  test.each([
    ['is empty', ''],
    ['holds blank lines only', '\n\n'],
    ['begins with data', 'Jane Doe,212-555-0101,jane@example.com\n'],
  ])('is refused whole when the file %s', async (_what, text) => {
    expect(await refusal({ 'a.csv': text })).toMatchObject({ kind: 'import-no-header' });
  });

  test('is refused whole when a column is missing, with what was found and what may be meant', async () => {
    const text = csv('Owner Phone,Pet,Vaccine,Expirey Date', '1,2,3,4');
    expect(await refusal({ 'a.csv': text })).toMatchObject({
      kind: 'import-columns-missing',
      detail: expect.stringMatching(
        /Found: "Owner Phone", "Pet".*Expirey Date.*expire date/,
      ) as string,
    });
  });

  test('is no reason to write what the good files of the same import hold', async () => {
    const files = { 'good.csv': csv('Name', 'Jane'), 'z.csv': csv('Name,Notes', 'A,"b') };
    expect(await refusal(files)).toMatchObject({ value: 'z.csv' });
  });

  test('needs at least one file, and a tenant', async () => {
    expect(await refusal({})).toMatchObject({ kind: 'import-no-files' });
    const business = await openBusiness();
    const wrong = business.import({ 'a.csv': csv('Name', 'Jane') }, { tenantId: 'oak' });
    await expect(wrong).rejects.toMatchObject({ problem: { kind: 'unknown-tenant' } });
  });
});

describe('the order of day and month', () => {
  const HEAD = 'Pet,Client,Species,Rabies exp,DOB';
  const rows = (...dates: string[]) =>
    csv(HEAD, ...dates.map((it, i) => `Rex ${i},Jane Doe,dog,${it},`));

  test('is settled by one date of the file for all of them', async () => {
    const business = await openBusiness();
    const result = await business.import({ 'a.csv': rows('03/04/2026', '25/12/2026') });
    expect(result.files[0]).toMatchObject({ dateOrder: 'day-first' });
    const { vaccination = [] } = await business.snapshot();
    expect(vaccination.map((it) => it['expiryDate']).sort()).toEqual(['2026-04-03', '2026-12-25']);
  });

  test('is not guessed: such a date is refused, the owner and the pet go in', async () => {
    const business = await openBusiness();
    const result = await business.import({ 'a.csv': rows('03/04/2026', '05/05/2026') });
    const { vaccination = [], pet = [] } = await business.snapshot();
    expect(vaccination.map((it) => it['expiryDate'])).toEqual(['2026-05-05']);
    expect(pet).toHaveLength(2);
    expect(result.problems.filter((it) => it.effect !== 'note')).toMatchObject([
      { line: 2, column: 'Rabies exp', value: '03/04/2026', effect: 'vaccination' },
    ]);
    expect(result.counts).toMatchObject({ partialRows: 1, refusedRows: 0 });
  });

  test('is refused when the file contradicts itself, unless the mapping states it', async () => {
    const text = rows('25/12/2026', '12/25/2026', '03/04/2026');
    expect(await refusal({ 'a.csv': text })).toMatchObject({
      kind: 'import-date-order',
      detail: expect.stringMatching(/line 2.*25\/12\/2026.*line 3.*12\/25\/2026/) as string,
    });
    const business = await openBusiness();
    const mapping = { files: { 'a.csv': { dateOrder: 'month-first' } } };
    const result = await business.import({ 'a.csv': text }, { mapping });
    expect(result.problems.filter((it) => it.effect !== 'note')).toMatchObject([{ line: 2 }]);
    const { vaccination = [] } = await business.snapshot();
    expect(vaccination.map((it) => it['expiryDate']).sort()).toEqual(['2026-03-04', '2026-12-25']);
  });
});

describe('a mapping', () => {
  test('wins over what a header is taken for, and may ignore columns', async () => {
    const business = await openBusiness();
    const text = csv('Kunde,Handy,Name,Phone', 'Jane Doe,212-555-0101,Rex,x');
    const mapping = {
      columns: { Kunde: 'owner.name', Handy: 'owner.phone', Name: 'pet.name', Phone: 'ignore' },
      defaultSpecies: 'dog',
    };
    const result = await business.import({ 'a.csv': text }, { mapping });
    expect(result.files[0]?.ignored).toEqual([{ header: 'Phone', why: 'the mapping says so' }]);
    const after = await business.snapshot();
    expect(after['owner']).toMatchObject([{ lastName: 'Doe', phone: '+12125550101' }]);
    expect(after['pet']).toMatchObject([{ name: 'Rex', species: 'dog' }]);
  });

  test.each([
    [{ columns: { Name: 'owner.nmae' } }, 'columns.Name'],
    [{ dateOrder: 'mdy' }, 'dateOrder'],
    [{ encoding: 'klingon' }, 'encoding'],
    [{ colums: {} }, ''],
  ])('that is wrong (%j) is refused with the place', async (mapping, field) => {
    expect(await refusal({ 'a.csv': csv('Name', 'Jane') }, mapping)).toMatchObject({
      kind: 'import-mapping',
      status: 400,
      errors: [{ field }],
    });
  });
});
