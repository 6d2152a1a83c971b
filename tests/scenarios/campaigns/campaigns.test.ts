import { afterEach, beforeEach, expect, it } from 'vitest';
import { listRuns } from '../../../shared/workflows/find-workflows.ts';
import { campaigningSalon, type CampaigningSalon } from './campaigning-salon.ts';

let salon: CampaigningSalon;
beforeEach(async () => {
  salon = await campaigningSalon();
});
afterEach(async () => salon.edge.stop());

const notices = async (): Promise<Record<string, unknown>[]> =>
  ((await salon.do('GET', 'notices?status=open')).items ?? []).filter(
    (it) => it['kind'] === 'campaign-held',
  );

it('texts everybody in the segment once, at the pace of the sender, and says how far it is', async () => {
  await salon.do('PATCH', 'tenant-settings', { bulkSegmentsPerMinute: 2 });
  const id = await salon.start(await salon.vips(5));
  await salon.through('2026-03-02T15:01:00Z', 1);
  expect(salon.sent.length).toBeLessThan(5);
  await salon.through('2026-03-02T15:03:00Z', 3);
  expect(salon.sent).toHaveLength(5);
  expect(new Set(salon.sent.map(({ to }) => to)).size).toBe(5);
  const campaign = await salon.campaign(id);
  expect(campaign.status).toBe('done');
  expect(campaign.progress).toMatchObject({
    ...{ phase: 'over', expected: 5, entered: 5, heldOut: 0, skipped: {}, segments: 5 },
  });
  const members = await salon.members(id);
  expect(members).toHaveLength(5);
  expect(new Set(members.map((it) => it['outcome']))).toEqual(new Set(['entered']));
  const messages = (await salon.do('GET', 'workflow-runs?limit=100')).items ?? [];
  expect(new Set(messages.map((it) => it['campaignId']))).toEqual(new Set([id]));
});

it('lists the runs of a campaign alone, page by page, by status too, and none of another business', async () => {
  const segment = await salon.vips(5);
  const first = await salon.start(segment, { name: 'First' });
  await salon.through('2026-03-02T15:01:00Z', 2);
  const second = await salon.start(segment, { name: 'Second' });
  await salon.through('2026-03-02T15:04:00Z', 2);
  const found = async (query: string) => {
    const ids: unknown[] = [];
    let cursor: string | undefined;
    do {
      const next = cursor === undefined ? '' : `&cursor=${cursor}`;
      const page = await salon.do('GET', `workflow-runs?limit=2&${query}${next}`);
      ids.push(...(page.items ?? []).map((it) => it['id']));
      cursor = page.next;
    } while (cursor !== undefined);
    return ids.sort();
  };
  for (const id of [first, second]) {
    const theirs = (await salon.members(id)).map((it) => it['runId']).sort();
    expect(theirs).toHaveLength(5);
    expect(await found(`campaignId=${id}`)).toEqual(theirs);
    expect(await found(`campaignId=${id}&status=done`)).toEqual(theirs);
    expect(await found(`campaignId=${id}&status=running`)).toEqual([]);
    expect(await found(`campaignId=${id}&workflowId=${salon.workflowId}`)).toEqual(theirs);
    expect(await found(`campaignId=${id}&workflowId=wfl_other`)).toEqual([]);
  }
  const [member] = await salon.members(second);
  const ofOwner = `ownerId=${String(member?.['ownerId'])}&campaignId=${second}`;
  expect(await found(ofOwner)).toEqual([member?.['runId']]);
  expect(await found('campaignId=cmp_other')).toEqual([]);

  // Another business that knows the id gets nothing.
  const { context } = salon.edge;
  const page = { limit: 100, cursor: undefined, campaignId: first };
  expect((await listRuns(context, { ...page, tenantId: 'oak' })).items).toEqual([]);
  expect((await listRuns(context, { ...page, tenantId: 'maple' })).items).toHaveLength(5);
});

