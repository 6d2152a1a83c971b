import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Write } from '../platform/store/document-store.ts';
import type { AlertRules } from '../vaccinations/alert-plan.ts';
import type { Tenant } from '../tenants/model.ts';
import type { FileShape } from './file-shape.ts';
import type { Known, Wanted } from './known.ts';
import { noCounts, type DocumentCounts, type ImportCounts } from './model.ts';
import { PageDrafts } from './page-drafts.ts';
import type { PagePlanning, Refusal } from './page-planner.ts';
import type { Catalogue } from './catalogue.ts';
import { planConsent } from './plan-consent.ts';
import { planOwner } from './plan-owner.ts';
import { planPayment } from './plan-payment.ts';
import { planPet } from './plan-pet.ts';
import { planRefund } from './plan-refund.ts';
import { planVaccination } from './plan-vaccination.ts';
import { planVisit } from './plan-visit.ts';
import { StableKeys } from './stable-keys.ts';
import type { ProblemEffect, RowFacts, RowProblem } from './row-facts.ts';

/** What a page is planned under. */
export interface PageRules {
  readonly tenantId: string;
  readonly rules: AlertRules;
  readonly planVersion: number;
  readonly now: Instant;
  readonly today: LocalDate;
  readonly tenant: Tenant;
  /** Services and staff that rows may name. */
  readonly catalogue: Catalogue;
  /** Visits are charged: the import holds payments. */
  readonly charges: boolean;
  /** When the present run of the import began. */
  readonly startedAt: Instant;
  /** By position of the file. */
  readonly files: readonly FileRules[];
}

/** How the rows of a file are planned. */
export interface FileRules {
  readonly name: string;
  readonly shape: FileShape;
  /** All rows went in before; now what they gave back does. */
  readonly refundsOnly?: boolean;
}

/** What a page comes to. */
export interface PagePlan {
  /** Not empty: look these up and plan again; the rest does not hold yet. */
  readonly wanted: Wanted;
  readonly writes: readonly Write[];
  /** In the order of the rows. */
  readonly problems: readonly RowProblem[];
  readonly counts: ImportCounts;
}

/** Decides what rows do to the records that are known. Pure: the same input gives the same plan. */
export function planPage(
  rows: readonly RowFacts[],
  known: Known,
  rules: PageRules,
  keys = new StableKeys(),
): PagePlan {
  const drafts = new PageDrafts(known, rules.now);
  const tally = new Tally(drafts);
  const planning: PagePlanning = { ...rules, drafts, keys };
  for (const row of rows) planRow(planning, rules, row, tally);
  return {
    wanted: drafts.wanted,
    writes: drafts.writes(),
    problems: tally.problems,
    counts: tally.counts(),
  };
}

function planRow(planning: PagePlanning, rules: PageRules, row: RowFacts, tally: Tally): void {
  const file = rules.files[row.file];
  if (file?.refundsOnly === true) {
    planRefundRow(planning, file, row, tally);
    return;
  }
  for (const problem of row.problems) tally.report(problem);
  const refused = row.problems.some((problem) => problem.effect === 'row');
  if (file !== undefined && !refused) {
    for (const { effect, reason } of planParts(planning, file.shape, row, tally)) {
      tally.report({ file: file.name, line: row.line, reason, effect });
    }
  }
  tally.endRow();
}

function planParts(
  planning: PagePlanning,
  shape: FileShape,
  row: RowFacts,
  tally: Tally,
): readonly Refusal[] {
  if (shape.kind === 'consent') return planConsentPart(planning, row, tally);
  const owner = planOwnerPart(planning, shape, row, tally);
  if (shape.kind === 'appointments' || shape.kind === 'payments') {
    return [...owner.refusals, ...planHistory(planning, shape, row, owner.id, tally).refusals];
  }
  const pet = row.pet && planPet(planning, row.pet, owner.id, shape.createsPets);
  if (pet?.ok === true) {
    planRecords(planning, pet.value, row, tally);
    return owner.refusals.map((it) => (it.effect === 'row' ? { ...it, effect: 'owner' } : it));
  }
  if (pet === undefined || owner.id === undefined) {
    return owner.refusals.length > 0 || pet === undefined ? owner.refusals : [pet.error];
  }
  // Where rows only refer to owners, nothing of the row is left without its pet.
  const refusal: Refusal = shape.createsOwners ? pet.error : { ...pet.error, effect: 'row' };
  return [...owner.refusals, refusal];
}

/** A row of consent that says nothing (nobody was asked yet) is no finding. */
function planConsentPart(
  planning: PagePlanning,
  { owner, consent }: RowFacts,
  tally: Tally,
): readonly Refusal[] {
  if (owner === undefined || consent === undefined) return [];
  const planned = planConsent(planning, owner.ref, consent);
  if ('refusal' in planned) return [planned.refusal];
  if (planned.ownerId !== undefined) tally.mention('owners', planned.ownerId);
  tally.said(planned.fate);
  return [];
}

function planOwnerPart(
  planning: PagePlanning,
  shape: FileShape,
  row: RowFacts,
  tally: Tally,
): { readonly id: string | undefined; readonly refusals: readonly Refusal[] } {
  const owner = row.owner && planOwner(planning, row.owner, shape.createsOwners);
  if (owner === undefined) return { id: undefined, refusals: [] };
  if (!owner.ok) return { id: undefined, refusals: [owner.error] };
  const { id, note } = owner.value;
  tally.mention('owners', id);
  return { id, refusals: note === undefined ? [] : [{ effect: 'note', reason: note }] };
}

