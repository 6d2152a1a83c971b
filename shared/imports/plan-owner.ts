import { ownerWords } from '../consent/owner-word.ts';
import { hasGiven } from '../consent/fold.ts';
import { leftNumber, numberSays, type NumberChange } from '../consent/number-consent.ts';
import { mergedOwnerType } from '../customers/merge-model.ts';
import { ownerType, phoneType, type Owner } from '../customers/model.ts';
import { ownerNameKey } from '../customers/name-key.ts';
import { newPhone } from '../customers/new-phone.ts';
import { ownerKeys } from '../customers/search-keys.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { definedFields } from './defined-fields.ts';
import { importAliasType } from './model.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';
import { planAlias } from './plan-alias.ts';
import type { OwnerFacts, OwnerRef } from './row-facts.ts';

/** The owner a row is about. */
export interface PlannedOwner {
  readonly id: string;
  /** Something to tell although the owner is found. */
  readonly note?: string;
}

/**
 * Finds or adds the owner of a row and brings its values in. Values the row does not have stay;
 * a refusal of texts stays whatever the row says; two owners may share a telephone number. A row
 * about an owner who was merged finds the survivor, and brings nothing but a refusal: what staff
 * made of two records stays, however often the files of both come again.
 */
export function planOwner(
  planning: PagePlanning,
  facts: OwnerFacts,
  mayCreate: boolean,
): Result<PlannedOwner, Refusal> {
  const found = findOwner(planning, facts.ref);
  if (!found.ok) return found;
  if (found.value !== undefined) {
    bringIn(planning, found.value, facts);
    return ok({ id: found.value.id });
  }
  const id = planning.keys.owner(facts.ref);
  const { firstName, lastName } = facts.fields;
  if (!mayCreate || id === undefined || firstName === undefined || lastName === undefined) {
    const reason = mayCreate ? 'A new owner needs a name.' : 'There is no such owner.';
    return err({ effect: 'row', reason });
  }
  const { externalId, phone, email } = facts.ref;
  const named = { ...facts.fields, firstName, lastName, ...definedFields({ externalId }) };
  create(planning, id, named);
  if (externalId !== undefined || phone !== undefined || email !== undefined) return ok({ id });
  return ok({ id, note: 'The owner is known by name alone: namesakes become one.' });
}

function bringIn(planning: PagePlanning, { id, merged }: FoundOwner, facts: OwnerFacts): void {
  if (!merged) update(planning, id, facts);
  else if (facts.fields.smsOptedIn === false) {
    const owner = planning.drafts.get(ownerType, id);
    planning.drafts.change(id, { smsOptedIn: false }, 'visible');
    noteWord(planning, owner, id);
  }
}

/** An owner that a row means. */
export interface FoundOwner {
  readonly id: string;
  /** Whether the row means one who was merged into this owner. */
  readonly merged: boolean;
}

/** The stored or drafted owner a row means; undefined when there is none. */
export function findOwner(
  { drafts, keys }: PagePlanning,
  ref: OwnerRef,
): Result<FoundOwner | undefined, Refusal> {
  const key = keys.owner(ref);
  const alias = key === undefined ? undefined : drafts.get(importAliasType, key)?.target;
  const direct = alias ?? key;
  const current = direct === undefined ? undefined : survivorOf(drafts, direct);
  if (current !== undefined && drafts.get(ownerType, current) !== undefined) {
    return ok({ id: current, merged: current !== direct });
  }
  if (ref.phone === undefined) return ok(undefined);
  const sharing = drafts.get(phoneType, keys.phone(ref.phone))?.ownerIds ?? [];
  const meant = sharing.filter((id) => {
    const owner = drafts.get(ownerType, id);
    return owner !== undefined && mayBe(owner, ref);
  });
  const [id] = meant;
  if (meant.length < 2) return ok(id === undefined ? undefined : { id, merged: false });
  const reason = `${meant.length} owners have this telephone number: say which by name or id.`;
  return err({ effect: 'row', reason });
}

/** Where an id leads when its owner was merged, perhaps several times; else the id itself. */
export function survivorOf(drafts: PagePlanning['drafts'], id: string): string {
  const next = drafts.get(mergedOwnerType, id)?.mergedInto;
  return next === undefined ? id : survivorOf(drafts, next);
}

