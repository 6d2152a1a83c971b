import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { phoneType } from '../../../shared/customers/model.ts';
import { retryText } from '../../../shared/messaging/retry-text.ts';
import { liveOf } from '../../../shared/tenants/model.ts';
import { TENANT } from '../product/business.ts';
import { openTextingBusiness, sidOf, type TextingBusiness } from './texting-business.ts';

let business: TextingBusiness;
beforeEach(async () => {
  business = await openTextingBusiness();
});
afterEach(async () => business.close());

const alertStatus = async () => (await business.alerts()).map(({ status }) => status);
const outcomes = async () => (await business.receipts()).map(({ status }) => status).sort();

describe('receipts', () => {
  it('carry a text to its end, and the price is asked for later', async () => {
    await business.work();
    expect(await business.theText()).toMatchObject({ status: 'accepted', providerId: sidOf(1) });
    await business.hear({ status: 'sent' });
    expect(await business.theText()).toMatchObject({ status: 'sent' });
    const at = business.now();
    await business.hear({ status: 'delivered' });
    expect(await business.theText()).toMatchObject({ status: 'delivered', deliveredAt: at });
    expect(business.lookUps).toEqual([]);
    business.answerLookUps({
      kind: 'found',
      status: 'delivered',
      segments: 2,
      costMicros: 15_800,
      costCurrency: 'USD',
    });
    await business.live(61);
    expect(business.lookUps).toEqual([sidOf(1)]);
    const text = await business.theText();
    expect(text).toMatchObject({ status: 'delivered', segments: 2, costMicros: 15_800 });
    expect(text.dueAt).toBeUndefined();
    expect(text.deliveredAt).toBe(at);
  });

  it('out of order leave the text at the furthest word', async () => {
    await business.work();
    await business.hear({ status: 'delivered' });
    await business.hear({ status: 'sent' });
    await business.hear({ status: 'accepted' });
    expect(await business.theText()).toMatchObject({ status: 'delivered' });
    expect(await outcomes()).toEqual(['merged', 'nothing-new', 'nothing-new']);
  });

  it('that arrive twice are stored once and act once', async () => {
    await business.work();
    await business.hear({ status: 'delivered' });
    const text = await business.theText();
    await business.hear({ status: 'delivered' });
    expect(await business.theText()).toEqual(text);
    expect(await business.receipts()).toHaveLength(1);
  });

  it('that cannot be settled at once are kept, and found by the tick when their pointer is lost', async () => {
    await business.work();
    const text = await business.theText();
    await business.keep({ status: 'delivered' }, { of: text });
    expect(await outcomes()).toEqual(['waiting']);
    business.advance(1);
    await business.work();
    expect(await business.theText()).toMatchObject({ status: 'delivered' });
  });

  it('that overtake one another while they are taken lose nothing', async () => {
    await business.work();
    const text = await business.theText();
    await business.overtaken({ status: 'sent' }, { by: { status: 'delivered' }, of: text });
    expect(await outcomes()).toEqual(['merged', 'waiting']);
    await business.work();
    expect(await business.theText()).toMatchObject({ status: 'delivered' });
    expect(await outcomes()).toEqual(['merged', 'nothing-new']);
  });

  it('before the call has returned count, and its answer takes nothing back', async () => {
    business.answer(async () => {
      await business.hear({ status: 'delivered' }, { providerId: sidOf(1) });
      return { kind: 'accepted', providerId: sidOf(1) };
    });
    await business.work();
    expect(await business.theText()).toMatchObject({
      status: 'delivered',
      providerId: sidOf(1),
      sends: 1,
    });
    expect(await alertStatus()).toEqual(['sent']);
    await business.live(10);
    expect(business.handed).toHaveLength(1);
  });

  it('that say "accepted" before the call has returned do not keep its answer out', async () => {
    business.answer(async () => {
      await business.hear({ status: 'accepted' }, { providerId: sidOf(1) });
      return { kind: 'accepted', providerId: sidOf(1) };
    });
    await business.work();
    expect(await business.theText()).toMatchObject({ status: 'accepted', providerId: sidOf(1) });
    expect(await alertStatus()).toEqual(['sent']);
  });

  it('make an unclear call clear, so that nobody has to ask and nothing is sent again', async () => {
    business.answer({ kind: 'unknown', reason: 'No answer.' });
    await business.work();
    expect(await business.theText()).toMatchObject({ status: 'unknown' });
    await business.hear({ status: 'sent' }, { providerId: sidOf(7) });
    expect(await business.theText()).toMatchObject({ status: 'sent', providerId: sidOf(7) });
    expect(await alertStatus()).toEqual(['sent']);
    await business.live(30);
    expect(business.handed).toHaveLength(1);
  });

  it('stop a text that was given up for not taken from being sent again', async () => {
    business.answer({ kind: 'unknown', reason: 'No answer.' });
    await business.work();
    // Outside the hours for texts it waits for the next morning.
    await business.change({ textHours: { start: '08:00' as never, end: '09:00' as never } });
    await business.live(7);
    expect(await business.theText()).toMatchObject({ status: 'planned', sends: 1 });
    await business.hear({ status: 'delivered' }, { providerId: sidOf(7), attempt: 1 });
    expect(await business.theText()).toMatchObject({ status: 'delivered', providerId: sidOf(7) });
    await business.pass(24);
    expect(business.handed).toHaveLength(1);
  });

  it('of a send that nobody knew of when the text was sent again are kept apart and counted', async () => {
    business.answer({ kind: 'unknown', reason: 'No answer.' });
    await business.work();
    business.answer({ kind: 'accepted', providerId: sidOf(2) });
    await business.live(7);
    expect(await business.theText()).toMatchObject({ providerId: sidOf(2), sends: 2 });
    await business.hear({ status: 'undelivered' }, { providerId: sidOf(1), attempt: 1 });
    expect(await business.theText()).toMatchObject({
      status: 'accepted',
      providerId: sidOf(2),
      formerProviderIds: [sidOf(1)],
    });
    expect(await outcomes()).toEqual(['doubled']);
    await business.hear({ status: 'delivered' });
    expect(await business.theText()).toMatchObject({ status: 'delivered', providerId: sidOf(2) });
  });

  it('with another secret, or of a text that is not there, change nothing', async () => {
    await business.work();
    const text = await business.theText();
    await business.hear({ status: 'delivered' }, { secret: 'guessed' });
    await business.hear(
      { status: 'delivered' },
      { of: { ...text, id: 'msg_23456789abcdefghijkm' } },
    );
    expect(await business.theText()).toEqual(text);
    expect(await outcomes()).toEqual(['not-ours', 'not-ours']);
  });

  it('correct an id that was a guess from the provider’s list', async () => {
    business.answer({ kind: 'unknown', reason: 'No answer.' });
    business.answerSearches({ kind: 'found', providerId: sidOf(5) });
    await business.work();
    await business.live(6);
    expect(await business.theText()).toMatchObject({ status: 'accepted', providerId: sidOf(5) });
    await business.hear({ status: 'delivered' }, { providerId: sidOf(6) });
    expect(await business.theText()).toMatchObject({ status: 'delivered', providerId: sidOf(6) });
  });

  it('that contradict each other are settled by asking the provider', async () => {
    await business.work();
    await business.hear({ status: 'delivered' });
    business.answerLookUps({
      kind: 'found',
      status: 'undelivered',
      code: 30003,
      fault: 'transient',
    });
    await business.hear({ status: 'undelivered', code: 30003, fault: 'transient' });
    expect(await outcomes()).toEqual(['contradicts', 'merged']);
    await business.work();
    expect(await business.theText()).toMatchObject({
      status: 'undelivered',
      reason: 'not-delivered',
    });
    expect((await business.theText()).contradicted).toBeUndefined();
    // Somebody said that it arrived: it is not sent again.
    await business.pass(5);
    expect(business.handed).toHaveLength(1);
  });

  it('of a send that failed do not hold up a text that a person has sent again', async () => {
    await business.work();
    await business.hear({ status: 'failed', code: 30007, fault: 'message' });
    const text = await business.theText();
    await retryText(business.context, TENANT, text.id);
    await business.hear({ status: 'sent' }, { of: text });
    expect(await outcomes()).toEqual(['earlier-send', 'merged']);
    expect(business.handed).toHaveLength(2);
    expect(await business.theText()).toMatchObject({ status: 'accepted', providerId: sidOf(2) });
  });

  it('are not taken back by an answer of the provider that lags behind them', async () => {
    await business.work();
    await business.hear({ status: 'delivered' });
    business.answerLookUps({ kind: 'found', status: 'sent' });
    await business.live(61);
    expect(business.lookUps).toEqual([sidOf(1)]);
    expect(await business.theText()).toMatchObject({ status: 'delivered' });
    business.answerLookUps({ kind: 'found', status: 'delivered', costMicros: 7900 });
    await business.pass(6);
    expect(await business.theText()).toMatchObject({ status: 'delivered', costMicros: 7900 });
  });

  it('of a text that was given up days ago have the provider asked once', async () => {
    business.answer({ kind: 'unknown', reason: 'No answer.' });
    await business.work();
    const { receiptSecret: secret = '' } = await business.theText();
    // Asked about twice in vain, after each of its sends.
    await business.pass(80);
    expect(await business.theText()).toMatchObject({ status: 'failed', reason: 'outcome-unknown' });
    business.answerLookUps({ kind: 'found', status: 'delivered', costMicros: 7900 });
    await business.hear({ status: 'sent' }, { providerId: sidOf(1), secret, attempt: 1 });
    expect(business.lookUps).toEqual([sidOf(1)]);
    const text = await business.theText();
    expect(text).toMatchObject({ status: 'delivered', costMicros: 7900 });
    expect(text.dueAt).toBeUndefined();
  });
});