it('speaks to every active owner of whom the workflow’s conditions hold when it says everybody', async () => {
  await salon.vips(2);
  const id = await salon.draft('', { audience: { kind: 'everybody' } });
  await salon.steer(id, 'start');
  await salon.through('2026-03-02T15:01:00Z', 3);
  expect(salon.sent).toHaveLength(3);
});

it('says of everybody who did not enter why, and gives them no group', async () => {
  const segment = await salon.vips(1);
  await salon.vips(1, { smsOptedIn: false });
  await salon.vips(1, { phone: undefined });
  const id = await salon.start(segment, { holdoutPercent: 50 });
  await salon.through('2026-03-02T15:01:00Z', 2);
  const skipped = await salon.members(id, 'skipped');
  expect(skipped.map((it) => it['reason']).sort()).toEqual(['no-phone', 'opted-out']);
  expect(skipped.every((it) => it['variant'] === undefined)).toBe(true);
  const { progress } = await salon.campaign(id);
  expect(progress['skipped']).toEqual({ 'no-phone': 1, 'opted-out': 1 });
  expect(progress['expected']).toBe(1);
});

it('keeps to the re-entry rule of its workflow', async () => {
  const steps = [{ type: 'send_sms', template: salon.templateKey }];
  const once = { name: 'Once', trigger: { type: 'manual' }, reentry: { rule: 'once' }, steps };
  const workflowId = await salon.activate(once);
  const segment = await salon.vips(2);
  await salon.start(segment, { workflowId });
  await salon.through('2026-03-02T15:01:00Z', 2);
  const again = await salon.start(segment, { workflowId });
  await salon.through('2026-03-02T15:04:00Z', 2);
  expect(salon.sent).toHaveLength(2);
  expect((await salon.campaign(again)).progress['skipped']).toEqual({ 're-entry': 2 });
});

it('asks before it sends to more owners than the guard, and is held when they have become more since', async () => {
  await salon.do('PATCH', 'tenant-settings', { vaccination: { textGuard: 2 } });
  const segment = await salon.vips(3);
  const id = await salon.draft(segment);
  const refused = await salon.ask('POST', `campaigns/${id}/start`, {});
  expect(refused.status).toBe(409);
  expect(refused.json['type']).toBe('urn:petops:problem:needs-confirmation');
  expect(refused.json['detail']).toContain('at least 3 owners');
  expect((await salon.campaign(id)).status).toBe('draft');
  await salon.steer(id, 'start', { confirm: true });
  await salon.through('2026-03-02T15:01:00Z', 3);
  expect(salon.sent).toHaveLength(3);

  await salon.do('PATCH', 'tenant-settings', { vaccination: { textGuard: 3 } });
  const startOn = { date: '2026-03-02', at: '11:00' };
  const later = await salon.start(segment, { startOn });
  await salon.vips(1);
  await salon.at('2026-03-02T16:00:00Z');
  const held = await salon.campaign(later);
  expect(held.status).toBe('held');
  expect(held['heldBecause']).toContain('4 owners');
  expect(await notices()).toHaveLength(1);
  expect((await salon.ask('POST', `campaigns/${later}/start`, {})).status).toBe(409);
  await salon.through('2026-03-02T16:05:00Z', 3);
  expect(salon.sent).toHaveLength(3);
  await salon.steer(later, 'start', { confirm: true });
  expect(await notices()).toEqual([]);
  await salon.through('2026-03-02T16:10:00Z', 4);
  expect(salon.sent).toHaveLength(7);
});

