import type { Dice } from '../../../local/demo/dice.ts';
import { phoneId, type Owner } from '../../../shared/customers/model.ts';
import { liftSuppression, suppressPhone } from '../../../shared/customers/suppress-phone.ts';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import { updatePet } from '../../../shared/customers/update-pet.ts';
import { approveRun, dismissRun, runJobNow } from '../../../shared/jobs/run-job.ts';
import { addDays, type LocalDate } from '../../../shared/kernel/local-date.ts';
import { retryText } from '../../../shared/messaging/retry-text.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { correctVaccination } from '../../../shared/vaccinations/correct-vaccination.ts';
import { recordVaccination } from '../../../shared/vaccinations/record-vaccination.ts';
import { VACCINATION_SCAN } from '../../../shared/vaccinations/scan-job.ts';
import { changeSettings, mergeWithAnother } from './business-acts.ts';
import { numberOf } from './population.ts';
import type { StaffAction } from './staff-action.ts';
import type { Truth } from '../engine/truth.ts';

/** What staff do next about one owner, chosen by the dice; the owner's own texts are elsewhere. */
export function staffAction(
  truth: Truth,
  dice: Dice,
  of: { readonly tenantId: string; readonly ownerId: string; readonly today: LocalDate },
): StaffAction | undefined {
  const { tenantId, ownerId, today } = of;
  const owner = truth.document(tenantId, ownerId) as Owner | undefined;
  const pets = truth.all('pet').filter((it) => it['ownerId'] === ownerId);
  const records = truth.all('vaccination').filter((it) => it['ownerId'] === ownerId);
  const [pet] = dice.shuffle(pets);
  const [record] = dice.shuffle(records);
  const expected = undefined;

  const forOwner = (name: string, changes: Parameters<typeof updateOwner>[1]['changes']) => ({
    name,
    run: async (context: Context) => updateOwner(context, { tenantId, ownerId, changes, expected }),
  });
  const forPet = (status: 'active' | 'inactive' | 'deceased') =>
    pet && {
      name: `${pet.id} is ${status}`,
      run: async (context: Context) =>
        updatePet(context, { tenantId, petId: pet.id, changes: { status }, expected }),
    };
  const forJob = (name: string, run: typeof runJobNow) => ({
    name,
    run: async (context: Context) => run(context, tenantId, VACCINATION_SCAN),
  });
  const forPhone = (name: string, run: typeof suppressPhone) => {
    const number = owner?.phone;
    if (number === undefined) return undefined;
    return {
      name,
      run: async (context: Context) => run(context, { tenantId, phoneId: phoneId(number) }),
    };
  };
  const renew = (days: number) =>
    record && {
      name: `renew ${record.id}`,
      run: async (context: Context) =>
        recordVaccination(context, {
          tenantId,
          petId: String(record['petId']),
          vaccination: {
            vaccine: String(record['vaccine']),
            expiryDate: addDays(today, days),
          },
        }),
    };
  const correct = (days: number) =>
    record && {
      name: `correct ${record.id}`,
      run: async (context: Context) =>
        correctVaccination(context, {
          tenantId,
          vaccinationId: record.id,
          changes: { expiryDate: addDays(today, days) },
          expected,
        }),
    };

  const retry = () => {
    const [text] = dice.shuffle(truth.all('message').filter((it) => it['status'] === 'failed'));
    return (
      text && {
        name: `retry ${text.id}`,
        run: async (context: Context) => retryText(context, String(text['tenantId']), text.id),
      }
    );
  };

  const choices: readonly (() => StaffAction | undefined)[] = [
    () => forPet('deceased'),
    () => forPet('inactive'),
    () => forPet('active'),
    () => renew(365),
    () => renew(dice.int(0, 31)),
    () => correct(dice.int(-16, 31)),
    () => forOwner('change number', { phone: numberOf(dice.int(0, 9)) }),
    () => forOwner('remove number', { phone: null }),
    () => forOwner('refuse texts', { smsOptedIn: false }),
    () => forOwner('allow texts', { smsOptedIn: true }),
    () => forOwner('leave', { status: 'inactive' }),
    () => forOwner('come back', { status: 'active' }),
    () => forPhone('suppress', suppressPhone),
    () => forPhone('lift', liftSuppression),
    () => forJob('scan now', runJobNow),
    () => forJob('approve', approveRun),
    () => forJob('dismiss', dismissRun),
    () => retry(),
    () => retry(),
    () => changeSettings(dice, tenantId),
    () => mergeWithAnother(truth, dice, { tenantId, ownerId }),
  ];
  return dice.pick(choices)();
}
