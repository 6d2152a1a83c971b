import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bookAppointment } from '../../../shared/appointments/book-appointment.ts';
import { bookingInput } from '../../../shared/appointments/booking-input.ts';
import { appointmentType, type Appointment } from '../../../shared/appointments/model.ts';
import { arriveAtAppointment } from '../../../shared/appointments/visit-steps.ts';
import { ownerType, petType, type Owner } from '../../../shared/customers/model.ts';
import type { LocalTime } from '../../../shared/kernel/time-zone.ts';
import { replace } from '../../../shared/platform/store/records.ts';
import { createService } from '../../../shared/services/edit-services.ts';
import { newServiceInput } from '../../../shared/services/service-input.ts';
import { createStaff } from '../../../shared/staff/edit-staff.ts';
import { openBusiness, TENANT, type Business } from './business.ts';
import { buildCommandLine, type CommandLine } from './command-line.ts';

const LIVE = { tenantId: TENANT };
const ACTING = { memberId: 'mem_1', role: 'staff' as const };

let business: Business;
let commandLine: CommandLine;
/** Two visits of Monday morning: the first owner's at 10:30, the second one's at 11:30. */
let visits: Appointment[];

beforeAll(async () => {
  [business, commandLine] = await Promise.all([
    openBusiness({ owners: 2, clock: 'stopped' }),
    buildCommandLine(),
  ]);
  const { context } = business;
  const bath = { name: 'Bath', priceCents: 4500, durationMinutes: 60 };
  const service = newServiceInput.parse(bath);
  const { id: serviceId } = await createService(context, { tenantId: TENANT, service });
  const shifts = [1, 2, 3, 4, 5].map((weekday) => ({
    ...{ weekday, start: '09:00' as LocalTime, end: '17:00' },
  }));
  const robin = { name: 'Robin', serviceIds: [serviceId], shifts };
  const { id: staffId } = await createStaff(context, { tenantId: TENANT, staff: robin });
  const pets = await context.records.query(petType, LIVE, { limit: 9 });
  visits = [];
  for (const [n, { value: pet }] of pets.items.entries()) {
    const booking = bookingInput.parse({
      ...{ ownerId: pet.ownerId, staffId, source: 'phone' },
      startsAt: `2026-03-02T1${String(n)}:30:00-05:00`,
      services: [{ petId: pet.id, serviceId }],
    });
    visits.push(await bookAppointment(context, { tenantId: TENANT, acting: ACTING, booking }));
  }
});
afterAll(async () => {
  await business.close();
  commandLine.remove();
});

const petops = async (...args: string[]) => commandLine.run(business, args);
const statuses = async () =>
  (await business.context.records.query(appointmentType, LIVE, { limit: 9 })).items
    .map(({ value }) => `${value.startsAt.slice(11, 16)} ${value.status}`)
    .sort();
async function ownerOf(n: number): Promise<Owner> {
  const id = visits[n]?.ownerId ?? '';
  const stored = await business.context.records.get(ownerType, LIVE, id);
  if (stored === undefined) throw new Error(`There is no owner ${id}`);
  return stored.value;
}

describe('an operator', () => {
  it('reads the day of a business, and is told what is no day', async () => {
    const { stdout, code } = await petops('schedule', '--tenant', TENANT);
    expect(code).toBe(0);
    expect(stdout).toContain('2026-03-02, America/New_York\n\nRobin, 09:00-17:00\n');
    expect(stdout).toMatch(/ {2}10:30-11:30 {2}booked {2}\S.*: \S+ +Bath {2}apt_/);
    expect(stdout).toMatch(/ {2}11:30-12:30 {2}booked/);
    const sunday = await petops('schedule', '--tenant', TENANT, '--date', '2026-03-08');
    expect(sunday.stdout).toContain('Robin, off\n  no visits');
    const wrong = await petops('schedule', '--tenant', TENANT, '--date', '2026-02-30');
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('is not a day')]);
    const json = await petops('schedule', '--tenant', TENANT, '--json');
    const [robin] = (JSON.parse(json.stdout) as { staff: { visits: unknown[] }[] }).staff;
    expect(robin?.visits).toHaveLength(2);
  });

  it('has missed visits looked for as of an instant: counted first, then marked', async () => {
    const [came] = visits;
    const edit = {
      tenantId: TENANT,
      appointmentId: came?.id ?? '',
      acting: ACTING,
      expected: undefined,
    };
    await arriveAtAppointment(business.context, edit);
    const at = ['--tenant', TENANT, '--at', '2026-03-02T11:46:00-05:00'];
    const counted = await petops('detect-no-shows', ...at, '--dry-run');
    expect(counted.stdout).toContain('1 visits ended their grace unmarked');
    expect(await statuses()).toEqual(['15:30 arrived', '16:30 booked']);
    const done = await petops('detect-no-shows', ...at);
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('1 marked as missed')]);
    expect(await statuses()).toEqual(['15:30 arrived', '16:30 no_show']);
    expect(await ownerOf(1)).toMatchObject({ reputationScore: 80, balanceCents: 2500 });
    const again = await petops('detect-no-shows', ...at);
    expect(again.stdout).toContain('0 marked as missed, 0 held');
  });

  it('has scores recover as of an instant: a point for each whole week', async () => {
    const at = (day: string) => ['--tenant', TENANT, '--at', `${day}T00:00:00-04:00`];
    const done = await petops('recover-scores', ...at('2026-03-16'));
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('1 scores of')]);
    expect((await ownerOf(1)).reputationScore).toBe(82);
  });

  it('rebuilds an owner from the records, told what was wrong and what was right', async () => {
    const { id } = await ownerOf(1);
    const stored = await business.context.records.get(ownerType, LIVE, id);
    if (stored === undefined) throw new Error('The owner is gone');
    await business.context.records.commit(LIVE, [
      replace(stored, { balanceCents: 1, noShowCount: 7, reputationScore: 3 }),
    ]);
    const rebuilt = await petops('recompute-owner', id, '--tenant', TENANT);
    expect(rebuilt.stdout).toMatch(/score 8\d, 1 missed, balance 2500 cents \(changed\)/);
    const again = await petops('recompute-owner', id, '--tenant', TENANT);
    expect(again.stdout).toContain('(was right)');
    const nobody = await petops('recompute-owner', 'own_nobody', '--tenant', TENANT);
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('own_nobody')]);
  });
});
