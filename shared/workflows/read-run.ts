import { appointmentType, type Appointment } from '../appointments/model.ts';
import { campaignType, type Campaign } from '../campaigns/model.ts';
import { definitionFor } from '../campaigns/variant-definition.ts';
import { currentOwner, ownerIdsOf } from '../customers/merge-follow.ts';
import { ownerType, type Owner } from '../customers/model.ts';
import { birthdayNames } from '../facts/pet-birthdays.ts';
import { completeFacts, type LoadedFacts } from '../facts/load-facts.ts';
import { fieldsOf } from '../facts/field-groups.ts';
import { compileCondition } from '../kernel/compile-condition.ts';
import type { Facts } from '../kernel/condition.ts';
import type { Instant } from '../kernel/instant.ts';
import { InvariantError } from '../kernel/result.ts';
import { segmentType, type Segment } from '../segments/model.ts';
import type { Stored } from '../platform/store/document-store.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import { parsed, type Records } from '../platform/store/records.ts';
import { liveOf, TENANT_DOCUMENT_ID, tenantType, type Tenant } from '../tenants/model.ts';
import { zoneAt } from '../tenants/zone-periods.ts';
import type { Context } from '../platform/context.ts';
import {
  workflowType,
  workflowVersionId,
  workflowVersionType,
  type Workflow,
  type WorkflowRun,
  type WorkflowVersion,
} from './model.ts';
import type { Definition } from './definition.ts';
import { whatStillLapses } from './expiring-vaccinations.ts';
import { scheduledFor } from './meant-on.ts';
import { whyUnfit } from './run-fits.ts';
import type { Step } from './steps.ts';
import { stillMeant, type StillMeant } from './still-meant.ts';
import { groupsOf, type TriggerType } from './triggers.ts';
import { whyNoLonger } from './why-not.ts';

/** Everything a step is decided from, as it stands now. */
export interface ReadRun {
  readonly run: WorkflowRun;
  readonly version: WorkflowVersion;
  readonly tenant: Tenant;
  readonly loaded: LoadedFacts;
  /** Of owner, visit, vaccinations and what the run began with. */
  readonly facts: Facts;
  readonly now: Instant;
}

/** What a run hangs on, as one call of the store told it. */
export interface RunDocuments {
  readonly workflow: Workflow | undefined;
  /** The version it began with; its steps are those of the run's variant. */
  readonly version: WorkflowVersion | undefined;
  /** The one it belongs to; absent: gone, or there never was one. */
  readonly campaign: Campaign | undefined;
  /** Whose members it speaks to; absent: gone, or there never was one. */
  readonly segment: Segment | undefined;
  /** Its settings in force now. */
  readonly tenant: Tenant;
  /** As the run names them; absent: gone, or merged into another one. */
  readonly owner: Stored<Owner> | undefined;
  readonly appointment: Stored<Appointment> | undefined;
}

/** Reads what a run hangs on in one call of the store: whatever it does, its step needs no more than that. */
export async function readDocuments(
  records: Records,
  run: WorkflowRun,
  now: Instant,
): Promise<RunDocuments> {
  const { tenantId, workflowId, version, ownerId, subject, campaignId, segmentId } = run;
  const versionId = workflowVersionId(workflowId, version);
  const about = subject?.type === appointmentType.type ? [subject.id] : [];
  const of = [campaignId, segmentId].filter((id) => id !== undefined);
  const ids = [workflowId, versionId, TENANT_DOCUMENT_ID, ownerId, ...about, ...of];
  const found = await records.store.getMany(liveOf(tenantId), ids);
  const pick = <T>(type: DocumentType<T>): Stored<T> | undefined => {
    const stored = found.find(({ value }) => value['type'] === type.type);
    return stored && parsed(type, stored);
  };
  const campaign = pick(campaignType)?.value;
  const tenant = pick(tenantType)?.value;
  if (tenant === undefined) throw new InvariantError(`The tenant of ${run.id} is gone.`);
  return {
    workflow: pick(workflowType)?.value,
    version: asVariant(pick(workflowVersionType)?.value, run, campaign),
    campaign,
    segment: pick(segmentType)?.value,
    tenant: { ...tenant, timeZone: zoneAt(tenant, now) },
    owner: pick(ownerType),
    appointment: pick(appointmentType),
  };
}

function asVariant(
  version: WorkflowVersion | undefined,
  { variant }: WorkflowRun,
  campaign: Campaign | undefined,
): WorkflowVersion | undefined {
  if (version === undefined || variant === undefined || campaign === undefined) return version;
  const definition = definitionFor(version.definition, campaign.variants, variant);
  return { ...version, definition };
}

