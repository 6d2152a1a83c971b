import { holds, ratioOf, type Comparison } from './benchmark.ts';

const HEADINGS = ['', 'ours', 'peer', 'ratio', 'limit', ''] as const;

/** The comparisons of one benchmark as aligned lines of text, the last column saying pass or FAIL. */
export function tableOf(comparisons: readonly Comparison[]): string {
  const rows = [HEADINGS, ...comparisons.map(cellsOf)];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows
    .map((cells) => cells.map((cell, column) => aligned(cell, column, widths[column] ?? 0)))
    .map((cells) => `  ${cells.join('  ')}`.trimEnd())
    .join('\n');
}

function cellsOf(comparison: Comparison): readonly string[] {
  const { what, unit, ours, peer, peerName, limit } = comparison;
  return [
    what,
    `${numberText(ours)} ${unit}`,
    `${numberText(peer)} ${unit} (${peerName})`,
    `${numberText(ratioOf(comparison))} x`,
    limitText(limit),
    verdict(comparison),
  ];
}

function aligned(cell: string, column: number, width: number): string {
  const isNumber = column === 1 || column === 3;
  return isNumber ? cell.padStart(width) : cell.padEnd(width);
}

function limitText(limit: Comparison['limit']): string {
  if (limit === undefined) return '-';
  return 'atMost' in limit ? `<= ${numberText(limit.atMost)}` : `>= ${numberText(limit.atLeast)}`;
}

function verdict(comparison: Comparison): string {
  if (comparison.limit === undefined) return 'shown only';
  return holds(comparison) ? 'pass' : 'FAIL';
}

/** Three significant digits below 1000, whole numbers above. */
function numberText(value: number): string {
  const rounded = Math.abs(value) < 1000 ? Number(value.toPrecision(3)) : Math.round(value);
  return rounded.toLocaleString('en-US', { maximumSignificantDigits: 15 });
}
