import { isDeepStrictEqual } from 'node:util';

/** Fields that change with every write or follow from others: they tell nobody anything. */
const TECHNICAL: ReadonlySet<string> = new Set([
  'id',
  'type',
  'tenantId',
  'schemaVersion',
  'revision',
  'updatedAt',
  'createdAt',
  'nameKey',
  'givenKey',
  'emailKey',
  'numberBackwards',
  'attempts',
  'lastError',
  'leaseId',
  'dueKind',
  'checkpoints',
  'skippedCheckpoints',
  'offsetsDone',
  'planVersion',
  'eventSequence',
  'consentSequence',
  'suppressedAt',
  'sendBefore',
  'history',
  // Caches of what other records say.
  'balanceCents',
  'spendCents',
  'recomputeSince',
  'reputationFold',
  'noShowStrikes',
  'lastReputationUpdate',
  'reputationScore',
  'noShowCount',
  'lateCancellationCount',
  'completedAppointmentCount',
  'visitCount',
  'lastVisitOn',
]);

/**
 * The fields in which two versions of a document differ, with both values. A field that is
 * undefined counts as absent. An empty result means that nothing a person would call a
 * change has happened.
 */
export function changedFields(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Record<string, { readonly before?: unknown; readonly after?: unknown }> {
  const changes: Record<string, { before?: unknown; after?: unknown }> = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (TECHNICAL.has(field) || isDeepStrictEqual(before[field], after[field])) continue;
    changes[field] = {
      ...(before[field] !== undefined && { before: before[field] }),
      ...(after[field] !== undefined && { after: after[field] }),
    };
  }
  return changes;
}
