import { describe, expect, it } from 'vitest';
import { entryRunIds, openRunIds } from '../../../shared/workflows/entry-runs.ts';
import type { WorkflowRun } from '../../../shared/workflows/model.ts';

const run = (n: number, status: WorkflowRun['status']): WorkflowRun =>
  ({
    id: `run_${String(n)}`,
    status,
    createdAt: `2026-03-02T10:00:${String(n).padStart(2, '0')}Z`,
  }) as WorkflowRun;

describe('the runs of an entry', () => {
  it('are the last one and those before it that were kept', () => {
    expect(entryRunIds({ runId: 'run_2' })).toEqual(['run_2']);
    expect(entryRunIds({ runId: 'run_2', earlierRunIds: ['run_1'] })).toEqual(['run_2', 'run_1']);
  });

  it('that may still go on are those under way and those that failed', () => {
    const runs = [run(1, 'done'), run(2, 'failed'), run(3, 'cancelled'), run(4, 'skipped')];
    expect(openRunIds([...runs, run(5, 'running')])).toEqual(['run_5', 'run_2']);
  });

  it('that failed are forgotten, the oldest first, before one under way is and above twenty', () => {
    const failed = Array.from({ length: 25 }, (_, n) => run(n + 1, 'failed'));
    const kept = openRunIds([run(0, 'running'), ...failed]);
    expect(kept).toHaveLength(20);
    expect([kept[0], kept[1], kept.at(-1)]).toEqual(['run_0', 'run_25', 'run_7']);
  });
});
