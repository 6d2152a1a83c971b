import { nameKey } from '../customers/name-key.ts';
import { derivedId } from '../kernel/ids.ts';
import { serviceType, type Service } from '../services/model.ts';
import { staffType, type Staff } from '../staff/model.ts';
import type { PagePlanning } from './page-planner.ts';

/** What a row without a name of it is kept under. */
export const NOT_RECORDED = 'Not recorded';

/** The id that the service of this name has, or will have once it is kept. */
export function serviceIdNamed({ catalogue }: PagePlanning, name: string = NOT_RECORDED): string {
  const key = nameKey(name);
  return catalogue.services.get(key) ?? derivedId('service', 'name', key);
}

/** The id that the member of staff of this name has, or will have. */
export function staffIdNamed({ catalogue }: PagePlanning, name: string = NOT_RECORDED): string {
  const key = nameKey(name);
  return catalogue.staff.get(key) ?? derivedId('staff', 'name', key);
}

/**
 * The service of this name; a new one is kept as inactive, so that it is told of in reports and not
 * offered.
 */
export function planServiceNamed(
  planning: PagePlanning,
  name: string = NOT_RECORDED,
  { durationMinutes, priceCents }: Pick<Service, 'durationMinutes' | 'priceCents'>,
): void {
  const { catalogue, drafts, tenantId, now } = planning;
  const key = nameKey(name);
  const id = serviceIdNamed(planning, name);
  if (catalogue.services.has(key)) return;
  if (drafts.get(serviceType, id) === undefined) {
    const service: Service = {
      ...{ id, type: 'service', tenantId, schemaVersion: 1, name, nameKey: key },
      ...{ durationMinutes, priceCents },
      bufferMinutes: 0,
      taxRatePpm: 0,
      requiredVaccines: [],
      status: 'inactive',
      ...{ revision: 1, createdAt: now, updatedAt: now },
    };
    drafts.create(service);
  }
}

/** The member of staff of this name; a new one is kept as inactive. */
export function planStaffNamed(planning: PagePlanning, name: string = NOT_RECORDED): void {
  const { catalogue, drafts, tenantId, now } = planning;
  const key = nameKey(name);
  const id = staffIdNamed(planning, name);
  if (catalogue.staff.has(key)) return;
  if (drafts.get(staffType, id) === undefined) {
    const staff: Staff = {
      ...{ id, type: 'staff', tenantId, schemaVersion: 1, name, nameKey: key },
      serviceIds: [],
      status: 'inactive',
      shiftPeriods: [],
      exceptions: [],
      ...{ revision: 1, createdAt: now, updatedAt: now },
    };
    drafts.create(staff);
  }
}