function planRecords(planning: PagePlanning, petId: string, row: RowFacts, tally: Tally): void {
  tally.mention('pets', petId);
  for (const facts of row.vaccinations) {
    const id = planVaccination(planning, petId, facts);
    if (id !== undefined) tally.mention('vaccinations', id);
  }
}

/** The visit and the payment of a row; a pet that is not found is left out of them. */
function planHistory(
  planning: PagePlanning,
  shape: FileShape,
  row: RowFacts,
  ownerId: string | undefined,
  tally: Tally,
): { readonly refusals: readonly Refusal[]; readonly visitId?: string | undefined } {
  if (ownerId === undefined) return { refusals: [] };
  const pet = row.pet && planPet(planning, row.pet, ownerId, shape.createsPets);
  const petId = pet?.ok === true ? pet.value : undefined;
  if (petId !== undefined) tally.mention('pets', petId);
  const lost: Refusal[] = pet?.ok === false ? [{ ...pet.error, effect: 'pet' }] : [];
  const visit = row.appointment && planVisit(planning, { ownerId, petId }, row.appointment);
  const paid = { ownerId, visitId: visit?.id };
  const payment = row.payment && planPayment(planning, paid, row.payment);
  const refusals = [
    ...lost,
    ...notesOf(tally, 'appointments', visit),
    ...notesOf(tally, 'payments', payment),
  ];
  return { refusals, visitId: visit?.id };
}

/**
 * What a row gave back. Its other parts went in before: they are planned again, to know owner and visit
 * and whether the row was whole until now, and thrown away.
 */
function planRefundRow(
  planning: PagePlanning,
  { name, shape }: FileRules,
  row: RowFacts,
  tally: Tally,
): void {
  if (row.problems.some(({ effect }) => effect === 'row')) return;
  const drafts = planning.drafts.scratch();
  const again = { ...planning, drafts };
  const thrownAway = new Tally(drafts);
  const owner = planOwnerPart(again, shape, row, thrownAway);
  if (owner.id === undefined || row.refund === undefined) return;
  const { refusals, visitId } = planHistory(again, shape, row, owner.id, thrownAway);
  const { ids, note } = planRefund(planning, { ownerId: owner.id, visitId }, row.refund);
  for (const id of ids) tally.mention('payments', id);
  if (note !== undefined) tally.report({ file: name, line: row.line, ...note });
  const before = [...row.problems, ...owner.refusals, ...refusals];
  tally.endSecondLook(before.map(({ effect }) => effect));
}

function notesOf(
  tally: Tally,
  kind: Mentioned,
  planned: { readonly id: string; readonly note?: Refusal } | undefined,
): readonly Refusal[] {
  if (planned === undefined) return [];
  tally.mention(kind, planned.id);
  return planned.note === undefined ? [] : [planned.note];
}

type Mentioned = 'owners' | 'pets' | 'vaccinations' | 'appointments' | 'payments';

const PARTS: readonly ProblemEffect[] = [
  ...(['owner', 'pet', 'vaccination', 'appointment', 'payment'] as const),
];

/** Collects what the rows of a page came to. */
class Tally {
  readonly problems: RowProblem[] = [];
  readonly #drafts: PageDrafts;
  readonly #mentioned = {
    owners: new Set<string>(),
    pets: new Set<string>(),
    vaccinations: new Set<string>(),
    appointments: new Set<string>(),
    payments: new Set<string>(),
  };
  readonly #consents = { created: 0, updated: 0, unchanged: 0 };
  readonly #rows = { rows: 0, refusedRows: 0, partialRows: 0 };
  #effects = new Set<ProblemEffect>();

  constructor(drafts: PageDrafts) {
    this.#drafts = drafts;
  }

  mention(kind: Mentioned, id: string): void {
    this.#mentioned[kind].add(id);
  }

  /** A person's word, new or known already. */
  said(fate: 'created' | 'unchanged'): void {
    this.#consents[fate] += 1;
  }

  report(problem: RowProblem): void {
    this.problems.push(problem);
    this.#effects.add(problem.effect);
  }

  endRow(): void {
    this.#rows.rows += 1;
    if (this.#effects.has('row')) this.#rows.refusedRows += 1;
    else if (PARTS.some((it) => this.#effects.has(it))) this.#rows.partialRows += 1;
    this.#effects = new Set();
  }

  /** Ends a row that was counted before, with these effects. */
  endSecondLook(before: readonly ProblemEffect[]): void {
    const isPart = (effects: Iterable<ProblemEffect>): boolean =>
      [...effects].some((it) => PARTS.includes(it));
    if (isPart(this.#effects) && !isPart(before)) this.#rows.partialRows += 1;
    this.#effects = new Set();
  }

  counts(): ImportCounts {
    return {
      ...noCounts(),
      ...this.#rows,
      problems: this.problems.length,
      owners: this.#fates(this.#mentioned.owners),
      pets: this.#fates(this.#mentioned.pets),
      vaccinations: this.#fates(this.#mentioned.vaccinations),
      appointments: this.#fates(this.#mentioned.appointments),
      payments: this.#fates(this.#mentioned.payments),
      consents: { ...this.#consents },
    };
  }

  #fates(ids: ReadonlySet<string>): DocumentCounts {
    const counts = { created: 0, updated: 0, unchanged: 0 };
    for (const id of ids) {
      const fate = this.#drafts.fate(id);
      if (fate !== undefined) counts[fate] += 1;
    }
    return counts;
  }
}
