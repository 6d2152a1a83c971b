import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { definitionInput } from '../../../shared/workflows/definition.ts';
import { dryRun } from '../../../shared/workflows/dry-run.ts';
import { workflowRunType } from '../../../shared/workflows/model.ts';
import { workingSalon, type WorkingSalon } from './working-salon.ts';

const PARTITION = { tenantId: 'maple' };
const PERIOD = { from: '2026-03-02' as LocalDate, to: '2026-03-10' as LocalDate };
const ABOUT_VISIT = '{{appointment.date}} {{appointment.time}}';
/** A text may leave so much after its time in this story: the next moment at which work is done. */
const SOON_MS = 2 * 60_000;

/** Every trigger there is but the manual one, which has no past; each as a workflow of its own. */
const TRIGGERS: readonly (readonly [string, object])[] = [
  ['appointment_created', {}],
  ['appointment_confirmed', {}],
  ['appointment_rescheduled', {}],
  ['appointment_cancelled', {}],
  ['appointment_completed', { delayHours: 2 }],
  ['appointment_approaching', { hoursBefore: 24 }],
  ['no_show_detected', {}],
  ['vaccination_expiring', {}],
  ['inbound_keyword', { keywords: ['book'] }],
  ['customer_lapsed', { days: 2, at: '10:00' }],
  ['birthday', { at: '10:00' }],
  ['time_based', { rule: { every: 'week', weekday: 0, at: '09:00' } }],
];

let salon: WorkingSalon;
const workflows = new Map<string, { id: string; definition: object }>();
beforeAll(async () => {
  salon = await workingSalon();
  await liveThroughAWeek();
}, 120_000);
afterAll(async () => salon.edge.stop());

/** Switches every workflow on, then lives through nine days with all that may happen, summer time included. */
async function liveThroughAWeek(): Promise<void> {
  await salon.do('PATCH', 'tenant-settings', {
    vaccination: { channel: 'workflows' },
    texting: { textsPerNumber: 20 },
  });
  const add = async (firstName: string, phone: string, more: object) => {
    const owner = await salon.do('POST', 'owners', { firstName, phone, ...more });
    const dog = { name: `${firstName}'s dog`, species: 'dog', birthDate: '2020-03-05' };
    await salon.do('POST', `owners/${String(owner['id'])}/pets`, dog);
    return String(owner['id']);
  };
  await add('Bo', '+14155550111', { tags: ['vip'] });
  const away = await add('Cy', '+14155550112', { tags: ['vip'] });
  const vip = [{ field: 'owner.tags', operator: 'equals', value: 'vip' }];
  const segment = { name: 'VIP', conditions: vip };
  const segmentId = String((await salon.do('POST', 'segments', segment))['id']);
  for (const [type, more] of TRIGGERS) {
    const said = type === 'vaccination_expiring' ? '{{vaccination.expires_on}}' : ABOUT_VISIT;
    const visits = /^appointment_|^no_show_|^vaccination_/.test(type);
    const variables = [{ name: 'who', label: 'Who', from: 'owner.first_name', fallback: 'you' }];
    const body = visits ? `${type} {{who}} ${said}` : `${type} {{who}}`;
    const template = await salon.template(body, { variables });
    const definition = {
      name: type,
      trigger: { type, ...more, ...(type === 'time_based' && { segmentId }) },
      steps: [{ type: 'send_sms', template }],
      ...(type === 'inbound_keyword' && { reentry: { rule: 'after_days', days: 1 } }),
    };
    workflows.set(type, { id: await salon.activate(definition), definition });
  }
  await salon.do('PATCH', `owners/${away}`, { status: 'inactive' });

  const step = async (id: string, what: string, body: object = {}) =>
    salon.do('POST', `appointments/${id}/${what}`, body);
  const on = async (instant: string, what?: () => Promise<unknown>): Promise<void> => {
    salon.edge.setTime(instant);
    await what?.();
    await salon.at(instant);
  };
  const says = async (body: string, sid: string): Promise<void> => {
    await receiveText(salon.edge.context, {
      ...{ ...PARTITION, from: '+14155550188', body, providerId: sid },
    });
  };
  // Monday, 10:00 in New York.
  const wednesday = await salon.book('2026-03-04T16:00:00.000Z');
  const moved = await salon.book('2026-03-05T20:00:00.000Z');
  const cancelled = await salon.book('2026-03-09T15:00:00.000Z');
  await salon.book('2026-03-03T19:00:00.000Z');
  const first = await salon.book('2026-03-03T15:30:00.000Z');
  await step(wednesday, 'confirm');
  await step(moved, 'reschedule', { startsAt: '2026-03-06T17:00:00.000Z', by: 'owner' });
  await step(cancelled, 'cancel', { by: 'owner', reason: 'ill' });
  const rabies = { vaccine: 'rabies', expiryDate: '2026-04-02' };
  await salon.do('POST', `pets/${salon.petId}/vaccinations`, rabies);
  await on('2026-03-02T15:00:00Z');
  await on('2026-03-02T15:30:00Z');
  await on('2026-03-02T19:00:00Z');
  await on('2026-03-03T02:00:00Z', async () => says('Book', 'SM-1'));
  await on('2026-03-03T02:01:00Z', async () => says('book', 'SM-2'));
  await on('2026-03-03T11:00:00Z');
  await on('2026-03-03T14:00:00Z');
  await on('2026-03-03T15:30:00Z', async () => step(first, 'check-in'));
  await on('2026-03-03T16:00:00Z');
  await on('2026-03-03T16:30:00Z', async () => step(first, 'complete'));
  await on('2026-03-03T18:30:00Z');
  await on('2026-03-03T19:15:30Z');
  await on('2026-03-04T16:00:00Z', async () => step(wednesday, 'check-in'));
  await on('2026-03-04T17:00:00Z', async () => step(wednesday, 'complete'));
  await on('2026-03-04T19:00:00Z');
  await on('2026-03-05T15:00:00Z');
  await on('2026-03-05T15:01:30Z');
  await on('2026-03-05T17:00:00Z');
  await on('2026-03-06T15:00:00Z');
  await on('2026-03-06T17:00:00Z', async () => step(moved, 'check-in'));
  await on('2026-03-06T18:00:00Z', async () => step(moved, 'complete'));
  await on('2026-03-06T20:00:00Z');
  // Two days after the last visit, by the clocks of the new time.
  await on('2026-03-08T13:00:00Z');
  // What goes to many is spread over a while.
  await on('2026-03-08T13:01:30Z');
  await on('2026-03-08T14:00:00Z');
  await on('2026-03-08T14:01:30Z');
  await on('2026-03-09T20:00:00Z');
}

