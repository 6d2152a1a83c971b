import { derivedId } from '../../../shared/kernel/ids.ts';
import { workingSalon, type WorkingSalon } from '../workflows/working-salon.ts';

/** A salon with a workflow for campaigns, and what tests of campaigns ask of it. */
export interface CampaigningSalon extends WorkingSalon {
  /** The active workflow: one text. */
  readonly workflowId: string;
  /** The key of its template. */
  readonly templateKey: string;
  /** Adds owners with the tag `vip` and answers the segment of them. */
  vips(count: number, changes?: object): Promise<string>;
  /** Adds a draft over a segment. */
  draft(segmentId: string, changes?: object): Promise<string>;
  /** Adds a draft over a segment and starts it. */
  start(segmentId: string, changes?: object): Promise<string>;
  campaign(id: string): Promise<Campaign>;
  members(id: string, outcome?: string): Promise<Record<string, unknown>[]>;
  steer(id: string, verb: string, body?: object): Promise<Record<string, unknown>>;
  /** Does what is due at each minute from one instant to another, both included. */
  through(from: string, minutes: number): Promise<void>;
}

interface Campaign extends Record<string, unknown> {
  readonly status: string;
  readonly progress: Record<string, unknown>;
}

/** Opens the salon: Monday, 2 March 2026, 10:00 in New York. */
export async function campaigningSalon(): Promise<CampaigningSalon> {
  const salon = await workingSalon();
  // The same ids in each run: who falls into which group is decided once and for all.
  let ids = 0;
  salon.edge.replace({
    ids: { ...salon.edge.context.ids, next: (kind) => derivedId(kind, 'test', String(++ids)) },
  });
  const templateKey = await salon.template('{{business.name}}: hello {{owner.first_name}}');
  const steps = [{ type: 'send_sms', template: templateKey }];
  const workflow = { name: 'Hello', trigger: { type: 'manual' }, steps };
  const workflowId = await salon.activate(workflow);
  let made = 0;
  let segment: string | undefined;
  const draft: CampaigningSalon['draft'] = async (segmentId, changes = {}) => {
    const audience = { kind: 'segment', segmentId };
    const campaign = { name: 'Spring', workflowId, audience, ...changes };
    return String((await salon.do('POST', 'campaigns', campaign))['id']);
  };
  const steer: CampaigningSalon['steer'] = async (id, verb, body) =>
    salon.do('POST', `campaigns/${id}/${verb}`, verb === 'start' ? (body ?? {}) : undefined);
  return {
    ...salon,
    workflowId,
    templateKey,
    vips: async (count, changes = {}) => {
      for (let n = 0; n < count; n++) {
        const phone = `+1415555${String(1000 + ++made)}`;
        const owner = { firstName: `Kim${String(made)}`, phone, tags: ['vip'], ...changes };
        await salon.do('POST', 'owners', owner);
      }
      const conditions = [{ field: 'owner.tags', operator: 'equals', value: 'vip' }];
      segment ??= String((await salon.do('POST', 'segments', { name: 'VIP', conditions }))['id']);
      return segment;
    },
    draft,
    start: async (segmentId, changes) => {
      const id = await draft(segmentId, changes);
      await steer(id, 'start');
      return id;
    },
    campaign: async (id) => (await salon.do('GET', `campaigns/${id}`)) as Campaign,
    members: async (id, outcome) => {
      const query = outcome === undefined ? '' : `&outcome=${outcome}`;
      const page = await salon.do('GET', `campaigns/${id}/members?limit=200${query}`);
      return page.items ?? [];
    },
    steer,
    through: async (from, minutes) => {
      for (let n = 0; n <= minutes; n++) {
        await salon.at(new Date(Date.parse(from) + n * 60_000).toISOString());
      }
    },
  };
}
