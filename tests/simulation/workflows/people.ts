import { appointmentType, isOpen, type Appointment } from '../../../shared/appointments/model.ts';
import { moveInput } from '../../../shared/appointments/booking-input.ts';
import { moveAppointment } from '../../../shared/appointments/move-appointment.ts';
import { addMs } from '../../../shared/kernel/instant.ts';
import type { Pointer } from '../../../shared/platform/queues/queues.ts';
import { vaccinationAlertType } from '../../../shared/vaccinations/model.ts';
import { workflowRunType, type WorkflowRun } from '../../../shared/workflows/model.ts';
import { visitsIn } from '../visits/unrest.ts';
import { actOnVisit, book, type Act } from '../visits/visit-acts.ts';
import type { Salon } from './salon.ts';
import { actOnCampaign } from './campaign-acts.ts';
import { isOfVaccinations } from './definitions.ts';
import { take } from './take.ts';
import { actOnRecord } from './vaccination-acts.ts';
import {
  actOfOwner,
  actOnRun,
  actOnWorkflow,
  letIn,
  mergeTwo,
  refuses,
  runsIn,
} from './workflow-acts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Plans what people do, over the whole time of unrest. */
export function planPeople(salon: Salon): void {
  const { timeline, dice, plan } = salon.world;
  for (let i = salon.plan.acts; i > 0; i--) {
    timeline.after(dice.int(0, plan.unrestMs), () => somebodyActs(salon));
  }
  for (const campaignId of salon.campaignIds) planCampaign(salon, campaignId);
}

/** By day, while owners enter it: there a campaign is started and steered, and people in it become one. */
function planCampaign(salon: Salon, campaignId: string): void {
  const { timeline, dice } = salon.world;
  const begin = dice.pick([0, 24]) * HOUR_MS + dice.int(HOUR_MS, 10 * HOUR_MS);
  const soon = (): number => begin + dice.int(0, dice.pick([MINUTE_MS, HOUR_MS, 10 * HOUR_MS]));
  timeline.after(begin, () => take(salon, actOnCampaign(salon, campaignId)));
  for (let i = dice.int(0, 4); i > 0; i--)
    timeline.after(soon(), () => take(salon, actOnCampaign(salon, campaignId)));
  if (salon.plan.many === 0) return;
  for (let i = dice.int(0, 6); i > 0; i--)
    timeline.after(begin + dice.int(MINUTE_MS, 10 * MINUTE_MS), () => take(salon, mergeTwo(salon)));
}

/** What people may do just while a pointer is worked: to what it is about, for that is where races are. */
export function actBesideWork(salon: Salon, { tenantId, id, kind }: Pointer): void {
  const { dice, timeline, truth } = salon.world;
  const { meddling } = salon.plan;
  const isText = kind === 'sms' || kind === 'sms-bulk' || kind === 'emails';
  if (!dice.chance(isText ? 2 * meddling : meddling)) return;
  timeline.after(dice.int(0, dice.pick([100, 400, 1500])), () => {
    const subject = truth.document(tenantId, id);
    const run = runBehind(salon, subject);
    const visit = visitBehind(salon, subject) ?? visitBehind(salon, run);
    const campaignId = campaignBehind(salon, subject) ?? run?.campaignId;
    const acts: (() => Act)[] = [
      ...(visit === undefined ? [] : times(isText ? 4 : 1, () => actOnVisit(salon, visit))),
      ...(isOfAlert(run) ? times(isText ? 6 : 3, () => actOnRecord(salon, run.ownerId)) : []),
      ...(campaignId === undefined ? [] : [() => actOnCampaign(salon, campaignId)]),
      ...(run === undefined
        ? []
        : [
            () => actOnWorkflow(salon, run.workflowId),
            () => actOnRun(salon, run),
            () => actOfOwner(salon, run.ownerId),
            () => refuses(salon, run.ownerId),
          ]),
    ];
    if (acts.length === 0) somebodyActs(salon);
    else take(salon, dice.pick(acts)());
  });
}

