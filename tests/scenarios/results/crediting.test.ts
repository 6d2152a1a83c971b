import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appointmentType } from '../../../shared/appointments/model.ts';
import { jobType } from '../../../shared/jobs/model.ts';
import { visitChargeId } from '../../../shared/ledger/charge.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import { CREDIT_PAGE_SIZE } from '../../../shared/results/credit-page.ts';
import { attributionType } from '../../../shared/results/model.ts';
import { restartOwnerCredits } from '../../../shared/results/owner-credits.ts';
import { workers } from '../../../shared/workers.ts';
import { creditedSalon, LIVE, type Client, type CreditedSalon } from './credited-salon.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

let salon: CreditedSalon;
let ana: Client;
beforeEach(async () => {
  salon = await creditedSalon();
  ana = await salon.admit();
});
afterEach(async () => salon.edge.stop());

/** Where the run of a job goes on. */
function cursorOf(document: Json): unknown {
  return (document['run'] as { readonly cursor?: string } | undefined)?.cursor;
}

describe('a booking is credited', () => {
  it('to the text whose link its owner opened, over one that they answered or got later', async () => {
    const clicked = await salon.text(ana, {
      workflowId: 'wfl_a',
      campaignId: 'cmp_1',
      variant: 'b',
    });
    await salon.pass(10);
    await salon.click(clicked);
    await salon.pass(DAY);
    await salon.text(ana, { workflowId: 'wfl_b' });
    await salon.pass(10);
    await salon.reply(ana);
    await salon.pass(DAY);
    await salon.text(ana, { workflowId: 'wfl_c' });
    const visit = await salon.visit(ana);
    await salon.pass(1);
    expect(await salon.creditOf(visit)).toMatchObject({
      ...{ touch: 'click', messageId: clicked.id, workflowId: 'wfl_a' },
      ...{ campaignId: 'cmp_1', variant: 'b', fate: 'ahead', countsOn: '2026-03-02' },
      ...{ salesCents: 0, revenueCents: 0, ruleVersion: 1 },
    });
  });

  it('to a reply, and to a delivery alone, by rule 1; by rule 2 to the reply alone', async () => {
    const text = await salon.text(ana);
    const byDelivery = await salon.visit(ana);
    await salon.pass(10);
    await salon.reply(ana);
    await salon.pass(10);
    const byReply = await salon.visit(ana);
    await salon.pass(1);
    expect(await salon.creditOf(byDelivery, 1)).toMatchObject({ touch: 'delivered' });
    expect(await salon.creditOf(byDelivery, 2)).toBeUndefined();
    for (const rule of [1, 2]) {
      const credit = await salon.creditOf(byReply, rule);
      expect(credit).toMatchObject({ touch: 'reply', messageId: text.id, ruleVersion: rule });
    }
  });

  it.each(['online', 'phone', 'staff', 'walk_in'])('when it came in by %s', async (source) => {
    await salon.text(ana);
    const when = source === 'walk_in' ? { startsAt: undefined } : {};
    const visit = await salon.visit(ana, { source, ...when });
    await salon.pass(1);
    expect(await salon.creditOf(visit)).toMatchObject({ touch: 'delivered' });
  });
});

