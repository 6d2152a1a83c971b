import { plainWords } from '../messaging/stop-words.ts';

/** What a text says as a rating. */
export interface SaidRating {
  /** 1 to 5. */
  readonly score: number;
  readonly comment?: string;
}

const NUMBER_WORDS = new Map(
  ['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE'].map((word, index) => [word, index + 1]),
);

/** "5", "5 stars", "4/5", "3 out of 5", and nothing else. */
const ALONE = /^([1-5])(?:\s*(?:\/\s*5|out of 5|stars?|⭐|★|👍|❤️|!|\.)\s*)*$/iu;
/** A number, a sign that ends it, and more: "5! Loved it", "2 - she came home wet". */
const WITH_COMMENT =
  /^([1-5])\s*(?:\/\s*5|out of 5|stars?)?\s*(?:[,.!;]+\s+|\s[-–—]+\s+|\n+)(\S[\s\S]*)$/iu;
const STARS = /^(?:⭐️?|★){1,5}$/u;

/**
 * Reads a text as a rating from 1 to 5; undefined when it is anything else. A number within a
 * sentence is none ("5 pm works", "we have 2 dogs"), nor are 0 and 6.
 */
export function parseRating(body: string): SaidRating | undefined {
  const text = body.trim();
  if (STARS.test(text)) return { score: [...text.matchAll(/⭐|★/gu)].length };
  const word = NUMBER_WORDS.get(plainWords(text).replace(/ STARS?$/, ''));
  if (word !== undefined) return { score: word };
  const alone = ALONE.exec(text);
  if (alone !== null) return { score: Number(alone[1]) };
  const [, score, comment] = WITH_COMMENT.exec(text) ?? [];
  return score === undefined || comment === undefined
    ? undefined
    : { score: Number(score), comment: comment.trim() };
}
