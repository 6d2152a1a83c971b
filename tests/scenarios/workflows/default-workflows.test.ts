import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTenant } from '../../../shared/tenants/create-tenant.ts';
import { tenantType, TENANT_DOCUMENT_ID } from '../../../shared/tenants/model.ts';
import {
  DEFAULT_WORKFLOWS,
  defaultWorkflows,
  switchOnEntries,
} from '../../../shared/workflows/library/default-workflows.ts';
import { workflowType, type Workflow } from '../../../shared/workflows/model.ts';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const install = async () =>
  switchOnEntries(salon.edge.context, { tenantId: 'maple', entries: DEFAULT_WORKFLOWS });
const workflowsOf = async (tenantId: string): Promise<Workflow[]> => {
  const { records } = salon.edge.context;
  const page = await records.query(workflowType, { tenantId }, { limit: 50 });
  return page.items.map(({ value }) => value);
};
const NEW = { id: 'oak', name: 'Oak', timeZone: 'America/New_York', also: defaultWorkflows };

describe('a new business', () => {
  it('has its reminders, active, just as if it had installed and switched them on by hand', async () => {
    await createTenant(salon.edge.context, NEW);
    await install();
    const plain = (all: Workflow[]) =>
      all.map(({ id, name, status, activeTrigger, definition, origin, version }) => {
        return { id, name, status, activeTrigger, definition, origin, version };
      });
    const oak = plain(await workflowsOf('oak'));
    expect(oak.map(({ origin, status }) => [origin, status]).sort()).toEqual([
      ['reminder_24h', 'active'],
      ['reminder_2h', 'active'],
    ]);
    expect(oak).toEqual(plain(await workflowsOf('maple')));
  });

  it('has nothing at all when the commit that makes it fails', async () => {
    const { context } = salon.edge;
    const commit: typeof context.records.commit = async (partition, writes) => {
      if (partition.tenantId === 'oak') throw new Error('killed');
      return context.records.commit(partition, writes);
    };
    const dying = { ...context, records: { ...context.records, commit } };
    await expect(createTenant(dying, NEW)).rejects.toThrow('killed');
    expect(await workflowsOf('oak')).toEqual([]);
    const settings = context.records.get(tenantType, { tenantId: 'oak' }, TENANT_DOCUMENT_ID);
    expect(await settings).toBeUndefined();
    await createTenant(context, NEW);
    expect(await workflowsOf('oak')).toHaveLength(2);
  });
});

describe('the reminders that a business begins with', () => {
  it('come a day and two hours before each visit, each once', async () => {
    await install();
    await salon.book('2026-03-05T16:00:00.000Z');
    await salon.at('2026-03-04T15:59:00Z');
    expect(salon.sent).toEqual([]);
    await salon.at('2026-03-04T16:00:00Z');
    await salon.at('2026-03-05T14:00:00Z');
    await salon.at('2026-03-05T15:00:00Z');
    expect(salon.sent.map(({ body }) => body)).toEqual([
      'maple: see you Thu, Mar 5 at 11:00 AM with Rex. Reply C to confirm. If you cannot come, just reply to this text.',
      'maple: see you today at 11:00 AM with Rex.',
    ]);
  });

  it('are installed once, however often and by however many at once', async () => {
    await Promise.all([install(), install(), install()]);
    const again = await install();
    expect(again.map(({ outcome }) => outcome)).toEqual(['kept', 'kept']);
    expect((await workflowsOf('maple')).map(({ status }) => status)).toEqual(['active', 'active']);
    const { items = [] } = await salon.do('GET', 'templates');
    expect(items).toHaveLength(2);
  });

  it('are completed by the next call when one died at any of its commits', async () => {
    const { context } = salon.edge;
    for (let dies = 0; dies < 4; dies++) {
      let left = dies;
      const commit: typeof context.records.commit = async (partition, writes) => {
        if (left-- > 0) return context.records.commit(partition, writes);
        throw new Error('killed');
      };
      const dying = { ...context, records: { ...context.records, commit } };
      const entries = DEFAULT_WORKFLOWS;
      await switchOnEntries(dying, { tenantId: 'maple', entries }).catch(() => undefined);
    }
    await install();
    expect((await workflowsOf('maple')).map(({ status }) => status)).toEqual(['active', 'active']);
  });

  it('stay as people left them: paused, changed or put away', async () => {
    const [first, second] = await install();
    const [a = '', b = ''] = [first?.workflow.id, second?.workflow.id];
    await salon.do('PUT', `workflows/${a}/status`, { status: 'paused' });
    await salon.do('PUT', `workflows/${b}/status`, { status: 'archived' });
    const { key } = { key: 'reminder_24h' };
    const before = await salon.do('GET', `workflows/${a}`);
    const definition = { ...(before['definition'] as object), name: 'Ours' };
    await salon.do('PUT', `workflows/${a}`, definition);
    expect((await install()).map(({ outcome }) => outcome)).toEqual(['kept', 'kept']);
    expect(await salon.do('GET', `workflows/${a}`)).toMatchObject({
      ...{ status: 'paused', name: 'Ours', origin: key },
    });
    expect(await salon.do('GET', `workflows/${b}`)).toMatchObject({ status: 'archived' });
  });
});
