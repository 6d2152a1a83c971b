import type { Appointment } from '../appointments/model.ts';
import { noShowId, noShowRecordType } from '../no-shows/model.ts';
import { newRecord } from '../no-shows/no-show-record.ts';
import type { PagePlanning } from './page-planner.ts';

/** The policy that stands with a missed visit of before. */
const POLICY = 'imported';

/**
 * Keeps the record of an imported visit that was missed, so that it counts as a strike and can be undone
 * like any other: without a fee and without a text. When a corrected file no longer says so, it is undone,
 * unless a person has dealt with it.
 */
export function planNoShow(planning: PagePlanning, visit: Appointment, known: boolean): void {
  const { drafts, tenant, now } = planning;
  if (visit.markSeq === 0) return;
  const id = noShowId(visit.id, visit.markSeq);
  const stored = known ? drafts.get(noShowRecordType, id) : undefined;
  const missed = visit.status === 'no_show';
  if (stored === undefined) {
    if (!missed) return;
    const record = newRecord(tenant, { ...visit, markSeq: visit.markSeq - 1 }, 'import', now);
    drafts.create({ ...record, status: 'marked', policyText: POLICY, markedAt: record.occurredAt });
    return;
  }
  if (stored.revision > 1) return;
  if (missed) drafts.change(id, { status: 'marked', undone: undefined }, 'inner');
  else if (stored.status === 'marked') {
    const { startsAt: arrivedAt } = visit;
    const undone = { at: now, reason: 'The file was corrected', arrivedAt, resoldTo: [] };
    drafts.change(id, { status: 'undone', undone }, 'inner');
  }
}
