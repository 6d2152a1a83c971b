import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { CAMPAIGN } from '../../../shared/campaigns/campaign-job.ts';
import { getCampaign } from '../../../shared/campaigns/edit-campaigns.ts';
import { campaignMemberType } from '../../../shared/campaigns/model.ts';
import { campaignJob } from '../../../shared/campaigns/run-campaign.ts';
import { handlerOf } from '../../../shared/due-work/registry.ts';
import { jobWorker } from '../../../shared/jobs/job-worker.ts';
import { jobId } from '../../../shared/jobs/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { workflowRunType } from '../../../shared/workflows/model.ts';
import { openCrowd, type Crowd } from '../../scenarios/campaigns/crowd.ts';

const MEGABYTE = 1_000_000;
const KILLS = 10;
const PAGE = 32;
const tenantId = 'maple';
const worker = handlerOf(jobWorker([campaignJob]));

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What a campaign came to that was killed again and again. */
interface Survived {
  readonly kills: number;
  readonly members: number;
  readonly owners: number;
  readonly runs: number;
  /** The most that was held at a page boundary, garbage apart. */
  readonly heldBytes: number;
}

/** Carries a campaign over so many owners out; the store's data are on disk, so that the heap is the job's. */
async function survive(owners: number): Promise<Survived> {
  const crowd = await openCrowd([tenantId], { pace: 10_000 });
  try {
    await crowd.fill(tenantId, owners);
    const campaignId = await crowd.campaign(tenantId, await crowd.workflow(tenantId));
    const pages = Math.ceil(owners / PAGE) + Math.ceil(owners / 100);
    const every = Math.floor(pages / (KILLS + 2));
    const pointer = { tenantId, id: jobId(CAMPAIGN, campaignId), kind: 'jobs' } as const;
    let [kills, heldBytes] = [0, 0];
    for (let n = 0; n < 3 * KILLS; n++) {
      const dying = dyingContext(crowd, kills < KILLS ? every : Infinity, kills % 2 === 0);
      await worker.work(dying.context, pointer).catch(() => undefined);
      if (dying.isDead()) kills++;
      collectGarbage();
      heldBytes = Math.max(heldBytes, dying.heldBytes());
      const { status } = await getCampaign(crowd.context, { tenantId, campaignId });
      if (status === 'done') break;
      // The lease of whoever died is over then.
      crowd.wait(6 * 60_000);
    }
    return { kills, heldBytes, ...(await counted(crowd)) };
  } finally {
    await crowd.stop();
  }
}

/** A process that dies at its n-th commit: before it, or in the middle, when the store has it and nobody knows. */
function dyingContext({ context }: Crowd, commits: number, arrives: boolean) {
  let [done, dead, held] = [0, false, 0];
  const commit: Context['records']['commit'] = async (partition, writes) => {
    if (dead) throw new Error('killed');
    if (++done % 50 === 0) {
      collectGarbage();
      held = Math.max(held, process.memoryUsage().heapUsed);
    }
    if (done < commits) return context.records.commit(partition, writes);
    dead = true;
    if (arrives) await context.records.commit(partition, writes);
    throw new Error('killed');
  };
  const records = { ...context.records, commit };
  return { context: { ...context, records }, isDead: () => dead, heldBytes: () => held };
}

async function counted({ context: { records } }: Crowd) {
  const owners = new Set<string>();
  let members = 0;
  let cursor: string | undefined;
  do {
    const page = await records.query(
      campaignMemberType,
      { tenantId },
      {
        limit: 1000,
        ...(cursor !== undefined && { cursor }),
      },
    );
    for (const { value } of page.items) {
      members++;
      owners.add(value.ownerId);
    }
    cursor = page.next;
  } while (cursor !== undefined);
  const runs = await records.count(workflowRunType, { tenantId });
  return { members, owners: owners.size, runs };
}

describe('a campaign', () => {
  it('enters 5,000 and 50,000 owners once each, killed ten times, and holds as little for the many as for the few', async () => {
    const few = await survive(5000);
    const many = await survive(50_000);
    const mb = ({ heldBytes }: Survived): string => (heldBytes / MEGABYTE).toFixed(1);
    console.log(`heap held at most: ${mb(few)} MB for 5,000 owners, ${mb(many)} MB for 50,000`);
    for (const [survived, owners] of [
      [few, 5000],
      [many, 50_000],
    ] as const) {
      expect(survived).toMatchObject({ kills: KILLS, members: owners, owners, runs: owners });
    }
    // 45,000 owners more would be 9 MB at 200 bytes each.
    expect(many.heldBytes - few.heldBytes).toBeLessThan(6 * MEGABYTE);
  });
});