/** What a run is read for: the documents, the version among them, and the fields that its conditions do not ask for. */
interface ReadingRun {
  readonly documents: RunDocuments;
  readonly version: WorkflowVersion;
  /** Absent: all of them. */
  readonly fields?: ReadonlySet<string>;
}

/**
 * Reads what a run is decided from, as far as its conditions and `fields` ask for it: what the documents
 * do not tell costs a store call for each kind. `over`: why it ends instead of going on, in words. Merged
 * owners are followed: the run goes on with the survivor.
 */
export async function readRun(
  { records }: Pick<Context, 'records'>,
  run: WorkflowRun,
  { documents, version, fields }: ReadingRun,
  now: Instant,
): Promise<
  | {
      readonly over: string;
      readonly reasons?: readonly string[];
      readonly skipped: boolean;
      readonly read?: undefined;
    }
  | { readonly over?: undefined; readonly read: ReadRun }
> {
  const { tenant } = documents;
  const owner = documents.owner ?? (await currentOwner(records, run.tenantId, run.ownerId));
  if (owner === undefined) return { over: 'The owner is gone.', skipped: false };
  const { trigger } = version.definition;
  const appointment = theirVisit(documents, owner.value);
  const unfit = whyUnfit(trigger.type, run, appointment?.value) ?? whyNobody(run, documents);
  if (unfit !== undefined) return { over: unfit, skipped: true };
  const meant = stillMeant(run, version, documents);
  const wanted = fields && new Set([...fields, ...fieldsAskedFor(version.definition, meant)]);
  const known = { owner, appointment: appointment?.value };
  const loaded = await completeFacts(records, tenant, known, now, wanted);
  const lapsing = await whatStillLapses(records, run, loaded.read);
  if (lapsing === undefined) return { over: 'None of it is about to lapse now.', skipped: true };
  const facts = {
    ...loaded.facts,
    ...run.facts,
    ...lapsing,
    ...whoseBirthday(run, version, loaded),
  };
  const read: ReadRun = { run, version, tenant, loaded, facts, now };
  return whyOut(read, meant) ?? { read };
}

/** Of a run for a birthday: whose it was on its day, however long after that a step comes. */
function whoseBirthday(
  run: WorkflowRun,
  { definition: { trigger } }: WorkflowVersion,
  { read }: LoadedFacts,
): Facts {
  const date = trigger.type === 'birthday' ? scheduledFor(run) : undefined;
  return date === undefined ? {} : { 'pets.birthday_names': birthdayNames(read.pets, date) };
}

/** Why an owner is out of what the run speaks to by now; undefined: they are not. */
function whyOut(
  read: ReadRun,
  meant: StillMeant | undefined,
):
  | { readonly over: string; readonly reasons: readonly string[]; readonly skipped: true }
  | undefined {
  const changed = meant ? whyNoLonger(read, meant.conditions, meant.date) : [];
  if (meant && changed.length > 0) {
    return { over: meant.otherwise, reasons: changed, skipped: true };
  }
  const reasons = whyNoLonger(read, read.version.definition.conditions);
  if (reasons.length === 0) return undefined;
  return { over: 'The conditions do not hold.', reasons, skipped: true };
}

/** Why a run over a segment speaks to nobody, in words; undefined: the segment is there, or it has none. */
function whyNobody(
  { segmentId }: WorkflowRun,
  { segment }: Pick<RunDocuments, 'segment'>,
): string | undefined {
  const gone = segmentId !== undefined && segment === undefined;
  return gone ? 'The customer segment is gone.' : undefined;
}

/** The fields that each step of a run is decided from. */
function fieldsAskedFor(
  { trigger, conditions }: Definition,
  meant: StillMeant | undefined,
): Iterable<string> {
  const catalogue = fieldsOf(groupsOf(trigger.type));
  const all = [conditions, meant?.conditions ?? { all: [] }];
  const asked = compileCondition({ all }, catalogue).fields;
  // What still lapses is asked of their pets.
  return trigger.type === 'vaccination_expiring' ? [...asked, 'pets.names'] : asked;
}

function theirVisit({ appointment }: RunDocuments, owner: Owner): Stored<Appointment> | undefined {
  const theirs = appointment && ownerIdsOf(owner).includes(appointment.value.ownerId);
  return theirs === true ? appointment : undefined;
}

/** The fields that a step asks for beside those of its workflow's conditions. */
export function fieldsOfStep(step: Step | undefined, trigger: TriggerType): ReadonlySet<string> {
  if (step?.type !== 'branch') return new Set();
  return compileCondition(step.conditions, fieldsOf(groupsOf(trigger))).fields;
}
