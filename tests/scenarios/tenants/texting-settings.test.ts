import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addMs } from '../../../shared/kernel/instant.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import { planText } from '../../../shared/messaging/plan-text.ts';
import { create } from '../../../shared/platform/store/records.ts';
import { openSalon, TENANT, type Salon } from './salon.ts';

const HOUR = 3_600_000;

let salon: Salon;
beforeEach(async () => {
  salon = await openSalon();
  await salon.admit(1, '2027-03-10');
});
afterEach(async () => salon.stop());

/** Plans texts to the one number there is, useful for two days. */
async function plan(...bodies: readonly string[]): Promise<void> {
  const now = salon.now();
  const times = { sendAt: now, notAfter: addMs(now, 48 * HOUR) };
  const texts = bodies.map((body) => {
    const id = salon.context.ids.next('message');
    return planText({ id, tenantId: TENANT, to: '+14155550101', body, ...times }, now);
  });
  const result = await salon.context.records.commit({ tenantId: TENANT }, texts.map(create));
  if (!result.ok) throw new Error(result.broken.id);
}
const statuses = async () => (await salon.messages()).map(({ status }) => status).sort();
/** Lets what the settings make due happen, its second look included. */
const settle = async (): Promise<void> => {
  for (let n = 0; n < 3; n++) {
    await salon.work();
    salon.advance(60_000);
  }
  await salon.work();
};

describe('a text that waits', () => {
  it('for the hours of a business goes out when they are opened, not the morning after', async () => {
    salon.advance(12 * HOUR);
    await plan('It is night.');
    await salon.work();
    expect(await statuses()).toEqual(['planned']);
    await salon.change({
      textHours: { start: '00:00' as LocalTime, end: '23:59' as LocalTime },
    });
    await settle();
    expect(await statuses()).toEqual(['accepted']);
  });

  it('for its number’s cap goes out when that is raised', async () => {
    await salon.change({ texting: { textsPerNumber: 1 } });
    await settle();
    await plan('One.', 'Two.');
    await salon.work();
    expect(await statuses()).toEqual(['accepted', 'planned']);
    await salon.change({ texting: { textsPerNumber: 2 } });
    await settle();
    expect(await statuses()).toEqual(['accepted', 'accepted']);
  });

  it('goes on waiting when what is changed does not concern it', async () => {
    salon.advance(12 * HOUR);
    await plan('It is night.');
    await salon.work();
    await salon.change({ texting: { marketingPer24Hours: 5 } });
    await settle();
    const [text] = await salon.messages();
    // 9:00 in New York.
    expect(text).toMatchObject({ status: 'planned', dueAt: '2026-03-03T14:00:00.000Z' });
  });
});
