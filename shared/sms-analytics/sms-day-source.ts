import type { LocalDate } from '../kernel/local-date.ts';
import type { Context } from '../platform/context.ts';
import type { Write } from '../platform/store/document-store.ts';
import type { DaySource } from '../reports/day-worker.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import { liveOf } from '../tenants/model.ts';
import { smsDayId, smsDayType, type SmsDay } from './model.ts';
import { scanDay } from './scan-day.ts';
import { replyWindowMs } from './sms-terms.ts';

/** How the summary of a day's texts is made. */
export const smsDaySource: DaySource = {
  async head(context, tenantId, date) {
    const stored = await context.records.get(smsDayType, liveOf(tenantId), smsDayId(date));
    return stored?.value;
  },
  async recompute(context, tenantId, date) {
    const before = await context.records.get(smsDayType, liveOf(tenantId), smsDayId(date));
    const document = await summaryOf(context, tenantId, date);
    const write: Write =
      before === undefined
        ? { op: 'create', document }
        : { op: 'replace', document, etag: before.etag };
    return write;
  },
};

async function summaryOf(context: Context, tenantId: string, date: LocalDate): Promise<SmsDay> {
  const tenant = await loadTenant(context, tenantId);
  // Taken before the first read: what is read is at least as new.
  const computedAt = context.clock.now();
  const { size, cells } = await scanDay(context, tenantId, date, replyWindowMs(tenant));
  return {
    id: smsDayId(date),
    type: 'smsDay',
    tenantId,
    schemaVersion: 1,
    date,
    size,
    cells: [...cells],
    computedAt,
  };
}
