import type { Comparison, Condition, FieldValue, Operator } from '../kernel/condition.ts';

/** A segment that comes with the product, to be looked at and copied. */
export interface ReadyMade {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly conditions: Condition;
}

const is = (field: string, operator: Operator, value?: Comparison['value']): Comparison =>
  value === undefined ? { field, operator } : { field, operator, value };

const active = is('owner.status', 'equals', 'active');

const madeOf = (
  key: string,
  name: string,
  description: string,
  ...conditions: readonly Condition[]
): ReadyMade => ({ key, name, description, conditions: { all: [active, ...conditions] } });

const lastVisit = (operator: Operator, days: FieldValue) =>
  is('history.last_visit_on', operator, days);
const nothingBooked = is('history.next_visit_on', 'is_missing');

/**
 * The segments that every business is likely to want. Numbers are those of a grooming round of six to
 * eight weeks; a copy may have others. Days count on the business's calendar; amounts are in cents.
 */
export const READY_MADE: readonly ReadyMade[] = [
  madeOf(
    'new',
    'New customers',
    'Came for the first time within the last 60 days.',
    is('history.visit_count', 'equals', 1),
    lastVisit('in_last_days', 60),
  ),
  madeOf(
    'never-came',
    'Never came',
    'Known for more than 30 days, but without a visit behind or before them.',
    is('history.visit_count', 'equals', 0),
    is('owner.customer_since', 'not_in_last_days', 30),
    nothingBooked,
  ),
  madeOf(
    'regular',
    'Regulars',
    'At least four visits, the last one within the last 70 days.',
    is('history.visit_count', 'at_least', 4),
    lastVisit('in_last_days', 70),
  ),
  madeOf(
    'at-risk',
    'At risk',
    'Came at least twice, last 10 to 26 weeks ago, and have booked nothing.',
    is('history.visit_count', 'at_least', 2),
    lastVisit('not_in_last_days', 70),
    lastVisit('in_last_days', 182),
    nothingBooked,
  ),
  madeOf(
    'lapsed',
    'Lapsed',
    'Last visit more than 26 weeks ago, and nothing booked.',
    lastVisit('not_in_last_days', 182),
    nothingBooked,
  ),
  madeOf(
    'no-visit-booked',
    'No visit booked',
    'Came within the last 26 weeks and have no next visit.',
    lastVisit('in_last_days', 182),
    nothingBooked,
  ),
  madeOf(
    'high-value',
    'High value',
    'Paid 500.00 or more so far.',
    is('ledger.spend', 'at_least', 50_000),
  ),
  madeOf(
    'owes-money',
    'Owes money',
    'Has a balance to pay.',
    is('ledger.balance', 'greater_than', 0),
  ),
  madeOf(
    'low-score',
    'Low reputation',
    'A reputation score below 50.',
    is('reputation.score', 'less_than', 50),
  ),
  madeOf(
    'missed-visits',
    'Missed visits',
    'Missed two visits or more.',
    is('history.no_show_count', 'at_least', 2),
  ),
  madeOf(
    'vaccine-due',
    'Vaccine due',
    'A pet has a vaccination that expired, is missing, or expires within 30 days.',
    {
      any: [
        is('vaccinations.expired', 'is_known'),
        is('vaccinations.missing', 'is_known'),
        is('vaccinations.expiry_dates', 'in_next_days', 30),
      ],
    },
  ),
  madeOf(
    'birthday-this-month',
    'Birthday this month',
    'A pet has its birthday this month.',
    is('pets.birth_dates', 'anniversary_this_month'),
  ),
  madeOf('several-pets', 'Several pets', 'Two pets or more.', is('pets.count', 'at_least', 2)),
  madeOf(
    'may-be-texted',
    'May be texted',
    'Has a usable number and has not refused texts.',
    is('owner.sms_opted_in', 'equals', true),
  ),
];
