import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldPath } from '../../../shared/kernel/field-path.ts';
import { checkDefinition, type Surroundings } from '../../../shared/workflows/check-definition.ts';
import type { TemplateFacts } from '../../../shared/workflows/check-send.ts';
import {
  definitionInput,
  withTodaysNames,
  type Definition,
} from '../../../shared/workflows/definition.ts';
import { successorsOf, withIds, type StepInput } from '../../../shared/workflows/steps.ts';

/** The example of the original plan, as it stands there. */
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

function template(key: string, changes: Partial<TemplateFacts> = {}): TemplateFacts {
  const facts = {
    key,
    channel: 'sms',
    purpose: 'service',
    own: new Map(),
    bound: new Set<string>(),
  } as const;
  return { ...facts, variables: new Set(['owner_name']), ...changes };
}
const TEMPLATES = [
  template('post_appointment_thanks'),
  template('promo', { purpose: 'marketing', variables: new Set() }),
  template('letter', { channel: 'email', variables: new Set(['owner.first_name']) }),
  template('plain', {
    variables: new Set(['owner.first_name', 'x', 'owed']),
    own: new Map([
      ['x', { type: 'text' }],
      ['owed', { type: 'number', money: true }],
    ]),
    bound: new Set(['x', 'owed']),
  }),
  template('visit', { variables: new Set(['appointment.time']) }),
];
const SURROUNDINGS: Surroundings = {
  templates: new Map(TEMPLATES.map((it) => [it.key, it])),
  segmentIds: new Set(['seg_1']),
  thresholdDays: [30, 14, 7, 0],
};

const read = (given: unknown): Definition => definitionInput.parse(withTodaysNames(given));
const check = (given: unknown) => checkDefinition(read(given), SURROUNDINGS);
const manual = (steps: readonly unknown[], more: object = {}) => ({
  name: 'W',
  trigger: { type: 'manual' },
  steps,
  ...more,
});
const log = (id: string, next?: string) => ({
  type: 'log_event',
  id,
  message: id,
  ...(next !== undefined && { next }),
});

