import type { Field } from './fields.ts';
import { HEADER_SYNONYMS } from './header-synonyms.ts';

/** Share of letter pairs in common from which a header counts as a misspelling of another. */
const ALIKE = 0.55;

/** The known name of one of `fields` that `key` most resembles; undefined when none is alike. */
export function nearestHeader(key: string, fields: readonly Field[]): string | undefined {
  let best: string | undefined;
  let bestShare = ALIKE;
  for (const name of fields.flatMap((field) => HEADER_SYNONYMS[field])) {
    const share = likeness(key, name);
    if (share > bestShare) [best, bestShare] = [name, share];
  }
  return best;
}

/** Dice coefficient of the pairs of neighbouring letters: 1 for equal texts, 0 for nothing in common. */
function likeness(a: string, b: string): number {
  const pairsA = pairs(a);
  const pairsB = pairs(b);
  const common = [...pairsA].filter((pair) => pairsB.has(pair)).length;
  return (2 * common) / Math.max(1, pairsA.size + pairsB.size);
}

function pairs(text: string): Set<string> {
  const padded = ` ${text} `;
  return new Set(Array.from(padded.slice(1), (_, i) => padded.slice(i, i + 2)));
}
