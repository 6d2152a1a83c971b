import type { Subscriber } from '../events/event-worker.ts';
import { creditBooking } from './credit-booking.ts';
import { noteCampaignBooking } from './note-campaign-booking.ts';

/**
 * Credits a booking when it is made, and again whenever something happens to the visit: what was
 * learned of texts meanwhile, and what became of the visit, is in it then. What it writes depends on
 * what stands alone, so that events in any order and any number come to the same.
 */
export const followVisits: Subscriber = {
  name: 'credit-bookings',
  events: [
    'appointment_created',
    'appointment_confirmed',
    'appointment_cancelled',
    'appointment_completed',
    'appointment_step_undone',
    'no_show_detected',
    'no_show_undone',
  ],
  async react(context, { tenantId, name, subject }, now) {
    if (subject.type !== 'appointment') return { writes: [] };
    const booking = { tenantId, appointmentId: subject.id };
    const credits = await creditBooking(context, booking, now);
    const noted =
      name === 'appointment_created' ? await noteCampaignBooking(context, booking, now) : [];
    return { writes: [...credits, ...noted] };
  },
};
