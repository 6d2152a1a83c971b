import { ownerMergeType } from '../../../shared/customers/merge-model.ts';
import { retryEvent } from '../../../shared/events/list-events.ts';
import { eventType } from '../../../shared/events/model.ts';
import { ledgerEntryType } from '../../../shared/ledger/model.ts';
import { messageType } from '../../../shared/messaging/model.ts';
import { allOf } from '../engine/truth.ts';
import { isOpen, type Appointment } from '../../../shared/appointments/model.ts';
import type { Owner } from '../../../shared/customers/model.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import { jobKey, jobType } from '../../../shared/jobs/model.ts';
import { retryJob } from '../../../shared/jobs/run-job.ts';
import { confirmHeld, dismissHeld } from '../../../shared/no-shows/settle-held.ts';
import type { Context } from '../../../shared/platform/context.ts';
import { noFiles } from '../../fixtures/no-files.ts';
import type { Beginning, Inhabitants, World, WorldKind } from '../engine/world.ts';
import { providerModel, providerPort } from '../services/provider-model.ts';
import { openBusiness, type Visits } from './business.ts';
import { recordsIn } from './desk-acts.ts';
import { checkFeeTexts } from './fee-texts.ts';
import { checkOwner, checkOwners } from './owner-checks.ts';
import { planSeed, type VisitsPlan } from './seed-plan.ts';
import { actBesideWork, fillBook, followVisit, planPeople, visitsIn } from './unrest.ts';
import { visitChecks } from './visit-checks.ts';

const GRACE_MS = 15 * 60_000;

/** Visits from their booking to their end, and all that follows from one that was missed. */
export const visitsWorld: WorldKind = {
  name: 'visits',
  about: 'book, move, check in, complete, cancel and miss visits; fees, scores, money and merges',
  ports: ['store', 'queue', 'provider'],
  faults: [],
  begin(dice): Beginning {
    const plan = planSeed(dice);
    return { plan, settle: (world) => settle(world, plan) };
  },
};

function settle(world: World, plan: VisitsPlan): Inhabitants {
  const provider = providerModel(world, world.diceFor(1));
  const visits: Visits = { world, plan, provider, staffIds: [], serviceIds: [] };
  const checkVisits = visitChecks(visits);
  return {
    ports: (invocation) => ({
      sms: providerPort(world, provider, invocation, () => undefined),
      files: noFiles,
    }),
    async moveIn(context: Context) {
      await openBusiness(visits, context);
      await fillBook(visits, context);
    },
    planUnrest: () => planPeople(visits),
    besideWork: (pointer) => actBesideWork(visits, pointer),
    hourly: () => undefined,
    calmDown() {
      provider.prompt = true;
    },
    tend: () => {
      settleHeld(visits);
      retryFailed(visits);
    },
    unsettled: () => unsettled(visits),
    onCommit(commit) {
      checkVisits(commit);
      checkOwners(visits, commit);
      checkFeeTexts(visits, commit);
      for (const { before, after } of commit.changes) {
        if (after?.['type'] !== 'appointment') continue;
        const was = before === undefined ? undefined : (before as unknown as Appointment);
        followVisit(visits, was, after as unknown as Appointment);
      }
    },
    checkEnd: () => checkEnd(visits),
  };
}

/** What gave up after its last attempt waits for a person, who reads the notice and lets it go on. */
function retryFailed({ world, plan: { tenantId } }: Visits): void {
  for (const value of world.truth.all('job')) {
    const job = jobType.schema.parse(value);
    if (job.status !== 'failed') continue;
    void world.fleet.run(`staff: retry ${job.id}`, async (context) =>
      retryJob(context, tenantId, jobKey(job)),
    );
  }
  for (const { id, status } of world.truth.all('event')) {
    if (status !== 'failed') continue;
    void world.fleet.run(`staff: retry ${id}`, async (context) =>
      retryEvent(context, tenantId, id),
    );
  }
}

/** In the end a person decides about what is held. */
function settleHeld({ world, plan }: Visits): void {
  for (const { id: recordId, status } of recordsIn(world)) {
    if (status !== 'held') continue;
    const act = { tenantId: plan.tenantId, recordId, by: 'mem_manager', reason: 'Looked at it.' };
    const settled = world.dice.chance(50) ? confirmHeld : dismissHeld;
    void world.fleet.run(`staff: settle ${recordId}`, async (context) => settled(context, act));
  }
}

/** What still has to come: visits whose time has not come, what is due, merges under way. */
function unsettled(visits: Visits): string[] {
  const { truth, timeline } = visits.world;
  const open = visitsIn(visits)
    .filter(isOpen)
    .filter((it) => it.checkpoints.length > 0)
    .map(({ id }) => id);
  for (const type of ['message', 'event']) {
    open.push(
      ...truth
        .all(type)
        .filter((it) => it['dueAt'] !== undefined)
        .map(({ id }) => id),
    );
  }
  for (const value of truth.all('job')) {
    const job = jobType.schema.parse(value);
    const due = job.dueAt !== undefined && job.dueAt <= timeline.now();
    if (due || job.run !== undefined) open.push(job.id);
  }
  open.push(
    ...truth
      .all('ownerMerge')
      .filter((it) => it['status'] === 'moving')
      .map(({ id }) => id),
  );
  open.push(
    ...recordsIn(visits.world)
      .filter((it) => it.status === 'held')
      .map(({ id }) => id),
  );
  return open;
}

function checkEnd(visits: Visits): void {
  const { truth, timeline } = visits.world;
  const broken = (what: string): void => visits.world.broken(what);
  for (const owner of truth.all('owner') as unknown as readonly Owner[]) {
    if (owner.absorbing !== undefined) broken(`${owner.id} still gathers what was merged`);
    checkOwner(visits, owner);
  }
  for (const { id, status } of allOf(truth, eventType)) {
    if (status !== 'handled') broken(`event ${id} is ${status}`);
  }
  const dismissed = recordsIn(visits.world).filter((it) => it.status === 'dismissed');
  for (const visit of visitsIn(visits)) {
    const over = addMs(visit.startsAt, GRACE_MS) < timeline.now();
    const looked = dismissed.some(
      (it) => it.appointmentId === visit.id && it.startsAt === visit.startsAt,
    );
    if (isOpen(visit) && over && !looked)
      broken(`nobody looked at visit ${visit.id}, which is over`);
  }
  countEndings(visits);
}

function countEndings(visits: Visits): void {
  const { truth } = visits.world;
  const count = (group: string, name: string): void => visits.world.tally(group, name);
  for (const { status, history } of visitsIn(visits)) {
    count('endings of visits', status);
    for (const { what } of history) if (what.endsWith('_undone')) count('steps taken back', what);
  }
  for (const { status, fee, hold } of recordsIn(visits.world)) {
    count('missed visits', `${status}, fee ${fee.status}`);
    if (hold !== undefined) count('held for', hold.reason);
  }
  for (const { status, reason } of allOf(truth, messageType)) {
    count('endings of texts', reason === undefined ? status : `${status}: ${reason}`);
  }
  for (const { kind } of allOf(truth, ledgerEntryType)) count('entries', kind);
  for (const { status } of allOf(truth, ownerMergeType)) count('merges', status);
}
