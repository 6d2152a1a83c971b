import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

let salon: WorkingSalon;
beforeEach(async () => {
  salon = await workingSalon();
});
afterEach(async () => salon.edge.stop());

const PLAN = {
  name: 'Post-Appointment Follow-up',
  trigger: { type: 'appointment_completed', delay_hours: 2 },
  conditions: [{ field: 'owner.sms_opted_in', operator: 'equals', value: true }],
  actions: [
    {
      type: 'send_sms',
      template: 'post_appointment_thanks',
      variables: { owner_name: '<owner.first_name>' },
    },
    { type: 'log_event', message: 'Follow-up SMS sent' },
  ],
};
const THANKS = {
  key: 'post_appointment_thanks',
  name: 'Thanks',
  category: 'follow-ups',
  channel: 'sms',
  body: '{{business.name}}: thank you, {{owner_name}}! {{pets.names}} did great.',
  variables: [{ name: 'owner_name', label: 'Owner' }],
};
const REMINDER = {
  name: 'The day before',
  trigger: { type: 'appointment_approaching', hoursBefore: 24 },
};
const bodies = () => salon.sent.map(({ body }) => body);
const visitDone = async (): Promise<string> => {
  const id = await salon.book('2026-03-02T11:00:00-05:00');
  salon.edge.setTime('2026-03-02T11:00:00-05:00');
  await salon.do('POST', `appointments/${id}/check-in`, {});
  salon.edge.setTime('2026-03-02T12:00:00-05:00');
  await salon.do('POST', `appointments/${id}/complete`, {});
  return id;
};
const statuses = async () => (await salon.runs()).map(({ status }) => status);
const said = async () => {
  const [run] = await salon.runs();
  return (run?.['entries'] as { what: string; reasons?: string[] }[] | undefined) ?? [];
};

describe('the workflow of the plan', () => {
  it('texts two hours after a visit, once, and tells what it did', async () => {
    await salon.do('POST', 'templates', THANKS);
    await salon.activate(PLAN);
    await visitDone();
    await salon.at('2026-03-02T13:59:00-05:00');
    expect(bodies()).toEqual([]);
    await salon.at('2026-03-02T14:01:00-05:00');
    await salon.at('2026-03-02T15:00:00-05:00');
    expect(bodies()).toEqual(['maple: thank you, Ada! Rex did great.']);
    expect(await said()).toMatchObject([
      { what: 'entered' },
      {
        what: 'text planned',
        stepId: 'step-1',
        messageId: expect.stringMatching(/^msg_/) as string,
      },
      { what: 'Follow-up SMS sent', stepId: 'step-2' },
      { what: 'done' },
    ]);
    expect(await statuses()).toEqual(['done']);
  });

  it('ends with the reason in words when its conditions do not hold at its time', async () => {
    await salon.do('POST', 'templates', THANKS);
    await salon.activate(PLAN);
    await visitDone();
    await salon.do('PATCH', `owners/${salon.ownerId}`, { smsOptedIn: false });
    await salon.at('2026-03-02T14:01:00-05:00');
    expect(bodies()).toEqual([]);
    expect((await said()).at(-1)).toMatchObject({
      what: 'The conditions do not hold.',
      reasons: ['May be texted is false; it must be that it is true'],
    });
  });

  it('skips a step that is met too late, and fires nothing in a burst', async () => {
    await salon.do('POST', 'templates', THANKS);
    await salon.activate(PLAN);
    await visitDone();
    await salon.at('2026-03-02T12:01:00-05:00');
    await salon.at('2026-03-03T14:01:00-05:00');
    expect(bodies()).toEqual([]);
    expect(await statuses()).toEqual(['skipped']);
    expect((await said()).at(-1)?.what).toBe('too late');
  });
});

