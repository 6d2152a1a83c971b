import type { Edge } from './edge.ts';

/** A missed visit and a judgement on its owner, of the tenant `maple`; adds their ids. */
export async function furnishNoShow(
  edge: Edge,
  mark: string,
  ids: Record<string, string>,
): Promise<void> {
  const as = 'maple.owner';
  const { store } = edge.context.records;
  const live = { tenantId: 'maple' };
  const booked = await store.get(live, ids['appointmentId'] ?? '');
  if (booked === undefined) throw new Error('There is no visit to be missed');
  const startsAt = new Date(Date.parse(edge.context.clock.now()) - 3_600_000).toISOString();
  const missed = {
    ...booked.value,
    id: 'apt_missed',
    startsAt,
    endsAt: startsAt,
    busyUntil: startsAt,
  };
  const booking = { localDate: '2026-03-02', createdAt: '2026-03-01T15:00:00.000Z' };
  await store.commit(live, [{ op: 'create', document: { ...missed, ...booking } }]);
  const body = { notes: mark };
  const marked = await edge.ask('POST', 'appointments/apt_missed/no-show', { as, body });
  if (marked.status !== 200) throw new Error(JSON.stringify(marked.json));
  ids['noShowId'] = String(marked.json['id']);
  const events = `owners/${ids['ownerId'] ?? ''}/reputation-events`;
  const judged = await edge.ask('POST', events, { as, body: { points: 5, reason: mark } });
  ids['reputationEventId'] = String(judged.json['id']);
}
