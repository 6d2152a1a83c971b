import type { Appointment } from '../../../shared/appointments/model.ts';
import type { LocalDate } from '../../../shared/kernel/local-date.ts';
import type { Edge } from './edge.ts';

/** Charges, payments, a count and a visit to be charged of the tenant `maple`; adds their ids. */
export async function furnishLedger(edge: Edge, ids: Record<string, string>): Promise<void> {
  const as = 'maple.owner';
  const owner = `owners/${ids['ownerId'] ?? ''}`;
  const post = async (target: string, body: unknown): Promise<string> => {
    const { json, status } = await edge.ask('POST', target, { as, body });
    if (status !== 201) throw new Error(`${target}: ${JSON.stringify(json)}`);
    return String(json['id']);
  };
  const line = { kind: 'product', description: 'Xanthippe', priceCents: 900_000 };
  ids['chargeId'] = await post(`${owner}/charges`, { lines: [line] });
  const money = { method: 'cash', amountCents: 90_000, tipCents: 100, reference: 'Xanthippe' };
  ids['paymentId'] = await post(`${owner}/payments`, money);
  ids['entryId'] = await post(`${owner}/credits`, { amountCents: 5000, reason: 'Xanthippe' });
  ids['cashUpId'] = await post('cash-ups', {
    localDate: '2026-03-02',
    countedCents: { cash: 90_100 },
    note: 'Xanthippe',
  });
  const at = edge.context.clock.now();
  // The visit of which the example speaks.
  const visit: Appointment = {
    id: 'apt_23456789abcdefghijkm',
    type: 'appointment',
    tenantId: 'maple',
    schemaVersion: 1,
    ownerId: ids['ownerId'] ?? '',
    staffId: 'stf_test',
    status: 'completed',
    source: 'phone',
    petIds: [ids['petId'] ?? ''],
    services: [
      {
        ...{ serviceId: 'svc_test', petId: ids['petId'] ?? '', name: 'Bath' },
        ...{ priceCents: 4500, taxRatePpm: 88_750, durationMinutes: 60 },
      },
    ],
    startsAt: at,
    endsAt: at,
    busyUntil: at,
    localDate: '2026-03-02' as LocalDate,
    timeZone: 'America/New_York',
    arrivedAt: at,
    completedAt: at,
    overrides: [],
    vaccineGaps: [],
    checkpoints: [],
    skippedCheckpoints: [],
    offsetsDone: [],
    scheduleVersion: 1,
    markSeq: 0,
    eventSequence: 0,
    history: [],
    attempts: 0,
    revision: 1,
    createdAt: at,
    updatedAt: at,
  };
  const created = await edge.context.records.commit({ tenantId: 'maple' }, [
    { op: 'create', document: visit },
  ]);
  if (!created.ok) throw new Error('The visit could not be written');
}
