import type { Appointment } from './model.ts';

/** Whether a visit was booked here, by whatever way; history that an import brought was not. */
export function isBooking({ source }: Pick<Appointment, 'source'>): boolean {
  return source !== 'import';
}
