import fc from 'fast-check';
import { expect, it } from 'vitest';
import { appointmentType } from '../../../shared/appointments/model.ts';
import { drain } from '../../../shared/due-work/drain.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { ledgerEntryType } from '../../../shared/ledger/model.ts';
import { messageType } from '../../../shared/messaging/model.ts';
import { noShowRecordType } from '../../../shared/no-shows/model.ts';
import { dirtyDayType } from '../../../shared/reports/day-mark.ts';
import { cellsOf } from '../../../shared/results/credit-facts.ts';
import { attributionType, creditDayType } from '../../../shared/results/model.ts';
import { startRecompute } from '../../../shared/results/recompute-job.ts';
import { workers } from '../../../shared/workers.ts';
import { creditedSalon, LIVE, type Client, type CreditedSalon } from './credited-salon.ts';
import { inOrder, plainCredits, storedCredits, type PlainCredit } from './plain-credit.ts';

// Texts, openings, answers, bookings, ends of visits and money come in a random order, between them some work
// is done or left for later, and events come again. In the end what was kept up step by step must be
// what a plain look comes to, and what the recompute makes from nothing.

const DAY = 24 * 60;

let salon: CreditedSalon;

const ACTS = {
  text: 6,
  late: 3,
  arrive: 6,
  click: 3,
  reply: 3,
  book: 9,
  sell: 5,
  complete: 6,
  undoDone: 3,
  cancel: 2,
  miss: 5,
  undoMiss: 7,
  pay: 4,
  refund: 2,
  waive: 4,
  undoEntry: 4,
  merge: 2,
  work: 4,
  again: 2,
} as const;
type Act = keyof typeof ACTS;

