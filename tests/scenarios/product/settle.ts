import { expect } from 'vitest';
import { startHostProcess, type HostProcess } from '../../fixtures/host-process.ts';
import type { Business } from './business.ts';
import type { ProjectCopy } from './project-copy.ts';

/** How long a test waits for something that should come within seconds on a busy machine. */
export const SOON = { timeout: 45_000, interval: 50 };

/**
 * The same for what each look lets the clock beat for: one that beats faster than a host works off fills its
 * queues with pointers to what is under way, behind which the last ones wait.
 */
export const BEATING = { timeout: 90_000, interval: 1000 };

/** Where a message may rest: the provider has it, or it is known what became of it. */
const HANDED_OVER = ['accepted', 'sent', 'delivered'];

/** Starts the built product on a business. */
export async function startProduct(
  project: ProjectCopy,
  business: Business,
  connectionString: string,
  more: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<HostProcess> {
  return startHostProcess({
    appDirectory: project.directory,
    connectionString,
    env: { ...business.env, AzureWebJobsStorage: connectionString, ...more.env },
    args: ['--state', `${business.folder}/host`, ...(more.args ?? [])],
  });
}

/** Lets the minute clock of a host beat now. */
export async function tickNow(host: HostProcess): Promise<void> {
  await fetch(`${host.url}/admin/functions/tick`, { method: 'POST', body: '{}' });
}

/** What is not in the provider's hands yet: the scan while it runs, and texts by their status. */
export async function openTexts(business: Business): Promise<string[]> {
  const { status } = await business.scan();
  const open = (await business.messages())
    .map((message) => message.status)
    .filter((it) => !HANDED_OVER.includes(it));
  return status === 'waiting' ? open : [`scan ${status}`, ...open];
}

/**
 * What a host could do at once, after another beat of its clock; empty: all that is open waits for a later
 * time. Texts in the provider's hands are asked about now and then for hours: that is not waited for.
 */
export async function dueAfterTick(host: HostProcess, business: Business): Promise<string[]> {
  await tickNow(host);
  const now = business.now();
  const due = (dueAt: string | undefined) => dueAt !== undefined && dueAt <= now;
  const messages = (await business.messages()).filter(
    (it) => due(it.dueAt) && !HANDED_OVER.includes(it.status),
  );
  const scan = await business.scan();
  return [...(due(scan.dueAt) ? ['scan'] : []), ...messages.map(({ status }) => status)];
}

/** Each of `owners` owners has exactly one text, and each text is in the provider's hands. */
export async function expectOneTextEach(business: Business, owners: number): Promise<void> {
  const messages = await business.messages();
  expect(messages.map(({ status }) => status).filter((it) => !HANDED_OVER.includes(it))).toEqual(
    [],
  );
  expect(new Set(messages.map(({ ownerId }) => ownerId)).size).toBe(owners);
  expect(messages).toHaveLength(owners);
  const texts = await business.texts();
  expect(new Set(texts.map(({ messageId }) => messageId)).size).toBe(owners);
  expect(texts).toHaveLength(owners);
}
