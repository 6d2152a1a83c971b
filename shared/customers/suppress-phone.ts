import { lifted, suppressed } from '../consent/number-consent.ts';
import { notFound, ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { create, replace } from '../platform/store/records.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { requirePhoneNumber } from './link-phone.ts';
import { phoneId, phoneType, type Phone } from './model.ts';
import { newPhone } from './new-phone.ts';

/** A phone by id; throws not-found (404), also for another tenant's. */
export async function getPhone(
  context: Context,
  input: { readonly tenantId: string; readonly phoneId: string },
): Promise<Phone> {
  return (await storedPhone(context, input)).value;
}

/**
 * The document of a number, made when there is none yet, so that somebody who is no customer
 * can be kept from being texted too. Repeating it changes nothing.
 */
export async function registerPhone(
  context: Context,
  input: { readonly tenantId: string; readonly number: string },
): Promise<Phone> {
  const { tenantId } = input;
  const tenant = await loadTenant(context, tenantId);
  const number = requirePhoneNumber(input.number, tenant.country, 'number');
  return commitWithRetry(context.records, liveOf(tenantId), async () => {
    const stored = await context.records.get(phoneType, liveOf(tenantId), phoneId(number));
    if (stored !== undefined) return { writes: [], value: stored.value };
    const phone = newPhone(tenantId, number, [], context.clock.now());
    return { writes: [create(phone)], value: phone };
  });
}

/**
 * Stops all texts to a number, because its holder said so to the staff, and ends consent to
 * marketing given for it. A refusal that stands already stays as it is. Writes the document that a text's claim also writes, so that no
 * claim commits after it.
 */
export async function suppressPhone(
  context: Context,
  input: { readonly tenantId: string; readonly phoneId: string; readonly actorId?: string },
): Promise<Phone> {
  return commitWithRetry(context.records, liveOf(input.tenantId), async () => {
    const stored = await storedPhone(context, input);
    if (stored.value.suppressed !== undefined) return { writes: [], value: stored.value };
    const word = { source: 'staff', actorId: input.actorId } as const;
    const { changes, entries } = suppressed(stored.value, word, context.clock.now());
    const phone = { ...stored.value, ...changes };
    return { writes: [replace(stored, changes), ...entries], value: phone };
  });
}

/**
 * Takes back a refusal that staff entered. A refusal from anywhere else is final (409,
 * `refusal-is-final`): only the holder's own START lifts it. Consent to marketing stays ended.
 */
export async function liftSuppression(
  context: Context,
  input: { readonly tenantId: string; readonly phoneId: string; readonly actorId?: string },
): Promise<Phone> {
  return commitWithRetry(context.records, liveOf(input.tenantId), async () => {
    const stored = await storedPhone(context, input);
    const source = stored.value.suppressed?.source;
    if (source === undefined) return { writes: [], value: stored.value };
    if (source !== 'staff') throw refusalIsFinal(source);
    const word = { source, actorId: input.actorId };
    const { changes, entries } = lifted(stored.value, word, context.clock.now());
    const phone = { ...stored.value, ...changes };
    return { writes: [replace(stored, changes), ...entries], value: phone };
  });
}

async function storedPhone(
  context: Context,
  input: { readonly tenantId: string; readonly phoneId: string },
): Promise<Stored<Phone>> {
  const stored = await context.records.get(phoneType, liveOf(input.tenantId), input.phoneId);
  if (stored === undefined) throw notFound('phone', input.phoneId);
  return stored;
}

function refusalIsFinal(source: string): ProblemError {
  return new ProblemError({
    kind: 'refusal-is-final',
    status: 409,
    detail: 'The holder refused texts themselves. Only a START from this number lifts that.',
    field: 'suppressed.source',
    value: source,
    allowed: 'staff',
  });
}
