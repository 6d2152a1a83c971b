import type { CommonOptions } from './session.ts';

/** Prints a command's result: as JSON on one line for scripts, else as the given lines. */
export function print(
  options: CommonOptions,
  result: unknown,
  lines: () => readonly string[],
): void {
  process.stdout.write(
    options.json === true ? `${JSON.stringify(result)}\n` : `${lines().join('\n')}\n`,
  );
}

/** Rows as columns padded to equal width, for people. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  }
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
