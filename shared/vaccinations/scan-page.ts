import { ownerType, petType, phoneId, phoneType, type Pet } from '../customers/model.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Partition, Stored } from '../platform/store/document-store.ts';
import { parsed, type Records } from '../platform/store/records.ts';
import { decideAlert } from './alert-plan.ts';
import { alertId, vaccinationType, type Vaccination } from './model.ts';
import { digestMessageId, STALE_THRESHOLD, type Family, type ScanOf } from './plan-digest.ts';

/** How many due records a page starts from; it grows by the other due records of their owners. */
export const SCAN_PAGE_SIZE = 200;

/** One page of a scan: whole families, and where the next page starts. */
export interface ScanPage {
  readonly families: readonly Family[];
  readonly next?: string;
}

/**
 * Reads the next families with vaccinations whose alert is due on `scanDate`, in four store
 * calls however many there are: the due records, all due records of their owners (so that an
 * owner is never split over pages), owners with pets and this run's texts, phones.
 */
export async function readScanPage(
  records: Records,
  partition: Partition,
  scan: Pick<ScanOf, 'scanDate' | 'runId' | 'rules'>,
  cursor: string | undefined,
): Promise<ScanPage> {
  const due = await records.query(vaccinationType, partition, {
    where: { nextAlertOn: { to: scan.scanDate } },
    orderBy: { field: 'nextAlertOn' },
    limit: SCAN_PAGE_SIZE,
    ...(cursor !== undefined && { cursor }),
  });
  const next = due.next === undefined ? {} : { next: due.next };
  if (due.items.length === 0) return { families: [], ...next };
  const ownerIds = [...new Set(due.items.map(({ value }) => value.ownerId))];
  const byOwner = await dueOfOwners(records, partition, scan.scanDate, ownerIds);
  return { families: await completed(records, partition, scan, byOwner), ...next };
}

async function dueOfOwners(
  records: Records,
  partition: Partition,
  scanDate: LocalDate,
  ownerIds: readonly string[],
): Promise<Map<string, Stored<Vaccination>[]>> {
  const byOwner = new Map<string, Stored<Vaccination>[]>(ownerIds.map((id) => [id, []]));
  let cursor: string | undefined;
  do {
    const page = await records.query(vaccinationType, partition, {
      where: { ownerId: { in: ownerIds }, nextAlertOn: { to: scanDate } },
      orderBy: { field: 'nextAlertOn' },
      limit: 1000,
      ...(cursor !== undefined && { cursor }),
    });
    for (const stored of page.items) byOwner.get(stored.value.ownerId)?.push(stored);
    cursor = page.next;
  } while (cursor !== undefined);
  return byOwner;
}

async function completed(
  records: Records,
  partition: Partition,
  scan: Pick<ScanOf, 'scanDate' | 'runId' | 'rules'>,
  byOwner: ReadonlyMap<string, readonly Stored<Vaccination>[]>,
): Promise<Family[]> {
  const ids = new Set<string>();
  for (const [ownerId, vaccinations] of byOwner) {
    ids.add(ownerId).add(digestMessageId(scan.runId, ownerId));
    for (const { value } of vaccinations) ids.add(value.petId).add(alertIdOf(value, scan));
  }
  const found = new Map(
    (await records.store.getMany(partition, [...ids])).map((stored) => [stored.value.id, stored]),
  );
  const read = <T>(type: Parameters<typeof parsed<T>>[0], id: string): T | undefined => {
    const stored = found.get(id);
    return stored?.value['type'] === type.type ? parsed(type, stored).value : undefined;
  };
  const owners = new Map([...byOwner.keys()].map((id) => [id, read(ownerType, id)]));
  const phoneIds = [...owners.values()].flatMap((owner) =>
    owner?.phone === undefined ? [] : [phoneId(owner.phone)],
  );
  const phones = new Map(
    (await records.getMany(phoneType, partition, [...new Set(phoneIds)])).map(({ value }) => [
      value.number,
      value,
    ]),
  );
  return [...byOwner].map(([ownerId, vaccinations]) => {
    const owner = owners.get(ownerId);
    const pets = new Map<string, Pet>();
    for (const { value } of vaccinations) {
      const pet = read(petType, value.petId);
      if (pet !== undefined) pets.set(pet.id, pet);
    }
    const alertIds = vaccinations.map(({ value }) => alertIdOf(value, scan));
    return {
      ownerId,
      owner,
      phone: phones.get(owner?.phone ?? ''),
      pets,
      vaccinations,
      texted: found.has(digestMessageId(scan.runId, ownerId)),
      dealtWith: new Set(alertIds.filter((id) => found.has(id))),
    };
  });
}

function alertIdOf(record: Vaccination, scan: Pick<ScanOf, 'scanDate' | 'rules'>): string {
  const decision = decideAlert(record, scan.rules, scan.scanDate);
  const threshold = decision.kind === 'alert' ? decision.threshold : STALE_THRESHOLD;
  return alertId(record.id, record.expiryDate, threshold);
}