describe('a reminder', () => {
  const remind = async (): Promise<void> => {
    const key = await salon.template('See you {{appointment.date}} at {{appointment.time}}');
    await salon.activate({ ...REMINDER, steps: [{ type: 'send_sms', template: key }] });
  };

  it('comes once, a day before the visit', async () => {
    await remind();
    await salon.book('2026-03-05T11:00:00-05:00');
    await salon.at('2026-03-04T10:59:00-05:00');
    expect(bodies()).toEqual([]);
    await salon.at('2026-03-04T11:00:00-05:00');
    await salon.at('2026-03-04T12:00:00-05:00');
    expect(bodies()).toEqual(['See you Thu, Mar 5 at 11:00 AM']);
  });

  it('does not come for a visit that was cancelled', async () => {
    await remind();
    const id = await salon.book('2026-03-05T11:00:00-05:00');
    await salon.do('POST', `appointments/${id}/cancel`, { by: 'owner', reason: 'Ill' });
    await salon.at('2026-03-04T11:01:00-05:00');
    expect(bodies()).toEqual([]);
  });

  it('of a visit that was moved and moved back comes once, for the time that stands', async () => {
    await remind();
    const id = await salon.book('2026-03-05T11:00:00-05:00');
    const move = async (startsAt: string) =>
      salon.do('POST', `appointments/${id}/reschedule`, { startsAt, by: 'owner' });
    await move('2026-03-06T15:00:00-05:00');
    await move('2026-03-05T11:00:00-05:00');
    await salon.at('2026-03-04T11:01:00-05:00');
    await salon.at('2026-03-05T15:01:00-05:00');
    expect(bodies()).toEqual(['See you Thu, Mar 5 at 11:00 AM']);
  });

  it('that is planned is withdrawn when the visit is moved before its claim', async () => {
    await remind();
    const id = await salon.book('2026-03-05T11:00:00-05:00');
    const { context } = salon.edge;
    const { drain } = await import('../../../shared/due-work/drain.ts');
    const { workers } = await import('../../../shared/workers.ts');
    salon.edge.setTime('2026-03-04T11:00:00-05:00');
    const { sms, ...others } = workers;
    const held = { ...sms, work: async () => 'stale' as const };
    await drain(context, { ...others, sms: held });
    const planned = (await salon.do('GET', 'messages')).items ?? [];
    expect(planned).toMatchObject([{ status: 'planned', kind: 'workflow' }]);
    const to = { startsAt: '2026-03-06T15:00:00-05:00', by: 'owner' };
    await salon.do('POST', `appointments/${id}/reschedule`, to);
    await salon.at('2026-03-04T11:02:00-05:00');
    expect(bodies()).toEqual([]);
    const after = (await salon.do('GET', 'messages')).items ?? [];
    expect(after).toMatchObject([{ status: 'skipped', reason: 'no-longer-fits' }]);
  });

  it('at a new offset reaches visits that were booked before', async () => {
    await salon.book('2026-03-05T11:00:00-05:00');
    const key = await salon.template('Soon: {{appointment.time}}');
    const trigger = { type: 'appointment_approaching', hoursBefore: 5 };
    await salon.activate({ name: 'Five', trigger, steps: [{ type: 'send_sms', template: key }] });
    await salon.at('2026-03-02T10:30:00-05:00');
    const hours = (await salon.do('GET', 'tenant-settings'))['scheduling'];
    expect(hours).toMatchObject({ reminderHours: [24, 5, 2] });
  });
});

describe('a setting that an active workflow waits for', () => {
  const steps = [{ type: 'log_event', message: 'x' }];
  it.each([
    [{ type: 'appointment_approaching', hoursBefore: 5 }, { scheduling: { reminderHours: [24] } }],
    [{ type: 'vaccination_expiring', daysBefore: 14 }, { vaccination: { thresholdDays: [30] } }],
  ])('is not taken away from %j before it is paused', async (trigger, changes) => {
    const id = await salon.activate({ name: 'Waits', trigger, steps });
    const before = salon.edge.stored('maple');
    const refused = await salon.ask('PATCH', 'tenant-settings', changes);
    expect(refused).toMatchObject({
      status: 409,
      json: { type: 'urn:petops:problem:setting-in-use' },
    });
    expect(refused.json['detail']).toContain('"Waits"');
    expect(salon.edge.stored('maple')).toBe(before);
    await salon.do('PUT', `workflows/${id}/status`, { status: 'paused' });
    await salon.do('PATCH', 'tenant-settings', changes);
  });
});