function isOfAlert(run: WorkflowRun | undefined): run is WorkflowRun {
  return run?.subject?.type === vaccinationAlertType.type;
}

function times<T>(count: number, it: T): T[] {
  return Array.from({ length: count }, () => it);
}

function runBehind({ world, plan }: Salon, subject: object | undefined): WorkflowRun | undefined {
  const { content } = (subject ?? {}) as { content?: { runId?: string } };
  const id = content?.runId;
  const document = id === undefined ? subject : world.truth.document(plan.tenantId, id);
  return workflowRunType.schema.safeParse(document).data;
}

function campaignBehind({ campaignIds }: Salon, subject: object | undefined): string | undefined {
  const { subject: id } = (subject ?? {}) as { subject?: unknown };
  return campaignIds.find((it) => it === id);
}

function visitBehind({ world, plan }: Salon, subject: object | undefined): Appointment | undefined {
  const about = subject as { id?: string; subject?: { id: string } } | undefined;
  const id = about?.subject?.id ?? about?.id ?? '';
  return appointmentType.schema.safeParse(world.truth.document(plan.tenantId, id)).data;
}

function somebodyActs(salon: Salon): void {
  const { dice, truth } = salon.world;
  const visits = visitsIn(salon);
  const runs = runsIn(salon);
  const workflowId = dice.pick([...salon.wordings.keys()]);
  if (salon.plan.kinds.some(isOfVaccinations) && dice.chance(30)) {
    take(salon, actOnRecord(salon, dice.pick(truth.all('owner')).id));
    return;
  }
  const kind = dice.int(1, 100);
  if (kind <= 30 || visits.length === 0) take(salon, book(salon));
  else if (kind <= 50) take(salon, actOnVisit(salon, dice.pick(visits)));
  else if (kind <= 60) moveAndBack(salon, dice.pick(visits));
  else if (kind <= 72) take(salon, actOnWorkflow(salon, workflowId));
  else if (kind <= 82) enter(salon, workflowId);
  else if (kind <= 88 && runs.length > 0) take(salon, actOnRun(salon, dice.pick(runs)));
  else take(salon, actOfOwner(salon, dice.pick(truth.all('owner')).id));
}

/** Somebody is let in, now and then by two people at once who do not know of each other. */
function enter(salon: Salon, anyOfThem: string): void {
  const { dice, timeline, truth } = salon.world;
  const meant = [...salon.wordings].filter(([, { kind }]) => kind === 'by_hand');
  const [workflowId] = meant.length > 0 && dice.chance(70) ? dice.pick(meant) : [anyOfThem];
  const ownerId = dice.pick(truth.all('owner')).id;
  take(salon, letIn(salon, workflowId, ownerId));
  if (!dice.chance(40)) return;
  timeline.after(dice.int(0, dice.pick([20, 200])), () =>
    take(salon, letIn(salon, workflowId, ownerId)),
  );
}

/** Somebody moves a visit and thinks better of it a while later. */
function moveAndBack(salon: Salon, visit: Appointment): void {
  if (!isOpen(visit)) return;
  const { dice, timeline } = salon.world;
  const to = (startsAt: string): Act => {
    const move = moveInput.parse({ startsAt, by: 'owner' });
    const edit = { tenantId: visit.tenantId, appointmentId: visit.id, expected: undefined };
    const acting = { memberId: 'mem_manager', role: 'manager' as const };
    return {
      name: `move ${visit.id} to ${startsAt}`,
      run: async (context) => moveAppointment(context, { ...edit, acting, move }),
    };
  };
  take(salon, to(addMs(visit.startsAt, dice.int(1, 30) * HOUR_MS)));
  timeline.after(dice.int(500, dice.pick([5000, 2 * HOUR_MS])), () =>
    take(salon, to(visit.startsAt)),
  );
}