describe('a text about which no receipt says anything', () => {
  it('is looked up after 5 minutes, an hour, 6, 24 and 72, then left as it is', async () => {
    business.answerLookUps({ kind: 'found', status: 'sent', costMicros: 7900 });
    await business.work();
    const counts: number[] = [];
    for (const minutes of [4, 2, 55, 5 * 60, 18 * 60, 48 * 60, 48 * 60]) {
      for (let n = 0; n < minutes; n += 30) {
        business.advance(Math.min(30, minutes - n));
        await business.work();
      }
      counts.push(business.lookUps.filter((it) => it === sidOf(1)).length);
    }
    expect(counts).toEqual([0, 1, 2, 3, 4, 5, 5]);
    const text = await business.theText();
    expect(text).toMatchObject({ status: 'sent', costMicros: 7900 });
    expect(text.dueAt).toBeUndefined();
  });

  it('waits while the provider cannot be asked', async () => {
    await business.work();
    business.answerLookUps({ kind: 'unavailable', reason: 'down' });
    await business.live(20);
    expect(await business.theText()).toMatchObject({ status: 'accepted' });
    business.answerLookUps({ kind: 'found', status: 'delivered', costMicros: 1 });
    await business.live(60);
    const text = await business.theText();
    expect(text).toMatchObject({ status: 'delivered' });
    expect(text.deliveredAt).toBeUndefined();
  });
});