describe('the steps of a run', () => {
  const start = async (steps: readonly object[], more: object = {}): Promise<string> => {
    const definition = { name: 'By hand', trigger: { type: 'manual' }, steps, ...more };
    const id = await salon.activate(definition);
    return String(
      (await salon.do('POST', `workflows/${id}/runs`, { ownerId: salon.ownerId }))['id'],
    );
  };
  const NOW = '2026-03-02T10:00:00-05:00';

  it('branch, change the record, wait and stop as they say', async () => {
    await start(
      [
        {
          type: 'branch',
          conditions: { field: 'pets.species', operator: 'equals', value: 'dog' },
          then: 'dogs',
          else: 'stop',
        },
        { id: 'dogs', type: 'update_record', addTags: ['Dog person'], appendNote: 'Has a dog' },
        { type: 'wait', days: 1, until: '09:30' },
        { type: 'stop', reason: 'enough' },
        { type: 'log_event', id: 'never', message: 'never' },
      ].slice(0, 4),
    );
    await salon.at(NOW);
    const owner = await salon.do('GET', `owners/${salon.ownerId}`);
    expect(owner).toMatchObject({ tags: ['dog person'], notes: 'Has a dog', revision: 2 });
    expect(await salon.runs()).toMatchObject([
      { status: 'running', stepId: 'step-4', dueAt: '2026-03-03T14:30:00.000Z' },
    ]);
    await salon.at('2026-03-03T09:30:00-05:00');
    expect(await salon.runs()).toMatchObject([{ status: 'stopped' }]);
    expect((await said()).at(-1)?.what).toBe('enough');
  });

  it('keep the version they began with when the workflow is edited on the way', async () => {
    const wait = { type: 'wait', hours: 1 };
    await start([wait, { type: 'log_event', message: 'first words' }]);
    await salon.at(NOW);
    const [run] = await salon.runs();
    const path = `workflows/${String(run?.['workflowId'])}`;
    const steps = [{ type: 'log_event', message: 'second words' }];
    await salon.do('PUT', path, { name: 'By hand', trigger: { type: 'manual' }, steps });
    await salon.at('2026-03-02T11:00:00-05:00');
    expect((await said()).map(({ what }) => what)).toContain('first words');
  });

  it('end when the workflow is paused, and are not caught up on', async () => {
    await start([
      { type: 'wait', hours: 1 },
      { type: 'log_event', message: 'x' },
    ]);
    await salon.at(NOW);
    const [run] = await salon.runs();
    const path = `workflows/${String(run?.['workflowId'])}/status`;
    await salon.do('PUT', path, { status: 'paused' });
    await salon.at('2026-03-02T11:00:00-05:00');
    expect(await statuses()).toEqual(['cancelled']);
    await salon.do('PUT', path, { status: 'active' });
    await salon.at('2026-03-02T12:00:00-05:00');
    expect((await said()).map(({ what }) => what)).not.toContain('x');
  });

  it('send nothing with a hole in it', async () => {
    const key = await salon.template('Your city: {{owner.email}}');
    await start([{ type: 'send_sms', template: key }]);
    await salon.at(NOW);
    expect(bodies()).toEqual([]);
    const texts = (await salon.do('GET', 'messages')).items;
    expect(texts).toMatchObject([{ status: 'skipped', reason: 'missing-values' }]);
  });

  it('go on with the survivor when the owner is merged on the way', async () => {
    const key = await salon.template('Hello {{owner.first_name}}');
    await start([
      { type: 'wait', hours: 1 },
      { type: 'send_sms', template: key },
    ]);
    await salon.at(NOW);
    const other = { firstName: 'Augusta', phone: '+14155550199' };
    const into = String((await salon.do('POST', 'owners', other))['id']);
    await salon.do('POST', `owners/${into}/merge`, { from: salon.ownerId });
    await salon.at('2026-03-02T11:00:00-05:00');
    expect(salon.sent).toMatchObject([{ body: 'Hello Augusta', to: '+14155550199' }]);
  });

  it('are cancelled by hand, and a planned text with them', async () => {
    const id = await start([
      { type: 'wait', hours: 1 },
      { type: 'log_event', message: 'x' },
    ]);
    expect((await salon.do('POST', `workflow-runs/${id}/cancel`))['status']).toBe('cancelled');
    expect((await salon.ask('POST', `workflow-runs/${id}/cancel`)).status).toBe(409);
    await salon.at('2026-03-02T11:00:00-05:00');
    expect((await said()).map(({ what }) => what)).toEqual(['entered', 'cancelled by staff']);
  });

  it('respect the cap of texts in days', async () => {
    const key = await salon.template('Hi {{owner.first_name}}');
    const capped = { frequencyCap: { texts: 1, days: 7 } };
    const id = await start([{ type: 'send_sms', template: key }], capped);
    const [run] = await salon.runs();
    await salon.at(NOW);
    await salon.do('POST', `workflows/${String(run?.['workflowId'])}/runs`, {
      ownerId: salon.ownerId,
    });
    await salon.at('2026-03-03T10:00:00-05:00');
    expect(bodies()).toEqual(['Hi Ada']);
    expect(id).toMatch(/^run_/);
  });
});

describe('entering again', () => {
  const enter = async (reentry: object, times: readonly string[]) => {
    const steps = [
      { type: 'wait', hours: 2 },
      { type: 'log_event', message: 'x' },
    ];
    const definition = { name: 'W', trigger: { type: 'manual' }, steps, reentry };
    const id = await salon.activate(definition);
    for (const time of times) {
      await salon.at(time);
      await salon.do('POST', `workflows/${id}/runs`, { ownerId: salon.ownerId });
    }
    const refused = (run: Record<string, unknown>) => JSON.stringify(run).includes('re-entry');
    return (await salon.runs()).reverse().map((run) => !refused(run));
  };
  const TIMES = [
    '2026-03-02T10:00:00-05:00',
    '2026-03-02T11:00:00-05:00',
    '2026-03-02T13:00:00-05:00',
    '2026-03-04T10:00:00-05:00',
  ];

  it.each([
    [{ rule: 'always' }, [true, true, true, true]],
    [{ rule: 'once' }, [true, false, false, false]],
    [{ rule: 'not_while_running' }, [true, false, true, true]],
    [{ rule: 'after_days', days: 2 }, [true, false, false, true]],
  ])('%j', async (reentry, entered) => {
    expect(await enter(reentry, TIMES)).toEqual(entered);
  });
});

