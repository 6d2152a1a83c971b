import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handlerOf } from '../../../shared/due-work/registry.ts';
import { eventType } from '../../../shared/events/model.ts';
import { jobWorker } from '../../../shared/jobs/job-worker.ts';
import { jobId } from '../../../shared/jobs/model.ts';
import type { Records } from '../../../shared/platform/store/records.ts';
import { vaccinationScan } from '../../../shared/vaccinations/scan.ts';
import { VACCINATION_SCAN } from '../../../shared/vaccinations/scan-job.ts';
import { workers } from '../../../shared/workers.ts';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

/** The scan of 3 March runs at 06:00 in New York; texts may go out from 09:00 on. */
const SCAN = '2026-03-03T11:00:00Z';
const OPEN = '2026-03-03T14:01:00Z';
const NEXT_SCAN = '2026-03-04T11:00:00Z';

const bodies = () => salon.sent.map(({ body }) => body);
const expires = async (expiryDate: string, vaccine = 'rabies', petId = salon.petId) =>
  String((await salon.do('POST', `pets/${petId}/vaccinations`, { vaccine, expiryDate }))['id']);
const leaveToWorkflows = async (more: object = {}) =>
  salon.do('PATCH', 'tenant-settings', { vaccination: { channel: 'workflows', ...more } });
const nudge = async (trigger: object = {}, more: object = {}): Promise<string> => {
  const template = await salon.template(
    '{{vaccination.vaccines}} of {{vaccination.pet_names}} lapses {{vaccination.expires_on}}',
  );
  return salon.activate({
    name: 'Nudge',
    trigger: { type: 'vaccination_expiring', ...trigger },
    steps: [{ type: 'send_sms', template }],
    ...more,
  });
};
const events = async () => {
  const { records } = salon.edge.context;
  const page = await records.query(eventType, { tenantId: 'maple' }, { limit: 100 });
  return page.items.map(({ value }) => value).filter((it) => it.name === 'vaccination_expiring');
};

describe('a vaccination about to lapse', () => {
  it('starts one run of an owner for all that is due, and its text says all of it', async () => {
    await leaveToWorkflows();
    await nudge();
    salon.edge.setTime('2026-03-02T15:01:00Z');
    const cat = { name: 'Mia', species: 'cat' };
    const { id } = await salon.do('POST', `owners/${salon.ownerId}/pets`, cat);
    await expires('2026-04-02');
    await expires('2026-03-10', 'rabies', String(id));
    await salon.at(SCAN);
    expect(bodies()).toEqual([]);
    await salon.at(OPEN);
    await salon.at(NEXT_SCAN);
    expect(bodies()).toEqual(['rabies of Rex and Mia lapses Tue, Mar 10']);
    expect(await salon.runs()).toMatchObject([{ status: 'done', ownerId: salon.ownerId }]);
  });

  it('is told by the scan as well, unless the business leaves it to workflows', async () => {
    await nudge();
    await expires('2026-04-02');
    await salon.at(SCAN);
    await salon.at(OPEN);
    expect(bodies()).toHaveLength(2);
    const alerts = async () => (await salon.do('GET', 'vaccination-alerts')).items;
    expect(await alerts()).toMatchObject([{ status: 'sent' }]);
    await leaveToWorkflows();
    await expires('2026-04-03', 'distemper');
    await salon.at(NEXT_SCAN);
    await salon.at('2026-03-04T14:01:00Z');
    expect(bodies()).toHaveLength(3);
    expect(bodies()[2]).toContain('lapses Fri, Apr 3');
    expect(await alerts()).toContainEqual(
      expect.objectContaining({ status: 'skipped', reason: 'left-to-workflows' }),
    );
  });

  it('starts only what asks for its threshold', async () => {
    await leaveToWorkflows();
    await nudge({ daysBefore: 14 });
    await expires('2026-04-02');
    await salon.at(SCAN);
    expect(await salon.runs()).toEqual([]);
    await salon.at('2026-03-18T11:00:00Z');
    expect(await salon.runs()).toEqual([]);
    await salon.at('2026-03-19T11:00:00Z');
    expect(await salon.runs()).toHaveLength(1);
    await salon.at('2026-03-25T11:00:00Z');
    await salon.at('2026-03-26T11:00:00Z');
    expect(await salon.runs()).toHaveLength(1);
  });

  it('that was renewed before the text leaves is not spoken of', async () => {
    await leaveToWorkflows();
    await nudge();
    await expires('2026-04-02');
    await salon.at(SCAN);
    await expires('2029-03-02');
    await salon.at(OPEN);
    expect(bodies()).toEqual([]);
    const { items = [] } = await salon.do('GET', 'messages');
    expect(items).toMatchObject([{ status: 'skipped', reason: 'no-longer-fits' }]);
  });

  it('ends a run that is delayed when the pet has left meanwhile', async () => {
    await leaveToWorkflows();
    await nudge({ delayHours: 5 });
    await expires('2026-04-02');
    await salon.at(SCAN);
    await salon.do('PATCH', `pets/${salon.petId}`, { status: 'inactive' });
    await salon.at('2026-03-03T16:01:00Z');
    expect(await salon.runs()).toMatchObject([{ status: 'skipped' }]);
    expect(JSON.stringify(await salon.runs())).toContain('None of it is about to lapse now.');
  });

  it('starts workflows for whom no text may reach, so that they can be written to otherwise', async () => {
    await salon.activate({
      name: 'Note it',
      trigger: { type: 'vaccination_expiring' },
      steps: [{ type: 'update_record', addTags: ['call'] }],
    });
    await salon.do('PATCH', `owners/${salon.ownerId}`, { smsOptedIn: false });
    await expires('2026-04-02');
    await salon.at(SCAN);
    expect(await salon.do('GET', `owners/${salon.ownerId}`)).toMatchObject({ tags: ['call'] });
  });

  it('raises nothing when no workflow waits for it', async () => {
    await expires('2026-04-02');
    await salon.at(SCAN);
    expect(await events()).toEqual([]);
  });

  it('is refused as a trigger at a day that no scan looks at', async () => {
    const trigger = { type: 'vaccination_expiring', daysBefore: 21 };
    const steps = [{ type: 'log_event', message: 'x' }];
    const answer = await salon.ask('POST', 'workflows', { name: 'W', trigger, steps });
    expect(answer).toMatchObject({
      status: 422,
      json: { field: 'trigger.daysBefore', value: 21 },
    });
  });
});

