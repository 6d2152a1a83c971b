import type { Dice } from '../../../local/demo/dice.ts';
import { mergeOwners } from '../../../shared/customers/merge-owners.ts';
import { ownerMergeType } from '../../../shared/customers/merge-model.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { SettingsChanges } from '../../../shared/tenants/settings-input.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import type { StaffAction } from './staff-action.ts';
import { allOf, type Truth } from '../engine/truth.ts';

const time = (text: string): LocalTime => text as LocalTime;

/** What a business may think better of while its scans and texts are under way. */
const CHANGES: readonly SettingsChanges[] = [
  { vaccination: { thresholdDays: [21, 7] } },
  { vaccination: { thresholdDays: [60, 30, 14, 3, 1] } },
  { vaccination: { thresholdDays: [30, 14, 7, 1], staleAfterDays: 30 } },
  { vaccination: { staleAfterDays: 7 } },
  { vaccination: { scanAt: time('11:15') } },
  { vaccination: { scanAt: time('05:00') } },
  { textHours: { start: time('10:00'), end: time('17:30') } },
  { textHours: { start: time('08:00'), end: time('21:00') } },
];

/** The owner or manager of a business changes its settings. */
export function changeSettings(dice: Dice, tenantId: string): StaffAction {
  const changes = dice.pick(CHANGES);
  return {
    name: `settings ${JSON.stringify(changes)}`,
    run: async (context) => updateSettings(context, { tenantId, changes, expected: undefined }),
  };
}

/** Staff make one entry of two; whom a list names stays, so that what it brought can be found again. */
export function mergeWithAnother(
  truth: Truth,
  dice: Dice,
  { tenantId, ownerId }: { readonly tenantId: string; readonly ownerId: string },
): StaffAction | undefined {
  const others = truth.all('owner').filter((it) => it['tenantId'] === tenantId);
  const { id: intoId } = dice.pick(others);
  const isListed = truth.document(tenantId, ownerId)?.['externalId'] !== undefined;
  if (intoId === ownerId || isListed) return undefined;
  const expected = { expectedInto: undefined, expectedFrom: undefined };
  return {
    name: `merge into ${intoId}`,
    run: async (context) =>
      mergeOwners(context, { tenantId, intoId, fromId: ownerId, ...expected }),
  };
}

/** The merges under way, by id. */
export function openMerges(truth: Truth): string[] {
  return allOf(truth, ownerMergeType).flatMap(({ id, status }) => (status === 'done' ? [] : [id]));
}

/** Once merges are over, nothing is kept on anybody who is not there any more, and nobody still gathers. */
export function checkMerged(truth: Truth, broken: (what: string) => void): void {
  for (const type of ['pet', 'vaccination', 'vaccinationAlert', 'message', 'inboundText']) {
    for (const { id, tenantId, ownerId } of truth.all(type)) {
      if (typeof ownerId !== 'string') continue;
      const whose = truth.document(String(tenantId), ownerId);
      if (whose?.['type'] !== 'owner') broken(`${id} is kept on ${ownerId}, who is gone`);
    }
  }
  for (const owner of truth.all('owner')) {
    if (owner['absorbing'] !== undefined) broken(`${owner.id} still gathers what was merged`);
  }
}
