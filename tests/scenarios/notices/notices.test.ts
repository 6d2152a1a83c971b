import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { retryText } from '../../../shared/messaging/retry-text.ts';
import { acknowledgeNotice, cureNoticeByHand } from '../../../shared/notices/cure-notice.ts';
import { raiseNotice, type NewNotice } from '../../../shared/notices/raise-notice.ts';
import { startEdge, type Edge } from '../http/edge.ts';
import { openSalon, TENANT, type Salon } from '../tenants/salon.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const held: Omit<NewNotice, 'at'> = {
  tenantId: TENANT,
  kind: 'scan-held',
  subject: { type: 'job', id: 'vaccination-scan' },
  detail: 'It waits.',
};

describe('a notice', () => {
  let salon: Salon;
  beforeEach(async () => {
    salon = await openSalon();
  });
  afterEach(async () => salon.stop());

  const raise = async (detail = 'It waits.'): Promise<number> => {
    const { records } = salon.context;
    const writes = await raiseNotice(records, { ...held, detail, at: salon.now() });
    if (writes.length > 0) await records.commit({ tenantId: TENANT }, writes);
    return writes.length;
  };
  const act = async () => {
    const [notice] = await salon.notices();
    return { tenantId: TENANT, noticeId: notice?.id ?? '', memberId: 'mem_1' };
  };

  it('exists once per kind and subject while it stands, and says the newest', async () => {
    expect([await raise(), await raise(), await raise('It still waits.')]).toEqual([1, 0, 1]);
    expect(await salon.notices()).toMatchObject([{ detail: 'It still waits.', status: 'open' }]);
  });

  it('of two raised at once is raised by one commit, and breaks the other', async () => {
    const { records } = salon.context;
    const both = await Promise.all(
      [1, 2].map(async () => raiseNotice(records, { ...held, at: salon.now() })),
    );
    const results = await Promise.all(
      both.map(async (writes) => records.commit({ tenantId: TENANT }, writes)),
    );
    expect(results.map(({ ok }) => ok).sort()).toEqual([false, true]);
  });

  it('that somebody saw stands on as seen, whatever is raised again', async () => {
    await raise();
    expect(await acknowledgeNotice(salon.context, await act())).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'mem_1',
    });
    await raise('It still waits.');
    const again = { ...(await act()), memberId: 'mem_2' };
    expect(await acknowledgeNotice(salon.context, again)).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'mem_1',
    });
  });

  it('that was cured opens anew when its cause comes back, with nobody’s name on it', async () => {
    await raise();
    await acknowledgeNotice(salon.context, await act());
    expect(await cureNoticeByHand(salon.context, await act())).toMatchObject({
      status: 'cured',
      curedBy: 'mem_1',
    });
    salon.advance(DAY_MS);
    await raise();
    const [notice] = await salon.notices();
    expect(notice).toMatchObject({ status: 'open', createdAt: salon.now() });
    expect(notice).not.toHaveProperty('curedBy');
    expect(notice).not.toHaveProperty('acknowledgedBy');
  });

  it('about the sender stands once however many texts wait, and is cured by the first accepted', async () => {
    await salon.admit(3, '2026-03-30');
    salon.answerSends(async () => ({
      kind: 'rejected',
      reason: 'No such sender.',
      fault: 'sender',
    }));
    salon.advance(DAY_MS);
    await salon.work();
    salon.advance(20 * MINUTE_MS);
    await salon.work();
    expect(await salon.notices()).toMatchObject([{ kind: 'sms-sender', status: 'open' }]);
    await acknowledgeNotice(salon.context, await act());
    salon.answerSends(async ({ messageId }) => ({ kind: 'accepted', providerId: messageId }));
    salon.advance(20 * MINUTE_MS);
    await salon.work();
    expect((await salon.messages()).map(({ status }) => status)).toEqual(Array(3).fill('accepted'));
    const [notice] = await salon.notices();
    expect(notice).toMatchObject({ kind: 'sms-sender', status: 'cured', curedAt: salon.now() });
    expect(notice).not.toHaveProperty('curedBy');
  });

  it('about failed work is cured by its retry', async () => {
    await salon.admit(1, '2026-03-30');
    salon.answerSends(async () => ({ kind: 'not-processed', reason: 'Busy.' }));
    salon.advance(DAY_MS);
    for (let hours = 0; hours < 47; hours++) {
      await salon.work();
      salon.advance(60 * MINUTE_MS);
    }
    const [message] = await salon.messages();
    expect(message).toMatchObject({ status: 'failed' });
    const about = { kind: 'work-failed', subject: { type: 'message', id: message?.id } };
    expect(await salon.notices()).toMatchObject([{ ...about, status: 'open' }]);
    await retryText(salon.context, TENANT, message?.id ?? '');
    expect(await salon.notices()).toMatchObject([{ ...about, status: 'cured' }]);
  });
});

describe('notices over HTTP', () => {
  let edge: Edge;
  beforeEach(async () => {
    edge = await startEdge();
    const writes = await raiseNotice(edge.context.records, {
      ...held,
      at: edge.context.clock.now(),
    });
    await edge.context.records.commit({ tenantId: TENANT }, writes);
  });
  afterEach(async () => edge.stop());

  it('are seen and cured by staff, by name, and listed by how they stand', async () => {
    const list = async (status: string) =>
      (await edge.ask('GET', `notices?status=${status}`, { as: 'maple.staff' })).json.items ?? [];
    const [notice] = await list('open');
    const seen = await edge.ask('POST', `notices/${String(notice?.['id'])}/acknowledge`, {
      as: 'maple.staff',
    });
    expect(seen.json).toMatchObject({
      status: 'acknowledged',
    });
    expect([await list('open'), await list('acknowledged')]).toMatchObject([[], [{}]]);
    expect(seen.json['acknowledgedBy']).toMatch(/^mem_/);
    const cured = await edge.ask('POST', `notices/${String(notice?.['id'])}/cure`, {
      as: 'maple.manager',
    });
    expect(cured.json).toMatchObject({ status: 'cured' });
    expect(cured.json['curedBy']).toMatch(/^mem_/);
    expect(cured.json['curedBy']).not.toBe(seen.json['acknowledgedBy']);
    expect(await list('cured')).toHaveLength(1);
  });

  it('refuse a status that there is not', async () => {
    const answer = await edge.ask('GET', 'notices?status=gone', { as: 'maple.staff' });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ field: 'status', value: 'gone' });
  });
});
