import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import { addMs } from '../kernel/instant.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import { documentType, instantField } from '../platform/store/document-type.ts';
import { create, replace } from '../platform/store/records.ts';
import { listTenants } from './list-tenants.ts';
import { liveOf, PLATFORM_TENANT, TENANT_DOCUMENT_ID, tenantType, type Tenant } from './model.ts';

/**
 * Which business a sender belongs to, kept under {@link PLATFORM_TENANT}. A hint: the settings of the
 * business say whether it holds. It stands in a partition with guards and not among the lookups,
 * so that of two businesses that enter the same number at once only one succeeds.
 */
const senderEntryType = documentType('senderEntry', {
  sender: z.string(),
  holder: z.string(),
  claimedAt: instantField,
});

/** An entry whose business does not name the sender yet is respected for so long: its change is under way. */
const CLAIM_HOLDS_MS = 2 * 60_000;

const PLATFORM = { tenantId: PLATFORM_TENANT };

type Sender = NonNullable<Tenant['sender']>;

function nameOf(sender: Sender): string {
  return 'from' in sender ? sender.from : sender.messagingServiceSid;
}

/**
 * Enters a sender for a business, before its settings name it. Throws `sender-taken` (409) while
 * another business has it. Dying after this leaves an entry that nothing stands behind: it is
 * passed over, and free for others after 2 minutes.
 */
export async function claimSender(
  context: Pick<Context, 'records' | 'clock'>,
  tenantId: string,
  sender: Sender,
): Promise<void> {
  const { records, clock } = context;
  const name = nameOf(sender);
  const id = derivedId('senderEntry', name);
  await commitWithRetry(records, PLATFORM, async () => {
    const stored = await records.get(senderEntryType, PLATFORM, id);
    const now = clock.now();
    const entry = { sender: name, holder: tenantId, claimedAt: now };
    if (stored === undefined) {
      const type = senderEntryType.type;
      const document = { id, type, ...PLATFORM, schemaVersion: 1, ...entry };
      return { writes: [create(document)], value: undefined };
    }
    const { holder, claimedAt } = stored.value;
    const held = holder !== tenantId && (await names(context, holder, name));
    const claimed = holder !== tenantId && now < addMs(claimedAt, CLAIM_HOLDS_MS);
    if (held || claimed) throw senderTaken(name);
    return { writes: [replace(stored, entry)], value: undefined };
  });
}

/** The business whose settings name this number or Messaging Service; undefined: none does. */
export async function tenantOfSender(
  context: Pick<Context, 'records'>,
  name: string,
): Promise<string | undefined> {
  const id = derivedId('senderEntry', name);
  const entry = await context.records.get(senderEntryType, PLATFORM, id);
  if (entry === undefined) return undefined;
  const { holder } = entry.value;
  return (await names(context, holder, name)) ? holder : undefined;
}

/** Businesses without a sender of their own: they send from the deployment's default sender. */
export async function tenantsOfDefaultSender(
  context: Pick<Context, 'records'>,
): Promise<readonly string[]> {
  const all = await listTenants(context.records);
  const settings = await Promise.all(all.map(async ({ id }) => settingsOf(context, id)));
  return settings.filter((it) => it !== undefined && it.sender === undefined).map(tenantIdOf);
}

/**
 * Enters the sender of every business anew from its settings, after entries were lost or a backup was
 * restored. Answers how many were entered, and which businesses have a sender that another one holds.
 */
export async function rebuildSenderEntries(
  context: Pick<Context, 'records' | 'clock'>,
): Promise<{ readonly entered: number; readonly conflicts: readonly string[] }> {
  let entered = 0;
  const conflicts: string[] = [];
  for (const { id } of await listTenants(context.records)) {
    const sender = (await settingsOf(context, id))?.sender;
    if (sender === undefined) continue;
    try {
      await claimSender(context, id, sender);
      entered += 1;
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.kind !== 'sender-taken') throw error;
      conflicts.push(id);
    }
  }
  return { entered, conflicts };
}

async function names(
  context: Pick<Context, 'records'>,
  tenantId: string,
  name: string,
): Promise<boolean> {
  const sender = (await settingsOf(context, tenantId))?.sender;
  return sender !== undefined && nameOf(sender) === name;
}

async function settingsOf(
  { records }: Pick<Context, 'records'>,
  tenantId: string,
): Promise<Tenant | undefined> {
  return (await records.get(tenantType, liveOf(tenantId), TENANT_DOCUMENT_ID))?.value;
}

const tenantIdOf = (tenant: Tenant | undefined): string => tenant?.tenantId ?? '';

function senderTaken(name: string): ProblemError {
  return new ProblemError({
    kind: 'sender-taken',
    status: 409,
    detail:
      'Another business sends from this number or Messaging Service: what comes in could not be told apart.',
    field: 'sender',
    value: name,
    allowed: 'a sender that no other business has',
  });
}