describe('a booking is not credited', () => {
  it('when it was imported', async () => {
    await salon.text(ana);
    const visit = await salon.visit(ana);
    await salon.pass(1);
    expect(await salon.creditOf(visit)).toBeDefined();
    const { records } = salon.edge.context;
    const stored = await records.get(appointmentType, LIVE, visit);
    if (stored === undefined) throw new Error('no visit');
    await records.commit(LIVE, [replace(stored, { source: 'import' })]);
    // The nightly run looks at it once more.
    await salon.pass(DAY);
    expect(await salon.creditOf(visit)).toBeUndefined();
  });

  it('to the reminders and confirmations of its own visit, even in the very instant of the booking', async () => {
    const visit = await salon.visit(ana);
    const at = salon.now();
    await salon.text(ana, { purpose: 'service', createdAt: at, claimedAt: at, deliveredAt: at });
    await salon.text(ana, { createdAt: at, claimedAt: at, deliveredAt: at });
    await salon.pass(DAY);
    expect(await salon.creditOf(visit)).toBeUndefined();
  });

  it('to a service text that was delivered and nothing more, but to its link or an answer to it', async () => {
    const text = await salon.text(ana, { purpose: 'service' });
    const silent = await salon.visit(ana);
    await salon.pass(10);
    await salon.click(text);
    const clicked = await salon.visit(ana);
    await salon.pass(1);
    expect(await salon.creditOf(silent)).toBeUndefined();
    expect(await salon.creditOf(clicked)).toMatchObject({ touch: 'click' });
  });

  it('to an answer to a text that asks whether they will come, nor to STOP or HELP', async () => {
    const asks = { kind: 'confirm', appointmentId: 'apt_other' } as const;
    await salon.text(ana, { purpose: 'service', asks });
    await salon.pass(10);
    await salon.reply(ana, 'YES');
    const bert = await salon.admit();
    await salon.text(bert, { purpose: 'service' });
    await salon.pass(10);
    await salon.reply(bert, 'HELP');
    await salon.reply(bert, 'STOP');
    const visits = [await salon.visit(ana), await salon.visit(bert)];
    await salon.pass(1);
    for (const visit of visits) expect(await salon.creditOf(visit)).toBeUndefined();
  });

  it('to a text without a workflow, which does not stand in the way of one either', async () => {
    const text = await salon.text(ana);
    await salon.pass(10);
    await salon.reply(ana);
    await salon.pass(10);
    await salon.text(ana, { workflowId: undefined, content: { kind: 'plain', body: 'When?' } });
    await salon.reply(ana, 'Tuesday');
    const visit = await salon.visit(ana);
    await salon.pass(1);
    expect(await salon.creditOf(visit)).toMatchObject({ touch: 'reply', messageId: text.id });
  });

  it('to the text of another owner, even one who shares the number', async () => {
    const bert = await salon.admit();
    const theirs = await salon.text(bert, { to: ana.phone });
    await salon.pass(10);
    await salon.click(theirs);
    await salon.reply(ana);
    const visit = await salon.visit(ana);
    const other = await salon.visit(bert);
    await salon.pass(1);
    expect(await salon.creditOf(visit)).toBeUndefined();
    expect(await salon.creditOf(other)).toMatchObject({ messageId: theirs.id });
  });

  it('to a link that only machines opened, nor to one that was opened after the booking', async () => {
    const text = await salon.text(ana, { purpose: 'service' });
    // A second after its claim: nobody has read it by then.
    await salon.click(text);
    const visit = await salon.visit(ana);
    await salon.pass(10);
    await salon.click(text);
    await salon.pass(DAY);
    expect(await salon.creditOf(visit)).toBeUndefined();
  });
});

describe('what became of the visit', () => {
  const money = async (visit: string) => {
    await salon.pass(1);
    const { fate, salesCents, revenueCents } = (await salon.creditOf(visit)) ?? {};
    return [fate, salesCents, revenueCents];
  };
  const post = async (path: string, body: object) =>
    String((await salon.do('POST', path, body))['id']);
  const pay = async (amountCents: number) =>
    post(`owners/${ana.ownerId}/payments`, { method: 'cash', amountCents, tipCents: 700 });

  it('fills sales when it is done and revenue as it is paid, without tax and tips', async () => {
    await salon.text(ana);
    const visit = await salon.visit(ana);
    expect(await money(visit)).toEqual(['ahead', 0, 0]);
    await salon.do('POST', `appointments/${visit}/check-in`, {});
    await salon.do('POST', `appointments/${visit}/complete`, {});
    expect(await money(visit)).toEqual(['completed', 5000, 0]);
    // 2700 of 5400 are 2500 and 200 of tax.
    const first = await pay(2700);
    expect(await money(visit)).toEqual(['completed', 5000, 2500]);
    const second = await pay(2700);
    expect(await money(visit)).toEqual(['completed', 5000, 5000]);
    await post(`payments/${second}/refunds`, { amountCents: 1350, reason: 'bad cut' });
    expect(await money(visit)).toEqual(['completed', 5000, 3750]);
    const undone = { reason: 'posted for another' };
    await post(`ledger-entries/${first}/reversal`, undone);
    expect(await money(visit)).toEqual(['completed', 5000, 1250]);
    // Waived in full: nothing was sold, and what was paid is credit.
    const waiver = await post(`charges/${visitChargeId({ id: visit })}/waivers`, {
      reason: 'sorry',
    });
    expect(await money(visit)).toEqual(['completed', 0, 0]);
    await post(`ledger-entries/${waiver}/reversal`, undone);
    expect(await money(visit)).toEqual(['completed', 5000, 1250]);
    await post(`ledger-entries/${visitChargeId({ id: visit })}/reversal`, undone);
    expect(await money(visit)).toEqual(['completed', 0, 0]);
  });

  it('counts no credit that was granted as revenue, and money that lay as credit once it is used', async () => {
    await salon.text(ana);
    const visit = await salon.visit(ana);
    await post(`owners/${ana.ownerId}/credits`, { amountCents: 1080, reason: 'goodwill' });
    await pay(2160);
    await salon.do('POST', `appointments/${visit}/check-in`, {});
    await salon.do('POST', `appointments/${visit}/complete`, {});
    expect(await money(visit)).toEqual(['completed', 5000, 0]);
    await post(`owners/${ana.ownerId}/credit-uses`, {});
    expect(await money(visit)).toEqual(['completed', 5000, 2000]);
  });

  it('keeps the booking and says that it was cancelled, or missed until that is undone', async () => {
    await salon.text(ana);
    const cancelled = await salon.visit(ana);
    const missed = await salon.visit(ana);
    await salon.do('POST', `appointments/${cancelled}/cancel`, { by: 'owner', reason: 'Sick' });
    expect(await money(cancelled)).toEqual(['cancelled', 0, 0]);
    await salon.pass(2 * HOUR);
    await salon.ask('POST', `appointments/${missed}/no-show`, {});
    expect(await money(missed)).toEqual(['missed', 0, 0]);
    const [record] = (await salon.do('GET', 'no-shows')).items ?? [];
    const undo = { arrivedAt: salon.now(), reason: 'they were here' };
    await salon.do('POST', `no-shows/${String(record?.['id'])}/undo`, undo);
    expect(await money(missed)).toEqual(['ahead', 0, 0]);
  });
});