describe('the example of the plan', () => {
  it('works as it is written', () => {
    expect(check(PLAN)).toEqual([]);
    expect(read(PLAN)).toMatchObject({
      purpose: 'service',
      trigger: { type: 'appointment_completed', delayHours: 2 },
      conditions: { all: [{ field: 'owner.sms_opted_in' }] },
      steps: [
        { id: 'step-1', type: 'send_sms', variables: { owner_name: '<owner.first_name>' } },
        { id: 'step-2', type: 'log_event' },
      ],
      reentry: { rule: 'always' },
    });
  });

  it('keeps its meaning when what was read is written and read again', () => {
    const once = read(PLAN);
    expect(read(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });
});

describe('a definition that is wrong on its own', () => {
  it.each([
    ['no steps', manual([]), 'steps'],
    ['41 steps', manual(Array.from({ length: 41 }, (_, n) => log(`s${String(n)}`))), 'steps'],
    ['an unknown trigger', { ...PLAN, trigger: { type: 'full_moon' } }, 'trigger.type'],
    ['an unknown field of a trigger', { ...PLAN, trigger: { type: 'manual', now: 1 } }, 'trigger'],
    ['an unknown step', manual([{ type: 'call_home' }]), 'steps[0].type'],
    ['an update of nothing', manual([{ type: 'update_record' }]), 'steps[0]'],
    ['an update of what is not allowed', manual([{ type: 'update_record', set: {} }]), 'steps[0]'],
    ['a wait of no length', manual([{ type: 'wait' }]), 'steps[0]'],
    ['a wait of two lengths', manual([{ type: 'wait', hours: 1, days: 1 }]), 'steps[0]'],
    ['a step called stop', manual([log('stop')]), 'steps[0].id'],
    [
      'an unknown operator',
      { ...PLAN, conditions: [{ field: 'a', operator: 'is' }] },
      'conditions',
    ],
  ])('%s is refused and named', (_what, given, path) => {
    const result = definitionInput.safeParse(withTodaysNames(given));
    expect(result.success).toBe(false);
    expect(result.error?.issues.map((issue) => fieldPath(issue.path))).toContain(path);
  });
});

describe('a definition that does not fit what there is', () => {
  it.each([
    [
      'a condition on what the trigger does not know',
      {
        ...PLAN,
        trigger: { type: 'manual' },
        conditions: [{ field: 'appointment.date', operator: 'is_known' }],
      },
      'conditions.all[0].field',
    ],
    [
      'a template that is not there',
      manual([{ type: 'send_sms', template: 'nope' }]),
      'steps[0].template',
    ],
    [
      'a template of the other channel',
      manual([{ type: 'send_sms', template: 'letter' }]),
      'steps[0].template',
    ],
    [
      'marketing as service',
      manual([{ type: 'send_sms', template: 'promo' }]),
      'steps[0].template',
    ],
    [
      'a variable that nothing fills',
      manual([{ type: 'send_sms', template: 'post_appointment_thanks' }]),
      'steps[0].variables.owner_name',
    ],
    [
      'a variable that the template does not say',
      manual([{ type: 'send_sms', template: 'plain', variables: { y: 'a' } }]),
      'steps[0].variables.y',
    ],
    [
      'a variable from a field that the trigger does not know',
      manual([
        {
          type: 'send_sms',
          template: 'post_appointment_thanks',
          variables: { owner_name: '<appointment.date>' },
        },
      ]),
      'steps[0].variables.owner_name',
    ],
    [
      'an amount where the template reads a text',
      manual([{ type: 'send_sms', template: 'plain', variables: { x: '<ledger.balance>' } }]),
      'steps[0].variables.x',
    ],
    [
      'a count where the template reads an amount',
      manual([{ type: 'send_sms', template: 'plain', variables: { owed: '<pets.count>' } }]),
      'steps[0].variables.owed',
    ],
    [
      'a template about a visit where there is none',
      manual([{ type: 'send_sms', template: 'visit' }]),
      'steps[0].variables.appointment.time',
    ],
    [
      'an unknown segment',
      {
        ...manual([log('a')]),
        trigger: { type: 'time_based', rule: { every: 'day', at: '09:00' }, segmentId: 'seg_2' },
      },
      'trigger.segmentId',
    ],
    [
      'an answer to every keyword',
      { ...manual([log('a')]), trigger: { type: 'inbound_keyword', keywords: ['book'] } },
      'reentry',
    ],
    [
      'a threshold that no scan looks at',
      { ...manual([log('a')]), trigger: { type: 'vaccination_expiring', daysBefore: 21 } },
      'trigger.daysBefore',
    ],
    ['one id twice', manual([log('a'), log('a')]), 'steps[1].id'],
    ['a step that leads nowhere', manual([log('a', 'z')]), 'steps[0].next'],
    [
      'a branch that leads nowhere',
      manual([{ type: 'branch', conditions: [], then: 'z' }]),
      'steps[0].then',
    ],
    ['a circle', manual([log('a'), log('b', 'a')]), 'steps[1]'],
    [
      'a circle of branches',
      manual([
        { type: 'branch', id: 'a', conditions: [], then: 'b' },
        { type: 'branch', id: 'b', conditions: [], then: 'a' },
      ]),
      'steps[1]',
    ],
    ['a step nobody reaches', manual([log('a', 'stop'), log('b')]), 'steps[1]'],
    [
      'a condition of a branch that is wrong',
      manual([
        {
          type: 'branch',
          conditions: { field: 'pets.count', operator: 'equals', value: 'x' },
          then: 'stop',
        },
      ]),
      'steps[0].conditions.value',
    ],
  ])('%s is found and its place is named', (_what, given, field) => {
    expect(check(given).map((problem) => problem.field)).toEqual([field]);
  });

  it.each(['stop', 'Start', 'HELP', 'please unsubscribe me'])(
    'the keyword %s, which ends our texts, opens the number or asks for help, is found',
    (said) => {
      const trigger = { type: 'inbound_keyword', keywords: ['book', said] };
      const given = { ...manual([log('a')]), trigger, reentry: { rule: 'once' } };
      expect(check(given).map(({ field }) => field)).toEqual(['trigger.keywords[1]']);
    },
  );

  it('is fine with what fits: fallbacks, marketing as marketing, branches that meet again', () => {
    expect(check(manual([{ type: 'send_sms', template: 'plain' }]))).toEqual([]);
    expect(
      check(manual([{ type: 'send_sms', template: 'promo' }], { purpose: 'marketing' })),
    ).toEqual([]);
    const branches = [
      { type: 'branch', id: 'a', conditions: { any: [] }, then: 'b', else: 'c' },
      log('b', 'd'),
      log('c'),
      log('d'),
    ];
    expect(check(manual(branches))).toEqual([]);
  });
});

describe('the way through the steps', () => {
  it('always ends when nothing is found wrong with it', () => {
    const target = fc.constantFrom('a', 'b', 'c', 'd', 'stop', undefined);
    const step = (id: string): fc.Arbitrary<StepInput> =>
      fc.oneof(
        target.map((next): StepInput => ({ type: 'log_event', id, message: id, next })),
        fc.tuple(target, target).map(([then = 'stop', other]): StepInput => {
          return { type: 'branch', id, conditions: { all: [] }, then, else: other };
        }),
      );
    const steps = fc.tuple(...['a', 'b', 'c', 'd'].map(step));
    fc.assert(
      fc.property(
        steps,
        fc.array(fc.nat({ max: 1 }), { minLength: 9, maxLength: 9 }),
        (given, turns) => {
          const all = withIds(given);
          if (check(manual(given)).length > 0) return;
          let id: string | undefined = 'a';
          let walked = 0;
          for (const turn of turns) {
            if (id === undefined) break;
            const next = successorsOf(
              all,
              all.findIndex((it) => it.id === id),
            );
            id = next[turn] ?? (turn < next.length ? undefined : next[0]);
            walked += 1;
          }
          expect(id).toBeUndefined();
          expect(walked).toBeLessThanOrEqual(4);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
