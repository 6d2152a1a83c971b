import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

/** What a run came to. */
export interface Tally {
  passed: number;
  /** Failed tests, files and suites that broke outside a test, and errors nobody caught. */
  failed: number;
  skipped: number;
  /** Tests that said why they were skipped, with the reason. */
  readonly reasons: string[];
  /** Skipped tests without a reason: left out by a filter, or their suite did not start. */
  unexplained: number;
}

/**
 * Prints, as the very last line of a run and alone on it, `N passed, N failed, N skipped`;
 * before it, why tests were skipped. A run with a red outcome never closes with `0 failed`.
 */
export function closingLine(print = (text: string) => process.stdout.write(text)): Reporter {
  let tally: Tally | undefined;
  // Vitest may still print while it closes (a worker that does not end), so the line waits.
  process.once('exit', (code) => {
    if (tally !== undefined) print(closing(tally, code));
  });
  return {
    onTestRunEnd(modules, unhandledErrors) {
      tally = tallyOf(modules, unhandledErrors.length);
    },
  };
}

function closing(tally: Tally, exitCode: number): string {
  const failed = exitCode !== 0 && tally.failed === 0 ? 1 : tally.failed;
  const unexplained =
    tally.unexplained > 0
      ? [`skipped: ${tally.unexplained} without a reason (a filter, or a suite that did not start)`]
      : [];
  const lines = [
    ...tally.reasons.map((reason) => `skipped: ${reason}`),
    ...unexplained,
    `${tally.passed} passed, ${failed} failed, ${tally.skipped} skipped`,
  ];
  return `\n${lines.join('\n')}\n`;
}

/** Counts the outcomes of a finished run. */
export function tallyOf(modules: readonly TestModule[], unhandledErrors: number): Tally {
  const tally: Tally = {
    passed: 0,
    failed: unhandledErrors,
    skipped: 0,
    reasons: [],
    unexplained: 0,
  };
  for (const module of modules) {
    tally.failed += brokenOutsideTests(module);
    for (const test of module.children.allTests()) count(test, tally);
  }
  return tally;
}

function brokenOutsideTests(module: TestModule): number {
  const broken = (part: TestModule | TestSuite): boolean => part.errors().length > 0;
  return [module, ...module.children.allSuites()].filter(broken).length;
}

function count(test: TestCase, tally: Tally): void {
  const result = test.result();
  if (result.state === 'passed') tally.passed++;
  else if (result.state === 'skipped') {
    tally.skipped++;
    if (result.note === undefined) tally.unexplained++;
    else tally.reasons.push(`${test.fullName} (${result.note})`);
  } else {
    // A test that never finished did not pass.
    tally.failed++;
  }
}
