import { afterEach, beforeEach, expect, it } from 'vitest';
import { CAMPAIGN } from '../../../shared/campaigns/campaign-job.ts';
import { campaignMemberType, campaignType } from '../../../shared/campaigns/model.ts';
import { campaignJob } from '../../../shared/campaigns/run-campaign.ts';
import { handlerOf } from '../../../shared/due-work/registry.ts';
import { jobWorker } from '../../../shared/jobs/job-worker.ts';
import { jobId } from '../../../shared/jobs/model.ts';
import { workflowRunType } from '../../../shared/workflows/model.ts';
import { campaigningSalon, type CampaigningSalon } from './campaigning-salon.ts';

let salon: CampaigningSalon;
beforeEach(async () => {
  salon = await campaigningSalon();
  await salon.do('PATCH', 'tenant-settings', { bulkSegmentsPerMinute: 600 });
});
afterEach(async () => salon.edge.stop());

const worker = handlerOf(jobWorker([campaignJob]));
const maple = { tenantId: 'maple' };

/** Works the campaign's job until its n-th commit, which reaches the store or not, and dies there. */
async function killAt(campaignId: string, commits: number, arrives: boolean): Promise<boolean> {
  const { context } = salon.edge;
  let left = commits;
  let dead = false;
  const commit: typeof context.records.commit = async (partition, writes) => {
    if (dead) throw new Error('killed');
    if (--left > 0) return context.records.commit(partition, writes);
    dead = true;
    // Whether the last commit arrived is not known to the one who died.
    if (arrives) await context.records.commit(partition, writes);
    throw new Error('killed');
  };
  const pointer = { ...maple, id: jobId(CAMPAIGN, campaignId), kind: 'jobs' } as const;
  const records = { ...context.records, commit };
  await worker.work({ ...context, records }, pointer).catch(() => undefined);
  return dead;
}

async function inStore(id: string) {
  const { records } = salon.edge.context;
  const stored = await records.get(campaignType, maple, id);
  if (stored === undefined) throw new Error('The campaign is gone');
  const members = await records.query(campaignMemberType, maple, {
    where: { campaignId: id },
    limit: 1000,
  });
  const runs = await records.query(workflowRunType, maple, { limit: 1000 });
  return {
    campaign: stored.value,
    members: members.items.map(({ value }) => value),
    runs: runs.items.map(({ value }) => value),
  };
}

it('enters everybody exactly once though it is killed at ten and more commits, some of which arrived', async () => {
  const experiment = { metric: 'reply', baseline: 0.2, effect: 0.2 };
  const variants = [
    { id: 'a', name: 'A' },
    { id: 'b', name: 'B' },
  ];
  const segment = await salon.vips(120);
  await salon.vips(10, { smsOptedIn: false });
  const id = await salon.draft(segment, { experiment, variants, holdoutPercent: 20 });
  await salon.steer(id, 'start', { confirm: true });
  let kills = 0;
  for (let round = 0; round < 40; round++) {
    // Six minutes on: the lease of whoever died is over.
    const at = Date.parse('2026-03-02T15:00:00Z') + round * 360_000;
    salon.edge.setTime(new Date(at).toISOString());
    if (await killAt(id, 1 + (round % 3), round % 4 === 0)) kills++;
    if ((await inStore(id)).campaign.status === 'done') break;
  }
  expect(kills).toBeGreaterThanOrEqual(10);
  const { campaign, members, runs } = await inStore(id);
  expect(campaign.status).toBe('done');
  expect(members).toHaveLength(130);
  expect(new Set(members.map(({ ownerId }) => ownerId)).size).toBe(130);
  // The counters were written with what they count.
  const count = (outcome: string): number => members.filter((it) => it.outcome === outcome).length;
  const { progress } = campaign;
  expect(progress).toMatchObject({ entered: count('entered'), heldOut: count('held-out') });
  expect(progress?.skipped).toEqual({ 'opted-out': 10 });
  expect(count('held-out')).toBeGreaterThan(0);
  for (const variant of ['a', 'b']) {
    const theirs = members.filter((it) => it.variant === variant);
    expect(progress?.byVariant[variant]).toBe(theirs.length);
  }
  // One run each of those who entered, and of nobody else.
  const entered = members.filter(({ outcome }) => outcome === 'entered');
  expect(runs).toHaveLength(entered.length);
  expect(new Set(runs.map((it) => it.id))).toEqual(new Set(entered.map(({ runId }) => runId)));
}, 120_000);

it('is stopped between two pages whatever the job had decided before', async () => {
  const id = await salon.start(await salon.vips(80));
  salon.edge.setTime('2026-03-02T15:01:00Z');
  const { context } = salon.edge;
  let pages = 0;
  const commit: typeof context.records.commit = async (partition, writes) => {
    const enters = writes.some(
      (it) => it.op === 'create' && it.document['type'] === 'campaignMember',
    );
    // The page is decided; before it is written the owner of the salon stops the campaign.
    if (enters && ++pages === 2) await salon.steer(id, 'stop');
    return context.records.commit(partition, writes);
  };
  const pointer = { ...maple, id: jobId(CAMPAIGN, id), kind: 'jobs' } as const;
  await worker.work({ ...context, records: { ...context.records, commit } }, pointer);
  const { campaign, members, runs } = await inStore(id);
  expect(pages).toBe(2);
  expect(campaign.status).toBe('stopped');
  expect(members.length).toBeLessThanOrEqual(32);
  expect(campaign.progress?.phase).toBe('over');
  expect(runs.every(({ status }) => status === 'cancelled')).toBe(true);
});
