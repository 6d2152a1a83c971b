import { ProblemError } from '../../../shared/kernel/problem.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { appointmentType, isOpen, type Appointment } from '../../../shared/appointments/model.ts';
import type { Pointer } from '../../../shared/platform/queues/queues.ts';
import type { Visits } from './business.ts';
import { actOnOwner, actOnRecord, recordsIn } from './desk-acts.ts';
import { actOnVisit, book, goOn, type Act } from './visit-acts.ts';
import { allOf } from '../engine/truth.ts';

const MINUTE_MS = 60_000;

/** Plans what people do, over the whole time of unrest. */
export function planPeople(visits: Visits): void {
  const { timeline, dice, plan } = visits.world;
  for (let i = visits.plan.acts; i > 0; i--) {
    timeline.after(dice.int(0, plan.unrestMs), () => somebodyActs(visits));
  }
}

/** The book with which the first day begins: what fits of some bookings. */
export async function fillBook(visits: Visits, context: Context): Promise<void> {
  for (let i = visits.world.dice.int(3, 8); i > 0; i--) {
    try {
      await book(visits).run(context);
    } catch (error) {
      // The dice may want one time twice, which is refused.
      if (!(error instanceof ProblemError)) throw error;
    }
  }
}

/** What people may do just while a pointer is worked: to the very thing that it is about, mostly. */
export function actBesideWork(visits: Visits, { tenantId, id }: Pointer): void {
  const { dice, timeline, truth } = visits.world;
  if (!dice.chance(20)) return;
  timeline.after(dice.int(0, dice.pick([100, 400, 1500])), () => {
    const subject = truth.document(tenantId, id);
    if (subject?.['type'] !== 'appointment') somebodyActs(visits);
    else take(visits, actOnVisit(visits, subject as unknown as Appointment));
  });
}

/** Follows the visits that are booked: whoever comes is checked in, looked after and pays. */
export function followVisit(
  visits: Visits,
  before: Appointment | undefined,
  after: Appointment,
): void {
  const { timeline, dice, unrest, plan } = visits.world;
  if (!unrest || plan.calm) return;
  const goesOn = (): void => {
    const visit = visitsIn(visits).find(({ id }) => id === after.id);
    if (visit === undefined || visit.status === 'cancelled') return;
    take(visits, goOn(visits, visit));
  };
  if (isOpen(after) && before?.startsAt !== after.startsAt) {
    if (!dice.chance(visits.plan.checkedIn)) return;
    timeline.at(Date.parse(after.startsAt) + dice.int(-20, 18) * MINUTE_MS, goesOn);
  } else if (after.status === 'arrived') {
    timeline.after(dice.int(5, 60) * MINUTE_MS, goesOn);
  }
}

/** Every visit as it stands. */
export function visitsIn({ world }: Visits): readonly Appointment[] {
  return allOf(world.truth, appointmentType);
}

function somebodyActs(visits: Visits): void {
  const { dice, truth } = visits.world;
  const all = visitsIn(visits);
  const records = recordsIn(visits.world);
  const kind = dice.int(1, 100);
  if (kind <= 35 || all.length === 0) takeUp(visits, book(visits));
  else if (kind <= 60) take(visits, actOnVisit(visits, dice.pick(all)));
  else if (kind <= 80 && records.length > 0) take(visits, actOnRecord(visits, dice.pick(records)));
  else take(visits, actOnOwner(visits, dice.pick(truth.all('owner')).id));
}

/** Two who want the same time, now and then. */
function takeUp(visits: Visits, act: Act): void {
  take(visits, act);
  if (visits.world.dice.chance(25)) take(visits, { ...act, name: `${act.name} too` });
}

function take({ world }: Visits, act: Act): void {
  if (!world.unrest) return;
  void world.fleet.run(`people: ${act.name}`, act.run);
  // Somebody impatient presses twice.
  if (world.dice.chance(8))
    world.timeline.after(
      world.dice.int(0, 300),
      () => void world.fleet.run(`people: ${act.name} again`, act.run),
    );
}
