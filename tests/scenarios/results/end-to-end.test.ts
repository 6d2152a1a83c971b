import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  BROWSER,
  codesIn,
  HOST,
  startLinkedTexts,
  type LinkedTexts,
} from '../links/linked-texts.ts';
import { creditedSalon } from './credited-salon.ts';

let texts: LinkedTexts;
beforeEach(async () => {
  texts = await startLinkedTexts();
});
afterEach(async () => texts.stop());

async function must(method: string, path: string, body?: object) {
  const answer = await texts.ask(method, path, { as: 'maple.owner', ...(body && { body }) });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
  return answer.json;
}
const made = async (path: string, body: object) => String((await must('POST', path, body))['id']);

it('a workflow’s own text, its own link, and the booking after it come to its results', async () => {
  const body = `{{owner.first_name}}, book at [[https://${HOST}/now]]`;
  const template = { key: 'offer', name: 'Offer', category: 'promotions', channel: 'sms', body };
  await must('POST', 'templates', template);
  const steps = [{ type: 'send_sms', template: 'offer' }];
  const trigger = { type: 'manual' };
  const workflow = await made('workflows', { name: 'Offer', trigger, steps });
  await must('PUT', `workflows/${workflow}/status`, { status: 'active' });
  const ownerId = await made('owners', { firstName: 'Ada', phone: '+14155550188' });
  const petId = await made(`owners/${ownerId}/pets`, { name: 'Rex', species: 'dog' });
  const bath = { name: 'Bath', priceCents: 4500, durationMinutes: 60 };
  const serviceId = await made('services', bath);
  const staffId = await made('staff', { name: 'Kim', serviceIds: [serviceId], shifts: [] });

  await must('POST', `workflows/${workflow}/runs`, { ownerId });
  await texts.workAll();
  texts.setTime('2026-03-02T15:05:00Z');
  const [code = ''] = codesIn(texts.sent[0]?.body ?? '');
  expect((await texts.ask('GET', `l/${code}`, { headers: BROWSER })).status).toBe(302);
  texts.setTime('2026-03-03T15:00:00Z');
  const visit = await made('appointments', {
    ...{ ownerId, staffId, startsAt: '2026-03-03T16:00:00Z', source: 'online' },
    services: [{ petId, serviceId }],
    override: { rules: ['outside-shift'], reason: 'as said' },
  });
  await texts.workAll();
  await must('POST', `appointments/${visit}/check-in`, {});
  await must('POST', `appointments/${visit}/complete`, {});
  await texts.workAll();
  const { totals } = await must('GET', `workflows/${workflow}/results`);
  expect(totals).toMatchObject({
    ...{ smsSent: 1, attributedBookings: 1, attributedByClick: 1, attributedCompleted: 1 },
    ...{ attributedSales: 4500, attributedRevenue: 0 },
  });
});

it('one payment for more visits than an event writes at once reaches all of them', async () => {
  const credited = await creditedSalon();
  try {
    const ana = await credited.admit();
    const text = await credited.text(ana);
    await credited.pass(10);
    await credited.click(text);
    // 16 visits, each credited under two rules.
    for (let n = 0; n < 16; n++) {
      const visit = await credited.visit(ana);
      await credited.do('POST', `appointments/${visit}/check-in`, {});
      await credited.do('POST', `appointments/${visit}/complete`, {});
    }
    await credited.pass(1);
    const money = { method: 'card', amountCents: 16 * 5400, tipCents: 0 };
    await credited.do('POST', `owners/${ana.ownerId}/payments`, money);
    await credited.pass(1);
    const credits = await credited.credits();
    expect(credits).toHaveLength(32);
    expect(new Set(credits.map(({ revenueCents }) => revenueCents))).toEqual(new Set([5000]));
  } finally {
    await credited.edge.stop();
  }
});