describe('a text that did not arrive', () => {
  it.each([
    [30003, 180, 190],
    [30008, 30, 40],
    [30001, 10, 20],
  ])(
    'for the passing reason %i is sent once more after some time, and only once',
    async (code, from, to) => {
      await business.work();
      await business.hear({ status: 'undelivered', code, fault: 'transient', reason: 'Passing.' });
      expect(await business.theText()).toMatchObject({
        status: 'planned',
        sentAgain: true,
        formerProviderIds: [sidOf(1)],
      });
      for (let n = 1; n < from; n++) business.advance(1);
      await business.work();
      expect(business.handed).toHaveLength(1);
      await business.live(to - from + 1);
      expect(business.handed).toHaveLength(2);
      expect(await business.theText()).toMatchObject({ status: 'accepted', providerId: sidOf(2) });
      await business.hear({ status: 'undelivered', code, fault: 'transient', reason: 'Passing.' });
      expect(await business.theText()).toMatchObject({
        status: 'undelivered',
        reason: 'not-delivered',
      });
      expect(await alertStatus()).toEqual(['failed']);
      await business.pass(24);
      expect(business.handed).toHaveLength(2);
    },
  );

  it('but did, as a later receipt says, is not sent again', async () => {
    await business.work();
    await business.hear({ status: 'undelivered', code: 30003, fault: 'transient' });
    await business.hear({ status: 'delivered' }, { providerId: sidOf(1) });
    expect(await business.theText()).toMatchObject({ status: 'delivered', providerId: sidOf(1) });
    await business.pass(5);
    expect(business.handed).toHaveLength(1);
  });

  it('because of its number ends, and the number is texted no more', async () => {
    await business.work();
    await business.hear({
      status: 'undelivered',
      code: 30005,
      fault: 'number',
      reason: 'Unknown.',
    });
    expect(await business.theText()).toMatchObject({ status: 'undelivered', code: 30005 });
    const phone = await business.context.records.get(
      phoneType,
      liveOf(TENANT),
      (await business.theText()).phoneId,
    );
    expect(phone?.value.unusable).toMatchObject({ code: 30005, reason: 'Unknown.' });
    expect(await business.notices()).toMatchObject([{ kind: 'number-unusable', status: 'open' }]);
  });

  it('because its holder said STOP to the provider suppresses the number', async () => {
    await business.work();
    await business.hear({ status: 'failed', code: 21610, fault: 'opted-out' });
    const phone = await business.context.records.get(
      phoneType,
      liveOf(TENANT),
      (await business.theText()).phoneId,
    );
    expect(phone?.value.suppressed).toMatchObject({ source: 'provider' });
  });

  it('for an unlisted code tells staff of the code, once', async () => {
    await business.work();
    await business.hear({ status: 'failed', code: 39_999, fault: 'message', unmapped: true });
    expect(await business.theText()).toMatchObject({ status: 'failed', reason: 'not-delivered' });
    expect(await business.notices()).toMatchObject([
      { kind: 'sms-code', subject: { type: 'providerCode', id: '39999' } },
    ]);
  });

  it('because a carrier filtered it is never sent again, and staff are told', async () => {
    await business.work();
    await business.hear({ status: 'undelivered', code: 30007, fault: 'message', filtered: true });
    expect(await business.notices()).toMatchObject([{ kind: 'sms-filtered' }]);
    await business.pass(24);
    expect(business.handed).toHaveLength(1);
  });
});
