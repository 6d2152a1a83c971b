import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { surveyFile, type FileSurvey } from '../../../shared/imports/survey-file.ts';

const survey = async (rows: number, mostRows: number): Promise<FileSurvey> => {
  const text = `First Name,Phone\n${'a\n'.repeat(rows)}`;
  const file = { name: 'list.csv', open: () => Readable.from([Buffer.from(text)]) };
  return surveyFile(file, {}, undefined, mostRows);
};

it('refuses a file at its first row too many, however few bytes the rows have', async () => {
  expect((await survey(5, 5)).rows).toBe(5);
  await expect(survey(6, 5)).rejects.toMatchObject({
    problem: { kind: 'import-too-many-rows', status: 422, value: 'list.csv' },
  });
});
