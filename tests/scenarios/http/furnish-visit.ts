import type { Edge } from './edge.ts';

/** A service, somebody who does it, and a visit of the pet. */
export async function furnishVisit(
  edge: Edge,
  mark: string,
  ids: Record<string, string>,
): Promise<void> {
  const as = 'maple.owner';
  const bath = { name: mark, priceCents: 4500, durationMinutes: 60 };
  const service = await edge.ask('POST', 'services', { as, body: bath });
  ids['serviceId'] = String(service.json['id']);
  const shifts = [{ weekday: 2, start: '09:00', end: '17:00' }];
  const body = { name: mark, serviceIds: [ids['serviceId']], shifts };
  const staff = await edge.ask('POST', 'staff', { as, body });
  ids['staffId'] = String(staff.json['id']);
  const booking = {
    ownerId: ids['ownerId'],
    staffId: ids['staffId'],
    startsAt: '2026-03-10T10:30:00-04:00',
    services: [{ petId: ids['petId'], serviceId: ids['serviceId'] }],
    source: 'phone',
    notes: mark,
  };
  const visit = await edge.ask('POST', 'appointments', { as, body: booking });
  ids['appointmentId'] = String(visit.json['id']);
  await writeWhatExamplesName(edge, ids);
}

/** The pet, service and staff member that the example of a booking names; their owner is a twin. */
async function writeWhatExamplesName(edge: Edge, ids: Record<string, string>): Promise<void> {
  const { store } = edge.context.records;
  const live = { tenantId: 'maple' };
  const named = (kind: string): string => `${kind}_23456789abcdefghijkm`;
  const links = {
    pet: { ownerId: named('own') },
    svc: {},
    stf: { serviceIds: [named('svc')] },
  };
  const originals = { pet: ids['petId'], svc: ids['serviceId'], stf: ids['staffId'] };
  for (const kind of ['pet', 'svc', 'stf'] as const) {
    const stored = await store.get(live, originals[kind] ?? '');
    if (stored === undefined) throw new Error(`The test ${kind} was not kept`);
    const document = { ...stored.value, ...links[kind], id: named(kind) };
    await store.commit(live, [{ op: 'create', document }]);
  }
}