it('begins at its local time on the day after clocks changed, and moves with the business', async () => {
  const segment = await salon.vips(1);
  const spring = await salon.start(segment, { startOn: { date: '2026-03-09', at: '10:00' } });
  const shown = await salon.campaign(spring);
  expect(shown).toMatchObject({ status: 'scheduled', startsAt: '2026-03-09T14:00:00.000Z' });
  await salon.at('2026-03-09T13:59:00Z');
  expect(salon.sent).toEqual([]);
  await salon.through('2026-03-09T14:00:00Z', 2);
  expect(salon.sent).toHaveLength(1);

  const west = await salon.start(segment, { startOn: { date: '2026-03-09', at: '12:00' } });
  await salon.do('PATCH', 'tenant-settings', { timeZone: 'America/Los_Angeles' });
  await salon.through('2026-03-09T16:00:00Z', 2);
  expect((await salon.campaign(west)).status).toBe('scheduled');
  await salon.at('2026-03-09T18:30:00Z');
  await salon.through('2026-03-09T19:00:00Z', 2);
  expect(salon.sent).toHaveLength(2);
});

it('is held, not fired late, when nobody worked at its time', async () => {
  const segment = await salon.vips(1);
  const id = await salon.start(segment, { startOn: { date: '2026-03-02', at: '12:00' } });
  await salon.through('2026-03-03T18:00:00Z', 2);
  expect(salon.sent).toEqual([]);
  expect(await salon.campaign(id)).toMatchObject({ status: 'held' });
  expect(await notices()).toHaveLength(1);
  await salon.steer(id, 'start');
  await salon.through('2026-03-03T18:10:00Z', 2);
  expect(salon.sent).toHaveLength(1);
});

it('lets nobody enter outside the hours in which the business texts', async () => {
  const segment = await salon.vips(2);
  const id = await salon.draft(segment);
  // 23:30 in New York.
  await salon.at('2026-03-03T04:30:00Z');
  await salon.steer(id, 'start');
  await salon.through('2026-03-03T04:31:00Z', 3);
  expect((await salon.campaign(id)).progress).toMatchObject({ phase: 'enter', entered: 0 });
  expect(salon.sent).toEqual([]);
  await salon.at('2026-03-03T14:00:00Z');
  await salon.through('2026-03-03T15:00:00Z', 2);
  expect(salon.sent).toHaveLength(2);
});

it('keeps the version and the conditions it began with', async () => {
  const segment = await salon.vips(2);
  const id = await salon.start(segment, { startOn: { date: '2026-03-02', at: '11:00' } });
  const conditions = [{ field: 'owner.first_name', operator: 'equals', value: 'nobody' }];
  await salon.do('PUT', `segments/${segment}`, { name: 'Other', conditions });
  const steps = [{ type: 'log_event', message: 'nothing' }];
  const quiet = { name: 'Hello', trigger: { type: 'manual' }, steps };
  await salon.do('PUT', `workflows/${salon.workflowId}`, quiet);
  await salon.do('DELETE', `segments/${segment}`);
  await salon.through('2026-03-02T16:00:00Z', 3);
  expect(salon.sent).toHaveLength(2);
  expect((await salon.campaign(id)).status).toBe('done');
});

it('is held when its workflow is switched off in between', async () => {
  const segment = await salon.vips(1);
  const id = await salon.start(segment, { startOn: { date: '2026-03-02', at: '11:00' } });
  await salon.do('PUT', `workflows/${salon.workflowId}/status`, { status: 'paused' });
  await salon.through('2026-03-02T16:00:00Z', 1);
  expect(await salon.campaign(id)).toMatchObject({ status: 'held' });
  expect((await salon.ask('POST', `campaigns/${id}/start`, {})).json['type']).toContain(
    'workflow-inactive',
  );
  await salon.do('PUT', `workflows/${salon.workflowId}/status`, { status: 'active' });
  await salon.steer(id, 'start');
  await salon.through('2026-03-02T16:05:00Z', 2);
  expect(salon.sent).toHaveLength(1);
});