describe('the volume guard of a scan', () => {
  it('counts whom workflows would text, and nothing starts before a person approves', async () => {
    await leaveToWorkflows({ textGuard: 1 });
    await nudge();
    await expires('2026-04-02');
    const second = await salon.do('POST', 'owners', { firstName: 'Bo', phone: '+14155550177' });
    const dog = { name: 'Ace', species: 'dog' };
    const pet = await salon.do('POST', `owners/${String(second['id'])}/pets`, dog);
    await expires('2026-04-02', 'rabies', String(pet['id']));
    await salon.at(SCAN);
    expect(await salon.do('GET', `jobs/${VACCINATION_SCAN}`)).toMatchObject({ status: 'held' });
    expect(await events()).toEqual([]);
    await salon.do('POST', `jobs/${VACCINATION_SCAN}/approve`);
    await salon.at(OPEN);
    expect(bodies()).toHaveLength(2);
  });

  it('counts an owner once, who is told by the scan and by a workflow', async () => {
    await salon.do('PATCH', 'tenant-settings', { vaccination: { textGuard: 1 } });
    await nudge();
    await expires('2026-04-02');
    await salon.at(SCAN);
    await salon.at(OPEN);
    expect(bodies()).toHaveLength(2);
  });
});

describe('a vaccination is told of once', () => {
  it('however often the scan runs and its event arrives', async () => {
    await leaveToWorkflows();
    await nudge();
    await expires('2026-04-02');
    await salon.at(SCAN);
    await salon.do('POST', `jobs/${VACCINATION_SCAN}/run`);
    await salon.at('2026-03-03T11:10:00Z');
    const [event] = await events();
    const pointer = { tenantId: 'maple', id: event?.id ?? '', kind: 'events' } as const;
    await workers.events.work(salon.edge.context, pointer);
    await salon.at(OPEN);
    await salon.at(NEXT_SCAN);
    expect(await events()).toHaveLength(1);
    expect(await salon.runs()).toHaveLength(1);
    expect(bodies()).toHaveLength(1);
  });

  it.each([0, 1, 2, 3, 4])('when commit %i of the scan dies or loses its answer', async (at) => {
    await leaveToWorkflows();
    await nudge();
    await expires('2026-04-02');
    salon.edge.setTime(SCAN);
    const scan = handlerOf(jobWorker([vaccinationScan]));
    const pointer = { tenantId: 'maple', id: jobId(VACCINATION_SCAN), kind: 'jobs' } as const;
    for (const arrives of [true, false]) {
      const { records } = salon.edge.context;
      const dying = { ...salon.edge.context, records: dyingAt(records, at, arrives) };
      await scan.work(dying, pointer).catch(() => undefined);
      salon.edge.setTime(arrives ? '2026-03-03T11:30:00Z' : '2026-03-03T12:30:00Z');
    }
    await salon.at('2026-03-03T13:30:00Z');
    await salon.at(OPEN);
    expect(await events()).toHaveLength(1);
    expect(await salon.runs()).toHaveLength(1);
    expect(bodies()).toHaveLength(1);
  });
});

/** Records whose commits fail from the `at`-th on; the first to fail arrives all the same, or does not. */
function dyingAt(records: Records, at: number, arrives: boolean): Records {
  let done = 0;
  const commit: Records['commit'] = async (partition, writes) => {
    if (done++ < at) return records.commit(partition, writes);
    if (done === at + 1 && arrives) await records.commit(partition, writes);
    throw new Error('killed');
  };
  return { ...records, commit };
}
