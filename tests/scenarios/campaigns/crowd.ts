import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCampaign } from '../../../shared/campaigns/edit-campaigns.ts';
import { startCampaign } from '../../../shared/campaigns/steer-campaign.ts';
import { phoneId } from '../../../shared/customers/model.ts';
import { addMs, instantOf, type Instant } from '../../../shared/kernel/instant.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { randomIds } from '../../../shared/platform/ids.ts';
import { logTo } from '../../../shared/platform/log.ts';
import type { Queues } from '../../../shared/platform/queues/queues.ts';
import type { OutboundText } from '../../../shared/platform/sms/sms-transport.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import { create, recordsOver } from '../../../shared/platform/store/records.ts';
import { openSqliteStore } from '../../../shared/platform/store/sqlite/open-sqlite-store.ts';
import { createTemplate } from '../../../shared/templates/edit-templates.ts';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { updateSettings } from '../../../shared/tenants/update-settings.ts';
import { definitionInput } from '../../../shared/workflows/definition.ts';
import { createWorkflow } from '../../../shared/workflows/edit-workflows.ts';
import { activateWorkflow } from '../../../shared/workflows/set-status.ts';
import { noFiles } from '../../fixtures/no-files.ts';

/** Monday, 2 March 2026, 10:00 in New York. */
const START = instantOf(Date.parse('2026-03-02T15:00:00Z'));

/** Businesses with any number of owners in a store on disk, whose due work is done when a test says so. */
export interface Crowd {
  readonly context: Context;
  /** Texts handed to the provider. */
  readonly sent: OutboundText[];
  /** Adds owners, straight into the store. */
  fill(tenantId: string, owners: number): Promise<void>;
  /** An active workflow of one text. */
  workflow(tenantId: string): Promise<string>;
  /** Starts a campaign over everybody, whatever the guard. */
  campaign(tenantId: string, workflowId: string, changes?: object): Promise<string>;
  wait(ms: number): void;
  stop(): Promise<void>;
}

const NOBODY: Queues = {
  send: async () => undefined,
  length: async () => 0,
  hasWaiting: async () => false,
};

/** Opens a store for these businesses; `pace` is how many segments to many leave in a minute. */
export async function openCrowd(
  tenantIds: readonly string[],
  { queues = NOBODY, pace }: { readonly queues?: Queues; readonly pace: number },
): Promise<Crowd> {
  const folder = await mkdtemp(path.join(tmpdir(), 'petops-crowd-'));
  let now: Instant = START;
  const clock = { now: () => now };
  const file = path.join(folder, 'store.sqlite');
  const store = openSqliteStore({ file, clock, ids: randomIds });
  const sent: OutboundText[] = [];
  const context: Context = {
    records: recordsOver(store),
    queues,
    files: noFiles,
    sms: {
      local: true,
      send: async (text) => {
        sent.push(text);
        return { kind: 'accepted', providerId: `SM${String(sent.length)}` };
      },
      lookUp: async () => ({ kind: 'found', status: 'delivered' }),
      find: async () => ({ kind: 'missing' }),
    },
    clock,
    ids: randomIds,
    log: logTo(() => undefined),
  };
  for (const id of tenantIds) {
    await createTenant(context, { id, name: id, timeZone: 'America/New_York' });
    const changes = { bulkSegmentsPerMinute: pace };
    await updateSettings(context, { tenantId: id, changes, expected: undefined });
  }
  return {
    context,
    sent,
    fill: async (tenantId, owners) => {
      const perCommit = 40;
      for (let first = 0; first < owners; first += perCommit) {
        const count = Math.min(perCommit, owners - first);
        const writes = Array.from({ length: count }, (_none, n) =>
          ownerAndPhone(tenantId, first + n, now),
        );
        const done = await context.records.commit({ tenantId }, writes.flat().map(create));
        if (!done.ok) throw new Error('Owners could not be written');
      }
    },
    workflow: async (tenantId) => {
      const words = { name: 'Hello', category: 'promotions', channel: 'sms' } as const;
      await createTemplate(context, {
        tenantId,
        template: {
          ...{ key: 'hello', ...words, purpose: 'service', variables: [] },
          body: '{{business.name}}: hello {{owner.first_name}}',
        },
      });
      const steps = [{ type: 'send_sms', template: 'hello' }];
      const definition = definitionInput.parse({
        name: 'Hello',
        trigger: { type: 'manual' },
        steps,
      });
      const { id: workflowId } = await createWorkflow(context, { tenantId, definition });
      await activateWorkflow(context, { tenantId, workflowId, expected: undefined });
      return workflowId;
    },
    campaign: async (tenantId, workflowId, changes = {}) => {
      const campaign = {
        ...{ name: 'Everybody', workflowId, audience: { kind: 'everybody' as const } },
        ...{ variants: [], holdoutPercent: 0 },
        ...changes,
      };
      const { id: campaignId } = await createCampaign(context, { tenantId, campaign });
      await startCampaign(context, { tenantId, campaignId, expected: undefined, confirm: true });
      return campaignId;
    },
    wait: (ms) => {
      now = addMs(now, ms);
    },
    stop: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

function ownerAndPhone(tenantId: string, n: number, at: Instant): Json[] {
  const base = { tenantId, schemaVersion: 1, createdAt: at, updatedAt: at };
  const id = derivedId('owner', tenantId, String(n));
  const number = `+1212${String(2_000_000 + n)}`;
  const names = { firstName: `Kim${String(n)}`, lastName: 'Doe', nameKey: `doe kim${String(n)}` };
  return [
    { ...base, ...names, id, type: 'owner', phone: number, status: 'active', revision: 1 },
    { ...base, id: phoneId(number), type: 'phone', number, ownerIds: [id] },
  ];
}
