import type { Dice } from './dice.ts';

/**
 * Numbers for ordinary customers, each once, in random order: real area codes around the salon,
 * and behind them 555-0100 to 555-0199, the lines reserved for fiction. 555-01xx of the area
 * code 508 is left to the awkward cases, whose numbers are fixed.
 */
export function fictionalNumbers(dice: Dice): string[] {
  const lines = Array.from({ length: 100 }, (_, line) => 100 + line);
  return dice.shuffle(
    ['774', '978', '617'].flatMap((area) =>
      lines.map((line) => `+1${area}555${String(line).padStart(4, '0')}`),
    ),
  );
}

const STYLES: readonly ((area: string, exchange: string, line: string) => string)[] = [
  (a, e, l) => `(${a}) ${e}-${l}`,
  (a, e, l) => `(${a}) ${e}-${l}`,
  (a, e, l) => `${a}-${e}-${l}`,
  (a, e, l) => `${a}.${e}.${l}`,
  (a, e, l) => `${a}${e}${l}`,
  (a, e, l) => `1-${a}-${e}-${l}`,
  (a, e, l) => `+1 ${a} ${e} ${l}`,
];

/** An E.164 number of the US the way one of many hands types it into a spreadsheet. */
export function typedNumber(e164: string, dice: Dice): string {
  return dice.pick(STYLES)(e164.slice(2, 5), e164.slice(5, 8), e164.slice(8));
}