async function sentBy(workflowId: string): Promise<Message[]> {
  const { records } = salon.edge.context;
  const page = await records.query(messageType, PARTITION, { limit: 500 });
  return page.items
    .map(({ value }) => value)
    .filter((it) => it.workflowId === workflowId && it.body !== undefined)
    .sort((a, b) => ((a.claimedAt ?? '') < (b.claimedAt ?? '') ? -1 : 1));
}

async function tried(type: string) {
  const { definition } = workflows.get(type) ?? {};
  const parsed = definitionInput.parse(definition);
  const asked = { ...PARTITION, definition: parsed, period: PERIOD, limit: 50 };
  return (await dryRun(salon.edge.context, asked)).items;
}

interface Told {
  readonly ownerId?: string | undefined;
  readonly body?: string | undefined;
}
const inWords = (told: readonly Told[]) =>
  told.map(({ ownerId, body }) => `${String(ownerId)} ${String(body)}`).sort();

it.each(TRIGGERS.map(([type]) => type))(
  'a dry run of %s says exactly what was sent: to whom, in which words, and when',
  async (type) => {
    const really = await sentBy(workflows.get(type)?.id ?? '');
    expect(really.length, 'the story has none').toBeGreaterThan(0);
    const dry = (await tried(type))
      .flatMap(({ ownerId, texts }) => texts.map((text) => ({ ownerId, ...text })))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    expect(inWords(dry)).toEqual(inWords(really));
    for (const [n, { at }] of dry.entries()) {
      const late = Date.parse(really[n]?.claimedAt ?? '') - Date.parse(at);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(SOON_MS);
    }
  },
);

it('a dry run speaks of exactly those owners whose runs began', async () => {
  const { records } = salon.edge.context;
  const page = await records.query(workflowRunType, PARTITION, { limit: 500 });
  const owners = (all: readonly { readonly ownerId: string }[]) =>
    [...new Set(all.map(({ ownerId }) => ownerId))].sort();
  for (const [type, { id }] of workflows) {
    const runs = page.items.map(({ value }) => value).filter((it) => it.workflowId === id);
    expect(owners(await tried(type)), type).toEqual(owners(runs));
  }
});