const step = fc.record({
  act: fc.oneof(
    ...Object.entries(ACTS).map(([act, weight]) => ({
      weight,
      arbitrary: fc.constant(act as Act),
    })),
  ),
  who: fc.nat(1),
  which: fc.nat(4),
  minutes: fc.constantFrom(...[0, 0, 0, 0, 1, 1, 1, 20, 20, 60, 600, DAY - 1, 3 * DAY]),
  amount: fc.constantFrom(1080, 2700, 5400, 9000),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let clients: Client[];
const done = new Map<Act, number>();

const last = <T>(items: readonly T[], back: number): T | undefined =>
  items.at(-1 - (back % Math.max(1, items.length)));

async function post(path: string, body: object): Promise<boolean> {
  // What the state of things does not allow is refused and changes nothing.
  return (await salon.ask('POST', path, body)).status < 300;
}

async function take({ act, who, which, minutes, amount }: Step): Promise<boolean> {
  salon.edge.setTime(addMs(salon.now(), minutes * 60_000));
  const client = clients[who] ?? clients[0];
  if (client === undefined) throw new Error('nobody');
  const mine = <T extends { ownerId?: string | undefined; createdAt: string; id: string }>(
    list: T[],
  ) =>
    last(
      list
        .filter(({ ownerId }) => ownerId === client.ownerId)
        .toSorted((a, b) => (a.createdAt + a.id < b.createdAt + b.id ? -1 : 1)),
      which,
    );
  const visits = await salon.all(appointmentType);
  const open = visits.filter(({ status }) => status === 'booked' || status === 'confirmed');
  const visit = mine(open)?.id ?? 'none';
  const entries = await salon.all(ledgerEntryType);
  const text = mine((await salon.all(messageType)).filter(({ id }) => id.startsWith('msg_0')));
  switch (act) {
    case 'text': {
      const purpose = which === 0 ? 'service' : 'marketing';
      const workflowId = which === 1 ? undefined : `wfl_${String(which)}`;
      await salon.text(client, { purpose, workflowId });
      return true;
    }
    case 'late':
      await salon.text(client, { status: 'sent', deliveredAt: undefined });
      return true;
    case 'arrive': {
      if (text?.status !== 'sent') return false;
      await salon.change(text.id, { status: 'delivered', deliveredAt: text.claimedAt });
      return true;
    }
    case 'click':
      if (text === undefined) return false;
      await salon.click(text);
      return true;
    case 'reply':
      await salon.reply(client);
      return true;
    case 'book':
      await salon.visit(client);
      return true;
    case 'sell': {
      await salon.text(client);
      const sold = await salon.visit(client);
      await post(`appointments/${sold}/check-in`, {});
      return post(`appointments/${sold}/complete`, {});
    }
    case 'complete':
      await post(`appointments/${visit}/check-in`, {});
      return post(`appointments/${visit}/complete`, {});
    case 'undoDone': {
      const over = visits.filter(({ status }) => status === 'completed');
      const path = `appointments/${mine(over)?.id ?? 'none'}/undo-completion`;
      return post(path, { reason: 'not yet' });
    }
    case 'cancel':
      return post(`appointments/${visit}/cancel`, { by: 'owner', reason: 'Sick' });
    case 'miss': {
      // Their start must be over.
      salon.edge.setTime(addMs(salon.now(), 2 * 3_600_000));
      return post(`appointments/${visit}/no-show`, {});
    }
    case 'undoMiss': {
      const marked = (await salon.all(noShowRecordType)).filter((it) => it.status === 'marked');
      const record = mine(marked);
      const undo = { arrivedAt: record?.startsAt ?? salon.now(), reason: 'was here' };
      return post(`no-shows/${record?.id ?? 'none'}/undo`, undo);
    }
    case 'pay': {
      const money = { method: 'cash', amountCents: amount, tipCents: 100 };
      return post(`owners/${client.ownerId}/payments`, money);
    }
    case 'refund': {
      const payment = mine(entries.filter(({ kind }) => kind === 'payment'))?.id ?? 'none';
      return post(`payments/${payment}/refunds`, { amountCents: 540, reason: 'bad' });
    }
    case 'waive': {
      const charge = mine(entries.filter(({ kind }) => kind === 'charge'))?.id ?? 'none';
      return post(`charges/${charge}/waivers`, { amountCents: 540, reason: 'kind' });
    }
    case 'undoEntry':
      return post(`ledger-entries/${mine(entries)?.id ?? 'none'}/reversal`, { reason: 'wrong' });
    case 'merge': {
      const from = clients.find((it) => it !== client);
      clients = [client, await salon.admit()];
      return post(`owners/${client.ownerId}/merge`, { from: from?.ownerId });
    }
    case 'work':
      await salon.pass(0);
      return true;
    case 'again':
      return repeatEvents();
  }
}

/** Every event that is still there comes once more. */
async function repeatEvents(): Promise<boolean> {
  const { records } = salon.edge.context;
  const events = await records.store.query(LIVE, { type: 'event', limit: 1000 });
  for (const { value, etag } of events.items) {
    const again = { ...value, status: 'waiting', dueKind: 'events', dueAt: salon.now() };
    await records.commit(LIVE, [{ op: 'replace', document: again, etag }]);
  }
  return events.items.length > 0;
}

/** Whatever was left for later is done, the second looks of merges too. */
async function settle(): Promise<void> {
  for (const minutes of [1, 20, 20]) await salon.pass(minutes);
}

const keyOf = ({ visit, rule }: PlainCredit) => `${visit} ${String(rule)}`;

/** What became of each visit and its money, which no night has to put right. */
async function expectFatesToHold(): Promise<void> {
  const plain = new Map((await plainCredits(salon)).map((it) => [keyOf(it), it]));
  for (const it of await storedCredits(salon)) {
    const { fate, sales, revenue } = plain.get(keyOf(it)) ?? it;
    expect(it).toMatchObject({ fate, sales, revenue });
  }
}

async function forgetAll(): Promise<void> {
  const { records } = salon.edge.context;
  const { items } = await records.query(attributionType, LIVE, { limit: 1000 });
  for (const { value, etag } of items) {
    await records.commit(LIVE, [{ op: 'delete', id: value.id, etag }]);
  }
}

async function liveThrough(steps: readonly Step[]): Promise<void> {
  clients = [await salon.admit(), await salon.admit()];
  for (const it of steps) {
    if (await take(it)) done.set(it.act, (done.get(it.act) ?? 0) + 1);
  }
  await settle();
  await expectFatesToHold();
  await salon.pass(DAY);
  await salon.pass(2);
}

/** Compares credits with a plain look, a recompute from nothing, and the days; answers what came up. */
async function expectAlike(): Promise<Set<string>> {
  const plain = inOrder(await plainCredits(salon));
  expect(inOrder(await storedCredits(salon))).toEqual(plain);

  const credits = await salon.credits();
  await forgetAll();
  for (const rule of [1, 2]) await startRecompute(salon.edge.context, 'maple', rule);
  await drain(salon.edge.context, workers);
  const unstamped = (list: typeof credits) =>
    new Map(list.map((it) => [it.id, { ...it, updatedAt: '' }]));
  expect(unstamped(await salon.credits())).toEqual(unstamped(credits));

  await salon.pass(2);
  await salon.pass(2);
  expect((await salon.all(dirtyDayType)).filter((it) => it.facts === 'credit')).toEqual([]);
  const days = new Map((await salon.all(creditDayType)).map((it) => [it.date, it.cells]));
  const byDay = Map.groupBy(await salon.credits(), ({ countsOn }) => countsOn);
  for (const [date, list] of byDay) expect(days.get(date), date).toEqual(cellsOf(list));
  return new Set(
    plain.flatMap((it) => [
      ...[it.touch, it.fate, `rule ${String(it.rule)}`],
      ...(it.revenue > 0 ? ['revenue'] : []),
    ]),
  );
}

it('keeps step by step what a plain look comes to and a recompute makes from nothing, in any order of events', async () => {
  const seen = new Set<string>();
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 40, maxLength: 60 }),
    async (steps) => {
      salon = await creditedSalon();
      try {
        await liveThrough(steps);
        for (const outcome of await expectAlike()) seen.add(outcome);
      } finally {
        await salon.edge.stop();
      }
    },
  );
  await fc.assert(property, { numRuns: 8, seed: 20_260_302, endOnFailure: true });
  // Every kind of step and of outcome must have come up, or nothing is proved about it.
  for (const act of Object.keys(ACTS)) expect(done.get(act as Act) ?? 0, act).toBeGreaterThan(0);
  const outcomes = ['click', 'reply', 'delivered', 'completed', 'cancelled', 'missed', 'ahead'];
  const wanted = [...outcomes, 'revenue', 'rule 1', 'rule 2'];
  expect(wanted.filter((it) => !seen.has(it))).toEqual([]);
});
