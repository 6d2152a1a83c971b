import type { ReputationEvent, ReputationKind } from './model.ts';

const HAPPENED: Readonly<Record<ReputationKind, string>> = {
  no_show: 'Missed a visit without notice',
  late_cancellation: 'Cancelled a visit at short notice',
  on_time_arrival: 'Came on time',
  completed: 'Completed a visit',
  manual: 'Adjusted by staff',
};

/** What an entry means, in words a customer can be told: what happened, its points, and whether it counts. */
export function wordsOf({ kind, points, reason, voided }: ReputationEvent): string {
  const because = reason === undefined ? '' : ` (${reason})`;
  const said = `${HAPPENED[kind]}${because}: ${signed(points)}.`;
  if (voided === undefined) return said;
  const why = voided.reason === '' ? '' : ` (${voided.reason})`;
  return `${said} Taken back${why}: it does not count.`;
}

function signed(points: number): string {
  const count = Math.abs(points) === 1 ? 'point' : 'points';
  if (points === 0) return `no ${count}`;
  return `${points > 0 ? '+' : '-'}${String(Math.abs(points))} ${count}`;
}