describe('an edit of a workflow', () => {
  const steps = [{ type: 'log_event', message: 'x' }];
  const definition = { name: 'W', trigger: { type: 'manual' }, steps };

  it('keeps every version, and takes an earlier one up again', async () => {
    const id = String((await salon.do('POST', 'workflows', definition))['id']);
    await salon.do('PUT', `workflows/${id}`, { ...definition, name: 'Second' });
    const back = await salon.do('PUT', `workflows/${id}/version`, { version: 1 });
    expect(back).toMatchObject({ name: 'W', version: 3 });
    const { items = [] } = await salon.do('GET', `workflows/${id}/versions`);
    expect(items.map(({ version }) => version).sort()).toEqual([1, 2, 3]);
  });

  it('says what becomes of the runs under way: when it is edited, paused and switched on again', async () => {
    const waits = [{ type: 'wait', hours: 1 }, ...steps];
    const id = await salon.activate({ ...definition, steps: waits });
    await salon.do('POST', `workflows/${id}/runs`, { ownerId: salon.ownerId });
    const edited = await salon.do('PUT', `workflows/${id}`, { ...definition, name: 'W2' });
    expect(edited['runsUnderWay']).toMatchObject({ count: 1 });
    expect(JSON.stringify(edited['runsUnderWay'])).toContain('the version they began with');
    const status = `workflows/${id}/status`;
    const paused = await salon.do('PUT', status, { status: 'paused' });
    expect(JSON.stringify(paused['runsUnderWay'])).toContain('end when they come due');
    await salon.at('2026-03-02T12:00:00-05:00');
    expect(await statuses()).toEqual(['cancelled']);
    const again = await salon.do('PUT', status, { status: 'active' });
    expect(again['runsUnderWay']).toMatchObject({ count: 0 });
  });

  it('is refused with step and field named, and nothing is kept', async () => {
    const before = salon.edge.stored('maple');
    const wrong = { ...definition, steps: [...steps, { type: 'send_sms', template: 'nope' }] };
    const answer = await salon.ask('POST', 'workflows', wrong);
    expect(answer.status).toBe(422);
    expect(answer.json['field']).toBe('steps[1].template');
    expect(salon.edge.stored('maple')).toBe(before);
  });

  it('names a step in the same spelling whether its form is wrong or what it asks for is not there', async () => {
    const fieldFor = async (step: object) => {
      const wrong = { ...definition, steps: [...steps, step] };
      return (await salon.ask('POST', 'workflows', wrong)).json['field'];
    };
    expect(await fieldFor({ type: 'send_sms', template: 7 })).toBe('steps[1].template');
    expect(await fieldFor({ type: 'send_sms', template: 'nope' })).toBe('steps[1].template');
  });

  it.each([
    ['actions', { actions: steps }],
    ['max_late_minutes', { maxLateMinutes: 60, max_late_minutes: 90 }],
    [
      'trigger.hours_before',
      { trigger: { type: 'appointment_approaching', hoursBefore: 2, hours_before: 3 } },
    ],
  ])('that says %s twice, in two spellings, is refused by its name', async (field, twice) => {
    const answer = await salon.ask('POST', 'workflows', { ...definition, ...twice });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ field, detail: `${field} is not a known field.` });
  });

  it('is told what there is when a kind of step or an operator is not', async () => {
    const answer = await salon.ask('POST', 'workflows', {
      ...definition,
      conditions: [{ field: 'owner.status', operator: 'is_like', value: 'active' }],
      steps: [{ type: 'send_fax' }],
    });
    expect(answer.status).toBe(422);
    expect(answer.json['errors']).toEqual([
      {
        field: 'conditions[0].operator',
        value: 'is_like',
        detail: 'is none of the values allowed',
        allowed: expect.stringMatching(/\bequals, not_equals\b/) as string,
      },
      {
        field: 'steps[0].type',
        value: 'send_fax',
        detail: 'is none of the values allowed',
        allowed: expect.stringMatching(/\bsend_sms, send_email\b/) as string,
      },
    ]);
  });

  it('of the trigger is refused while the workflow is active', async () => {
    const id = await salon.activate(definition);
    const other = { ...definition, trigger: { type: 'appointment_completed' } };
    expect((await salon.ask('PUT', `workflows/${id}`, other)).status).toBe(409);
    const draft = await salon.do('POST', 'workflows', definition);
    const runs = `workflows/${String(draft['id'])}/runs`;
    expect((await salon.ask('POST', runs, { ownerId: salon.ownerId })).status).toBe(409);
  });
});