it('is refused when its segment, its workflow or its variants do not fit, with the field of each', async () => {
  const segment = await salon.vips(1);
  const visit = {
    name: 'Thanks',
    trigger: { type: 'appointment_completed' },
    steps: [{ type: 'log_event', message: 'x' }],
  };
  const about = String((await salon.do('POST', 'workflows', visit))['id']);
  const experiment = { metric: 'reply', baseline: 0.1, effect: 0.05 };
  const cases: [object, string][] = [
    [{ workflowId: 'wfl_nobody' }, 'workflowId'],
    [{ workflowId: about }, 'workflowId'],
    [{ audience: { kind: 'segment', segmentId: 'seg_nobody' } }, 'audience.segmentId'],
    [
      {
        experiment,
        variants: [
          { id: 'a', name: 'A' },
          { id: 'b', name: 'B', changes: { 'step-9': { template: salon.templateKey } } },
        ],
      },
      'variants[1].changes.step-9',
    ],
    [
      {
        experiment,
        variants: [
          { id: 'a', name: 'A' },
          { id: 'b', name: 'B', changes: { 'step-1': { template: 'nobody' } } },
        ],
      },
      'variants[1].steps[0].template',
    ],
    [{ variants: [{ id: 'a', name: 'A' }] }, 'variants'],
    [{ experiment }, 'experiment'],
    [
      {
        experiment,
        variants: [
          { id: 'a', name: 'A' },
          { id: 'holdout', name: 'B' },
        ],
      },
      'variants[1].id',
    ],
    [{ holdoutPercent: 51 }, 'holdoutPercent'],
    [{ startOn: { date: '2026-02-30', at: '10:00' } }, 'startOn.date'],
  ];
  for (const [changes, field] of cases) {
    const audience = { kind: 'segment', segmentId: segment };
    const body = { name: 'No', workflowId: salon.workflowId, audience, ...changes };
    const refused = await salon.ask('POST', 'campaigns', body);
    expect(refused.status, field).toBe(422);
    const errors = (refused.json['errors'] ?? [refused.json]) as { field?: string }[];
    expect(errors.map((it) => it.field)).toContain(field);
  }
  expect((await salon.do('GET', 'campaigns')).items).toEqual([]);
  const past = await salon.draft(segment, { startOn: { date: '2026-03-02', at: '09:00' } });
  const late = await salon.ask('POST', `campaigns/${past}/start`, {});
  expect(late.json).toMatchObject({ status: 422, field: 'startOn' });
});

it('is edited as a draft alone, and keeps its segment from being deleted until it begins', async () => {
  const segment = await salon.vips(1);
  const id = await salon.draft(segment);
  expect((await salon.ask('DELETE', `segments/${segment}`)).status).toBe(409);
  const audience = { kind: 'segment', segmentId: segment };
  const body = { name: 'Renamed', workflowId: salon.workflowId, audience };
  expect(await salon.do('PUT', `campaigns/${id}`, body)).toMatchObject({ name: 'Renamed' });
  await salon.steer(id, 'start');
  const late = await salon.ask('PUT', `campaigns/${id}`, body);
  expect(late.json).toMatchObject({ status: 409, type: 'urn:petops:problem:campaign-state' });
});

it('tells beforehand who would get what, at what cost and how long it takes, and writes nothing', async () => {
  await salon.do('PATCH', 'tenant-settings', {
    bulkSegmentsPerMinute: 2,
    segmentCost: { micros: 8000, currency: 'USD' },
  });
  const segment = await salon.vips(5);
  await salon.vips(1, { smsOptedIn: false });
  const id = await salon.draft(segment);
  const before = salon.edge.stored('maple');
  let page = await salon.do('GET', `campaigns/${id}/preview?limit=4`);
  while (page.next !== undefined) {
    page = await salon.do('GET', `campaigns/${id}/preview?limit=4&cursor=${page.next}`);
  }
  expect(page).toMatchObject({
    totals: { owners: 7, recipients: 5, segments: 5, skipped: { consent: 1 } },
    ...{ heldOut: 0, costMicros: 40_000, minutes: 3, ownersInAll: 7 },
  });
  expect(salon.edge.stored('maple')).toBe(before);
});
