import { nameKey } from '../customers/name-key.ts';
import { derivedId } from '../kernel/ids.ts';
import { serviceType, type Service } from '../services/model.ts';
import { staffType, type Staff } from '../staff/model.ts';
import type { PagePlanning } from './page-planner.ts';

/** What a row without a name of it is kept under. */
const NOT_RECORDED = 'Not recorded';

/**
 * The service of this name; a new one is kept as inactive, so that it is told of in reports and not
 * offered.
 */
export function planServiceNamed(
  planning: PagePlanning,
  name: string = NOT_RECORDED,
  like: Pick<Service, 'durationMinutes' | 'priceCents'>,
): { readonly id: string; readonly name: string } {
  const { catalogue, drafts, tenantId, now } = planning;
  const key = nameKey(name);
  const known = catalogue.services.get(key);
  if (known !== undefined) return { id: known, name };
  const id = derivedId('service', 'name', key);
  if (drafts.get(serviceType, id) === undefined) {
    const service: Service = {
      ...{ id, type: 'service', tenantId, schemaVersion: 1, name, nameKey: key },
      ...like,
      bufferMinutes: 0,
      taxRatePpm: 0,
      requiredVaccines: [],
      status: 'inactive',
      ...{ revision: 1, createdAt: now, updatedAt: now },
    };
    drafts.create(service);
  }
  return { id, name };
}

/** The member of staff of this name; a new one is kept as inactive. */
export function planStaffNamed(
  planning: PagePlanning,
  name: string = NOT_RECORDED,
): { readonly id: string } {
  const { catalogue, drafts, tenantId, now } = planning;
  const key = nameKey(name);
  const known = catalogue.staff.get(key);
  if (known !== undefined) return { id: known };
  const id = derivedId('staff', 'name', key);
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
  return { id };
}
