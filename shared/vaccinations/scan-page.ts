import {
  ownerType,
  petType,
  phoneId,
  phoneType,
  type Owner,
  type Pet,
  type Phone,
} from '../customers/model.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import {
  emailAddressId,
  emailAddressType,
  type EmailAddressRecord,
} from '../messaging/email/model.ts';
import type { Partition, Stored } from '../platform/store/document-store.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import { parsed, type Records } from '../platform/store/records.ts';
import { decideAlert } from './alert-plan.ts';
import { alertId, vaccinationType, type Vaccination } from './model.ts';
import {
  digestEmailId,
  digestMessageId,
  STALE_THRESHOLD,
  type Family,
  type ScanOf,
} from './plan-digest.ts';
import { idsByOwner } from './reunite-due.ts';

/**
 * How many due records a page starts from; it grows by the other due records of their owners.
 * @internal
 */
export const SCAN_PAGE_SIZE = 200;

/** What of a scan its pages are read by. */
type ScanFacts = Pick<ScanOf, 'scanDate' | 'runId' | 'rules' | 'channels'>;

/** One page of a scan: whole families, and where the next page starts. */
export interface ScanPage {
  readonly families: readonly Family[];
  readonly next?: string;
}

/**
 * Reads the next families with vaccinations whose alert is due on `scanDate`, in four store
 * calls however many there are: the due records, all due records of their owners (so that an
 * owner is never split over pages), owners with pets and this run's texts and e-mails, phones and
 * addresses. Records of owners who are just being merged are read once more, as one family.
 */
export async function readScanPage(
  records: Records,
  partition: Partition,
  scan: ScanFacts,
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
  const families = await completed(records, partition, scan, byOwner);
  if (!families.some(mayBeMerged)) return { families, ...next };
  const reunited = await reunite(records, partition, scan.scanDate, ownerIds);
  return { families: await completed(records, partition, scan, reunited), ...next };
}

function mayBeMerged({ owner }: Family): boolean {
  return owner?.absorbing !== undefined || owner === undefined;
}

async function reunite(
  records: Records,
  partition: Partition,
  scanDate: LocalDate,
  ownerIds: readonly string[],
): Promise<Map<string, readonly Stored<Vaccination>[]>> {
  const ids = await idsByOwner(records, partition.tenantId, ownerIds);
  const byId = await dueOfOwners(records, partition, scanDate, [...ids.values()].flat());
  return new Map([...ids].map(([owner, all]) => [owner, all.flatMap((id) => byId.get(id) ?? [])]));
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
  scan: ScanFacts,
  byOwner: ReadonlyMap<string, readonly Stored<Vaccination>[]>,
): Promise<Family[]> {
  const ids = new Set<string>();
  for (const [ownerId, vaccinations] of byOwner) {
    for (const id of digestIds(scan.runId, ownerId)) ids.add(id);
    ids.add(ownerId);
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
  const contacts = await readContacts(records, partition, scan, [...owners.values()]);
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
      phone: contacts.phone(owner),
      address: contacts.address(owner),
      pets,
      vaccinations,
      texted: digestIds(scan.runId, ownerId).some((id) => found.has(id)),
      dealtWith: new Set(alertIds.filter((id) => found.has(id))),
    };
  });
}

function digestIds(runId: string, ownerId: string): string[] {
  return [digestMessageId(runId, ownerId), digestEmailId(runId, ownerId)];
}

interface Contacts {
  phone(owner: Owner | undefined): Phone | undefined;
  address(owner: Owner | undefined): EmailAddressRecord | undefined;
}

/** Reads what is known of the owners' numbers and, where e-mail is a channel, addresses. */
async function readContacts(
  records: Records,
  partition: Partition,
  { channels }: ScanFacts,
  owners: readonly (Owner | undefined)[],
): Promise<Contacts> {
  const ids = new Set<string>();
  for (const owner of owners) {
    if (owner?.phone !== undefined) ids.add(phoneId(owner.phone));
    if (owner?.email === undefined || channels?.includes('email') !== true) continue;
    ids.add(emailAddressId(owner.email));
  }
  const found = await records.store.getMany(partition, [...ids]);
  const byId = new Map(found.map((stored) => [stored.value.id, stored]));
  const read = <T>(type: DocumentType<T>, id: string | undefined): T | undefined => {
    const stored = byId.get(id ?? '');
    return stored?.value['type'] === type.type ? parsed(type, stored).value : undefined;
  };
  return {
    phone: (owner) => read(phoneType, owner?.phone && phoneId(owner.phone)),
    address: (owner) => read(emailAddressType, owner?.email && emailAddressId(owner.email)),
  };
}

function alertIdOf(record: Vaccination, scan: Pick<ScanOf, 'scanDate' | 'rules'>): string {
  const decision = decideAlert(record, scan.rules, scan.scanDate);
  const threshold = decision.kind === 'alert' ? decision.threshold : STALE_THRESHOLD;
  return alertId(record.id, record.expiryDate, threshold);
}
