import { describe, expect, test } from 'vitest';
import { parseRating } from '../../../shared/ratings/parse-rating.ts';

describe('parseRating', () => {
  test.each([
    ['1', 1],
    [' 5 ', 5],
    ['5!', 5],
    ['5 stars', 5],
    ['1 star', 1],
    ['4/5', 4],
    ['3 out of 5', 3],
    ['5 ⭐', 5],
    ['⭐⭐⭐⭐', 4],
    ['⭐️⭐️⭐️', 3],
    ['five', 5],
    ['Two stars', 2],
  ])('takes %j for a rating', (body, score) => {
    expect(parseRating(body)).toEqual({ score });
  });

  test.each([
    ['5! Loved it', 5, 'Loved it'],
    ['2 - she came home wet', 2, 'she came home wet'],
    ['4/5, a bit late', 4, 'a bit late'],
    ['3\nNails were too long', 3, 'Nails were too long'],
  ])('takes %j for a rating with words', (body, score, comment) => {
    expect(parseRating(body)).toEqual({ score, comment });
  });

  test.each([
    '',
    '0',
    '6',
    '10',
    '55',
    '1-2',
    '5 pm works',
    '2 dogs please',
    '3:30 is fine',
    '4.5',
    'we have 2 dogs',
    'great',
    '⭐⭐⭐⭐⭐⭐',
  ])('takes %j for none', (body) => {
    expect(parseRating(body)).toBeUndefined();
  });
});