/** Whether a row that names an owner so may mean this one. */
export function mayBe(owner: Owner, ref: OwnerRef): boolean {
  if (ref.nameKey !== undefined && ref.nameKey !== ownerNameKey(owner)) return false;
  const bothHaveIds = ref.externalId !== undefined && owner.externalId !== undefined;
  return !bothHaveIds || ref.externalId === owner.externalId;
}

function create(
  planning: PagePlanning,
  id: string,
  fields: OwnerFacts['fields'] & Pick<Owner, 'firstName' | 'lastName' | 'externalId'>,
): void {
  const { tenantId, drafts, now } = planning;
  const owner: Owner = {
    id,
    type: 'owner',
    tenantId,
    schemaVersion: 1,
    status: 'active',
    ...fields,
    ...definedFields(ownerKeys(fields)),
    nameKey: ownerNameKey(fields),
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
  drafts.create(owner);
  noteWord(planning, undefined, id);
  if (fields.phone !== undefined) joinPhone(planning, fields.phone, id);
}

function update(planning: PagePlanning, id: string, facts: OwnerFacts): void {
  const { drafts } = planning;
  const owner = drafts.get(ownerType, id);
  if (owner === undefined) return;
  drafts.change(id, changesOf(owner, facts), 'visible');
  noteWord(planning, owner, id);
  const { phone } = facts.fields;
  if (phone !== undefined && phone !== owner.phone) {
    if (owner.phone !== undefined) leavePhone(planning, owner.phone, id);
    joinPhone(planning, phone, id);
  }
  if (facts.ref.externalId !== undefined) planAlias(planning, planning.keys.owner(facts.ref), id);
}

function changesOf(owner: Owner, { fields, ref, wholeName }: OwnerFacts): Record<string, unknown> {
  const changes: Record<string, unknown> = { ...fields };
  if (wholeName && ref.nameKey === ownerNameKey(owner)) {
    delete changes['firstName'];
    delete changes['lastName'];
  }
  // A refusal is taken back by the owner, never by a file.
  if (owner.smsOptedIn === false) delete changes['smsOptedIn'];
  if (fields.phone !== undefined) changes['phoneRaw'] = undefined;
  else if (owner.phone !== undefined) delete changes['phoneRaw'];
  if (ref.externalId !== undefined) changes['externalId'] = ref.externalId;
  Object.assign(changes, ownerKeys({ ...owner, ...changes }));
  return changes;
}

function joinPhone(
  { tenantId, drafts, keys, now }: PagePlanning,
  number: string,
  ownerId: string,
): void {
  const phone = drafts.get(phoneType, keys.phone(number));
  if (phone === undefined) drafts.create(newPhone(tenantId, number, [ownerId], now));
  else if (!phone.ownerIds.includes(ownerId)) {
    drafts.change(phone.id, { ownerIds: [...phone.ownerIds, ownerId] }, 'inner');
  }
}

function leavePhone({ drafts, keys, now }: PagePlanning, number: string, ownerId: string): void {
  const phone = drafts.get(phoneType, keys.phone(number));
  if (phone?.ownerIds.includes(ownerId) !== true) return;
  bringChange(drafts, phone.id, leftNumber(phone, ownerId, now));
}

/** Notes in the consent ledger what a row made of the owner's own word on texts. */
function noteWord(
  { drafts, keys, now }: PagePlanning,
  before: Owner | undefined,
  id: string,
): void {
  const after = drafts.get(ownerType, id);
  if (after === undefined) return;
  const words = ownerWords(before, after, { source: 'import' }, now);
  if (words.entries.length === 0) return;
  drafts.change(id, words.owner, 'inner');
  for (const entry of words.entries) drafts.create(entry);
  if (words.refuses.length === 0 || after.phone === undefined) return;
  const phone = drafts.get(phoneType, keys.phone(after.phone));
  if (phone === undefined || !hasGiven(phone.consent, id)) return;
  const refusal = { word: 'refused', source: 'import', ownerId: id } as const;
  bringChange(drafts, phone.id, numberSays(phone, { ...refusal, purposes: ['marketing'] }, now));
}

/** Brings a change of a number's document, and the entries that prove it, into the page. */
export function bringChange(
  drafts: PagePlanning['drafts'],
  phone: string,
  change: NumberChange,
): void {
  const { updatedAt: _now, ...changes } = change.changes;
  drafts.change(phone, changes, 'inner');
  for (const { op, ...write } of change.entries) {
    if (op === 'create' && 'document' in write) drafts.create(write.document);
  }
}
