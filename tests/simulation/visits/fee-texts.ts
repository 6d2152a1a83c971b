import { messageType } from '../../../shared/messaging/model.ts';
import { noShowRecordType } from '../../../shared/no-shows/model.ts';
import type { Change, Commit } from '../engine/truth.ts';
import type { Visits } from './business.ts';

/** Checks that no text speaks of a fee that is not asked for by the time it is claimed. */
export function checkFeeTexts({ world, plan }: Visits, { changes }: Commit): void {
  for (const { before, after } of changes) {
    if (after?.['type'] !== 'message') continue;
    if (!claims({ before, after })) continue;
    const { id, content } = messageType.schema.parse(after);
    if (content.kind !== 'no-show-fee') continue;
    const record = noShowRecordType.schema.parse(
      world.truth.document(plan.tenantId, content.recordId),
    );
    const { status, fee } = record;
    if (content.says === 'fee' && (status !== 'marked' || fee.status !== 'charged')) {
      world.broken(`text ${id} tells of a fee of ${record.id}, which is ${status}, ${fee.status}`);
    }
    if (content.says === 'correction' && status === 'marked' && fee.status === 'charged') {
      world.broken(`text ${id} takes back a fee of ${record.id} that stands`);
    }
  }
}

function claims({ before, after }: Change): boolean {
  return after?.['status'] === 'sending' && before?.['status'] !== 'sending';
}
