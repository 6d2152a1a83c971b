import { nameKey } from '../customers/name-key.ts';
import type { Species } from '../customers/model.ts';

const EMPTY_MARKERS = new Set([
  ...[
    'n/a',
    'na',
    'n.a.',
    '#n/a',
    '#ref!',
    '#value!',
    '#name?',
    '-',
    '--',
    '---',
    '\u2013',
    '\u2014',
  ],
  ...['none', 'null', 'nil', 'nan', 'undefined', '(blank)', 'tbd', 'unknown', '?', '??'],
]);
// "Na", "None" and "Null" are names people have.
const EMPTY_NAMES = new Set(['n/a', '#n/a', '-', '--', '---', '?', '??', '(blank)']);

/**
 * The value of a cell as its writer meant it: without surrounding blanks, out of the wrapping
 * spreadsheets use to keep text as text (`="00123"`, and the apostrophe before a digit or before
 * `= + - @`). A formula is data: it is kept as it stands and never evaluated.
 */
export function cleanCell(raw: string): string {
  const text = raw.trim();
  const wrapped = /^="((?:[^"]|"")*)"$/.exec(text);
  if (wrapped !== null) return (wrapped[1] ?? '').replaceAll('""', '"').trim();
  return /^'[=+\-@\d]/.test(text) ? text.slice(1).trim() : text;
}

/** Whether a cleaned value stands for nothing (`n/a`, `-`, `none`, empty). */
export function isEmptyMarker(value: string): boolean {
  return value === '' || (value.length <= 11 && EMPTY_MARKERS.has(value.toLowerCase()));
}

/** Whether a cleaned name stands for nothing; fewer words count than in other cells. */
export function isEmptyName(value: string): boolean {
  return value === '' || EMPTY_NAMES.has(value.toLowerCase());
}

/** A text on one line, composed as Unicode's NFC: line breaks and runs of blanks become one blank. */
export function oneLine(value: string): string {
  return value
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .toWellFormed()
    .normalize('NFC');
}

/** A text of several lines, composed as Unicode's NFC, without control characters. */
export function manyLines(value: string): string {
  return value
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]+/gu, '')
    .trim()
    .toWellFormed()
    .normalize('NFC');
}

const YES = new Set([
  ...['yes', 'y', 'true', 't', '1', 'x', 'on', 'ok', 'subscribed', 'allowed', 'agreed'],
  ...['opted in', 'opt in', '\u2713', '\u2714'],
]);
const NO = new Set([
  ...['no', 'n', 'false', 'f', '0', 'off', 'never', 'unsubscribed', 'stop', 'declined'],
  ...['refused', 'denied', 'opted out', 'opt out', 'do not text', 'do not contact', 'no texts'],
]);

/** Reads yes or no as forms and spreadsheets write it; undefined when it is neither. */
export function parseYesNo(value: string): boolean | undefined {
  const word = value.trim().toLowerCase().replace(/[-_]/g, ' ');
  if (YES.has(word)) return true;
  return NO.has(word) ? false : undefined;
}

const SPECIES_WORDS: Readonly<Record<Exclude<Species, 'other'>, readonly string[]>> = {
  dog: ['dog', 'dogs', 'canine', 'k9', 'k 9', 'puppy', 'pup', 'hound', 'd', 'canis'],
  cat: ['cat', 'cats', 'feline', 'kitten', 'kitty', 'c', 'felis'],
  rabbit: ['rabbit', 'rabbits', 'bunny', 'lagomorph'],
  bird: ['bird', 'birds', 'avian', 'parrot', 'budgie', 'parakeet', 'cockatiel', 'canary'],
};
const OTHER_WORDS = [
  ...['other', 'exotic', 'ferret', 'guinea pig', 'hamster', 'rodent', 'reptile', 'lizard'],
  ...['turtle', 'tortoise', 'snake', 'horse', 'equine', 'pig', 'goat', 'chinchilla', 'hedgehog'],
];
const speciesByWord = new Map<string, Species>([
  ...Object.entries(SPECIES_WORDS).flatMap(([species, words]) =>
    words.map((word): [string, Species] => [word, species as Species]),
  ),
  ...OTHER_WORDS.map((word): [string, Species] => [word, 'other']),
]);

/** The species a word stands for (`Canine`, `K9`, `kitten`); undefined when it is not one. */
export function parseSpecies(value: string): Species | undefined {
  return speciesByWord.get(nameKey(value));
}

/** First and last name of a person's whole name: `Doe, Jane` and `Jane Doe` are the same. */
export function splitName(whole: string): {
  readonly firstName: string;
  readonly lastName: string;
} {
  const name = oneLine(whole);
  const comma = name.indexOf(',');
  if (comma > 0) {
    return { firstName: name.slice(comma + 1).trim(), lastName: name.slice(0, comma).trim() };
  }
  const blank = name.lastIndexOf(' ');
  if (blank < 0) return { firstName: name, lastName: '' };
  return { firstName: name.slice(0, blank), lastName: name.slice(blank + 1) };
}