describe('what is learned later', () => {
  it('that a text had arrived before the booking is found by the nightly run', async () => {
    const text = await salon.text(ana, { status: 'sent', deliveredAt: undefined });
    const visit = await salon.visit(ana);
    await salon.pass(10);
    expect(await salon.creditOf(visit)).toBeUndefined();
    await salon.change(text.id, { status: 'delivered', deliveredAt: text.claimedAt });
    await salon.pass(DAY);
    expect(await salon.creditOf(visit)).toMatchObject({ messageId: text.id });
  });

  it('that two owners are one credits the booking of one to the text of the other', async () => {
    const bert = await salon.admit();
    const text = await salon.text(bert);
    const visit = await salon.visit(ana);
    await salon.pass(1);
    expect(await salon.creditOf(visit)).toBeUndefined();
    await salon.do('POST', `owners/${ana.ownerId}/merge`, { from: bert.ownerId });
    await salon.pass(1);
    // The merge looks once more after a quarter of an hour.
    await salon.pass(20);
    await salon.pass(1);
    expect(await salon.creditOf(visit)).toMatchObject({ messageId: text.id });
  });

  it('when a merge begins between two pages of the visits of their owner', async () => {
    const bert = await salon.admit();
    for (let n = 0; n <= CREDIT_PAGE_SIZE; n++) await salon.visit(ana);
    await salon.pass(1);
    const { context } = salon.edge;
    const asked = { ...LIVE, ownerId: ana.ownerId, now: salon.now() };
    const { write, pointer } = await restartOwnerCredits(context.records, asked);
    await context.records.commit(LIVE, [write]);
    // It dies when its first page is done.
    let dead = false;
    const commit: typeof context.records.commit = async (partition, writes) => {
      if (dead) throw new Error('killed');
      const result = await context.records.commit(partition, writes);
      dead = writes.some((it) => 'document' in it && cursorOf(it.document) !== undefined);
      return result;
    };
    const dying = { ...context, records: { ...context.records, commit } };
    await workers.jobs.work(dying, pointer).catch(() => undefined);
    expect(dead).toBe(true);
    await salon.do('POST', `owners/${ana.ownerId}/merge`, { from: bert.ownerId });
    await salon.pass(6);
    const job = await context.records.get(jobType, LIVE, pointer.id);
    expect(job?.value).toMatchObject({ status: 'done', attempts: 0 });
  });

  it('and an event that comes again changes nothing', async () => {
    await salon.text(ana);
    const visit = await salon.visit(ana);
    await salon.pass(1);
    const { records } = salon.edge.context;
    const [before] = (await records.query(attributionType, LIVE, { limit: 9 })).items;
    const event = await records.store.query(LIVE, { type: 'event', limit: 100 });
    for (const { value, etag } of event.items) {
      const again = { ...value, status: 'waiting', dueKind: 'events', dueAt: salon.now() };
      await records.commit(LIVE, [{ op: 'replace', document: again, etag }]);
    }
    await salon.pass(1);
    const [after] = (await records.query(attributionType, LIVE, { limit: 9 })).items;
    expect(after).toEqual(before);
    expect(after?.value.appointmentId).toBe(visit);
  });
});
