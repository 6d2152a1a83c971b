import type { Appointment } from '../appointments/model.ts';
import type { Pet } from '../customers/model.ts';
import type { Facts } from '../kernel/condition.ts';
import { millis } from '../kernel/instant.ts';
import { localTimeAt } from '../kernel/time-zone.ts';
import type { Staff } from '../staff/model.ts';

/** What is known of a visit, by field name. Date and time are those of the zone the visit keeps. */
export function appointmentFacts(
  visit: Appointment,
  pets: readonly Pick<Pet, 'id' | 'name'>[],
  staff: Pick<Staff, 'name'> | undefined,
): Facts {
  const lengthMs = millis(visit.endsAt) - millis(visit.startsAt);
  return {
    'appointment.date': visit.localDate,
    'appointment.time': localTimeAt(visit.startsAt, visit.timeZone),
    'appointment.status': visit.status,
    'appointment.source': visit.source,
    'appointment.services': [...new Set(visit.services.map(({ name }) => name))],
    'appointment.pet_names': pets
      .filter(({ id }) => visit.petIds.includes(id))
      .map(({ name }) => name),
    'appointment.staff_name': staff?.name,
    'appointment.total': visit.services.reduce((sum, { priceCents }) => sum + priceCents, 0),
    'appointment.minutes': Math.round(lengthMs / 60_000),
  };
}
