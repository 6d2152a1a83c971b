import { isOpen, type Appointment } from '../../../shared/appointments/model.ts';
import { retryEvent } from '../../../shared/events/list-events.ts';
import { approveRun, retryJob } from '../../../shared/jobs/run-job.ts';
import { jobKey, jobType } from '../../../shared/jobs/model.ts';
import type { Context } from '../../../shared/platform/context.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import { noFiles } from '../../fixtures/no-files.ts';
import type { Beginning, Inhabitants, World, WorldKind } from '../engine/world.ts';
import { emailModel, emailPort } from '../services/email-model.ts';
import { providerModel, providerPort } from '../services/provider-model.ts';
import { fillBook, followVisit, visitsIn } from '../visits/unrest.ts';
import { settleCampaigns } from './campaign-acts.ts';
import { campaignChecks, checkCampaigns } from './campaign-checks.ts';
import { entryChecks } from './entry-checks.ts';
import { eventChecks } from './event-checks.ts';
import { checkOutcome } from './final-checks.ts';
import { followText } from './experiments.ts';
import { lapseChecks } from './lapse-checks.ts';
import { followLapses } from './lapses.ts';
import { checkMails, mailChecks } from './mail-checks.ts';
import { actBesideWork, planPeople } from './people.ts';
import { runChecks } from './run-checks.ts';
import { openSalon } from './open-salon.ts';
import { salonFacts, type Salon } from './salon.ts';
import { planSeed, type WorkflowsPlan } from './seed-plan.ts';
import { textChecks } from './text-checks.ts';
import { toldChecks } from './told-checks.ts';
import { variantChecks } from './variant-checks.ts';
import { checkVerdicts, verdictChecks } from './verdict-checks.ts';
import { visitFits } from './visit-fits.ts';
import { runsIn } from './workflow-acts.ts';

/** Workflows over visits and texts, while people change all three. */
export const workflowsWorld: WorldKind = {
  name: 'workflows',
  about:
    'workflows over visits that are moved, missed and cancelled, edited and switched meanwhile',
  ports: ['store', 'queue', 'provider', 'email'],
  faults: [],
  begin: (dice) => beginning(planSeed(dice)),
};

/** A world of workflows with this plan. */
export function beginning(plan: WorkflowsPlan): Beginning {
  return { plan, settle: (world) => settle(world, plan) };
}

function settle(world: World, plan: WorkflowsPlan): Inhabitants {
  const provider = providerModel(world, world.diceFor(1));
  const facts = salonFacts();
  const mails = emailModel();
  const things = { staffIds: [], serviceIds: [], wordings: new Map() };
  const campaigns = { campaignIds: [], wasPaused: new Set<string>() };
  const salon: Salon = { world, plan, provider, facts, mails, ...things, ...campaigns };
  const fits = visitFits(salon);
  const lapses = followLapses(salon);
  const checks = [
    runChecks(salon, fits),
    textChecks(salon, fits, lapses),
    mailChecks(salon, fits, lapses),
    lapseChecks(salon, lapses),
    toldChecks(salon, lapses),
    campaignChecks(salon),
    variantChecks(salon),
    verdictChecks(salon),
    eventChecks(salon),
    entryChecks(salon),
  ];
  return {
    ports: (invocation) => ({
      sms: providerPort(world, provider, invocation, () => undefined),
      files: noFiles,
      email: emailPort(world, mails, invocation),
    }),
    async moveIn(context: Context) {
      await openSalon(salon, context);
      await fillBook(salon, context);
    },
    planUnrest: () => planPeople(salon),
    besideWork: (pointer) => actBesideWork(salon, pointer),
    hourly: () => undefined,
    calmDown() {
      provider.prompt = true;
    },
    tend() {
      tend(salon);
      settleCampaigns(salon);
    },
    unsettled: () => unsettled(salon),
    onCommit(commit) {
      facts.learn(commit);
      fits.learn(commit);
      lapses.learn(commit);
      for (const check of checks) check(commit);
      for (const { before, after } of commit.changes) {
        if (after !== undefined) followText(salon, before, after);
        if (after?.['type'] !== 'appointment') continue;
        const was = before as Appointment | undefined;
        followVisit(salon, was, after as unknown as Appointment);
      }
    },
    checkEnd() {
      checkOutcome(salon);
      checkMails(salon);
      checkCampaigns(salon);
      checkVerdicts(salon);
    },
  };
}

/** Whether a campaign goes on, or its experiment waits to be read. */
function isUnderWay({ status, experiment, result }: Json): boolean {
  if (status === 'done') return experiment !== undefined && result === undefined;
  return ['scheduled', 'held', 'running', 'paused'].includes(String(status));
}

/** What gave up, or is held, waits for a person, who lets it go on. */
function tend({ world, plan: { tenantId } }: Salon): void {
  for (const value of world.truth.all('job')) {
    const job = jobType.schema.parse(value);
    // A recurring job comes again by itself.
    const gaveUp = job.status === 'failed' && job.rule === undefined;
    if (!gaveUp && job.status !== 'held') continue;
    const act = gaveUp ? retryJob : approveRun;
    void world.fleet.run(`staff: settle ${job.id}`, async (context) =>
      act(context, tenantId, jobKey(job)),
    );
  }
  for (const { id, status } of world.truth.all('event')) {
    if (status !== 'failed') continue;
    void world.fleet.run(`staff: retry ${id}`, async (context) =>
      retryEvent(context, tenantId, id),
    );
  }
}

/** What still has to come: visits whose time has not come, runs, texts, events, jobs and merges under way. */
function unsettled(salon: Salon): string[] {
  const { truth, timeline } = salon.world;
  const open: string[] = visitsIn(salon)
    .filter((it) => isOpen(it) && it.checkpoints.length > 0)
    .map(({ id }) => id);
  open.push(...runsIn(salon).flatMap((it) => (it.status === 'running' ? [it.id] : [])));
  for (const type of ['message', 'email', 'event']) {
    open.push(...truth.all(type).flatMap((it) => (it['dueAt'] === undefined ? [] : [it.id])));
  }
  for (const type of ['event', 'job']) {
    const failed = truth.all(type).filter((it) => it['status'] === 'failed' && !it['rule']);
    open.push(...failed.map(({ id }) => id));
  }
  for (const value of truth.all('job')) {
    const job = jobType.schema.parse(value);
    const due = job.dueAt !== undefined && job.dueAt <= timeline.now();
    if (due || job.run !== undefined || job.status === 'held') open.push(job.id);
  }
  const going = truth.all('campaign').filter(isUnderWay);
  open.push(...going.map(({ id }) => id));
  const moving = truth.all('ownerMerge').filter((it) => it['status'] === 'moving');
  open.push(...moving.map(({ id }) => id));
  return open;
}
