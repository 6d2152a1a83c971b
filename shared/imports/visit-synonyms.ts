import type { Field } from './fields.ts';

/** Fields of visits and payments. */
export type VisitField = Extract<Field, `appointment.${string}` | `payment.${string}`>;

/**
 * How the usual products head the columns of visits and payments, in the form of `nameKey`; see
 * `header-synonyms.ts`. They count only in a file that holds visits or payments.
 */
export const VISIT_SYNONYMS: Readonly<Record<VisitField, readonly string[]>> = {
  'appointment.id': [
    ...['appointment id', 'appt id', 'visit id', 'booking id', 'appointment number'],
    ...['appointment no', 'booking number', 'ticket id', 'reservation id', 'appointmentid'],
    ...['appointment external id'],
  ],
  'appointment.date': [
    ...['appointment date', 'appt date', 'visit date', 'date of visit', 'service date'],
    ...['scheduled date', 'appointment start', 'scheduled for', 'scheduled start'],
    ...['appointment datetime', 'appointment date time'],
  ],
  'appointment.time': [
    'appointment time',
    'appt time',
    'visit time',
    'start time',
    'scheduled time',
  ],
  'appointment.endTime': ['end time', 'finish time', 'ends at', 'appointment end'],
  'appointment.duration': [
    ...['duration', 'duration minutes', 'duration min', 'minutes', 'service duration'],
    ...['appointment length', 'length'],
  ],
  'appointment.status': [
    ...['appointment status', 'appt status', 'visit status', 'booking status', 'outcome'],
  ],
  'appointment.service': [
    ...['service', 'services', 'service name', 'services booked', 'appointment type'],
    ...['service type', 'treatment', 'package'],
  ],
  'appointment.staff': [
    ...['staff', 'staff name', 'staff member', 'groomer', 'groomer name', 'stylist'],
    ...['employee', 'provider', 'technician', 'assigned to', 'bather'],
  ],
  'appointment.price': [
    ...['price', 'service price', 'price charged', 'service amount', 'service total'],
    ...['appointment total', 'subtotal', 'charge', 'cost'],
  ],
  'appointment.tax': ['tax', 'sales tax', 'tax amount'],
  'appointment.cancelledAt': [
    ...['cancelled at', 'canceled at', 'cancelled on', 'canceled on', 'cancellation date'],
    ...['cancelled date', 'canceled date', 'cancellation time'],
  ],
  'appointment.notes': ['appointment notes', 'appt notes', 'visit notes', 'booking notes'],
  'payment.id': [
    ...['payment id', 'transaction id', 'transaction number', 'transaction no', 'receipt id'],
    ...['receipt number', 'receipt no', 'payment number', 'payment external id'],
  ],
  'payment.date': [
    ...['payment date', 'date paid', 'paid on', 'paid date', 'paid at', 'transaction date'],
    ...['receipt date'],
  ],
  'payment.time': ['payment time', 'transaction time'],
  'payment.method': [
    ...['payment method', 'method of payment', 'method', 'tender', 'tender type', 'payment type'],
    ...['paid by', 'paid with'],
  ],
  'payment.amount': ['amount paid', 'payment amount', 'paid amount', 'paid', 'net amount'],
  'payment.total': ['total paid', 'total collected', 'total amount', 'gross amount'],
  'payment.tip': ['tip', 'tips', 'tip amount', 'gratuity'],
  'payment.kind': ['transaction type'],
  'payment.reference': [
    ...['reference', 'reference number', 'check number', 'check no', 'cheque number'],
  ],
  'payment.refundOf': [
    ...['refund of', 'refunded payment', 'refunded payment id', 'refunded transaction id'],
    ...['original payment', 'original payment id', 'original transaction', 'parent transaction id'],
    ...['original transaction id', 'parent payment id', 'original receipt number'],
  ],
};
