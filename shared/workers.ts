import { appointmentWorker } from './appointments/checkpoint-worker.ts';
import { confirmByReply } from './appointments/confirm-by-reply.ts';
import { replanAppointments } from './appointments/replan-appointments.ts';
import { optInEmail } from './consent/opt-in/opt-in-email.ts';
import { campaignJob } from './campaigns/run-campaign.ts';
import { inboundWorker } from './conversations/inbound-worker.ts';
import { ownerMergeJob } from './customers/merge-job.ts';
import { handlerOf, type Workers } from './due-work/registry.ts';
import { eventWorker, type Subscriber } from './events/event-worker.ts';
import { importJob } from './imports/order/import-job.ts';
import { ownerRecomputeJob } from './imports/recompute/recompute-job.ts';
import { fileRemoval } from './imports/upload/file-removal.ts';
import { jobWorker } from './jobs/job-worker.ts';
import { emailWorker } from './messaging/email/email-worker.ts';
import { receiptWorker } from './messaging/receipts/receipt-worker.ts';
import { replanTexts } from './messaging/replan-texts.ts';
import { textWorker } from './messaging/text-worker.ts';
import { scoreRecovery } from './reputation/recovery-job.ts';
import { missedAtGrace } from './no-shows/decide-missed.ts';
import { noShowDetection } from './no-shows/detection-job.ts';
import { settleHeld } from './no-shows/settle-held.ts';
import { dayWorker } from './reports/day-worker.ts';
import { creditDaySource } from './results/credit-day-source.ts';
import { followMoney } from './results/follow-money.ts';
import { followVisits } from './results/follow-visits.ts';
import { ownerCreditsJob } from './results/owner-credits.ts';
import { recomputeAttribution, settleCredits } from './results/recompute-job.ts';
import { smsDaySource } from './sms-analytics/sms-day-source.ts';
import { ratingReply } from './ratings/rating-reply.ts';
import { invitationEmail } from './tenants/invitation-email.ts';
import { replanJob } from './tenants/replan.ts';
import { textSources } from './text-sources.ts';
import { vaccinationDigestEmail } from './vaccinations/digest-email-content.ts';
import { replanVaccinations } from './vaccinations/replan-vaccinations.ts';
import { vaccinationScan } from './vaccinations/scan.ts';
import { workflowDispatcher } from './workflows/dispatch-event.ts';
import { keywordReply } from './workflows/keyword-reply.ts';
import { workflowSchedule } from './workflows/schedule.ts';
import { runWorker } from './workflows/run-worker.ts';
import { workflowEmail } from './workflows/workflow-email.ts';

/** Who acts on events, see `events/event-worker.ts`. */
const subscribers: readonly Subscriber[] = [
  settleHeld,
  workflowDispatcher,
  followVisits,
  followMoney,
];

/** Every worker of the product, by the queue it serves. */
export const workers: Workers = {
  jobs: handlerOf(
    jobWorker([
      vaccinationScan,
      replanJob([replanVaccinations, replanAppointments, replanTexts]),
      importJob,
      ownerRecomputeJob,
      fileRemoval,
      ownerMergeJob,
      noShowDetection,
      scoreRecovery,
      workflowSchedule,
      settleCredits,
      recomputeAttribution,
      ownerCreditsJob,
      campaignJob,
    ]),
  ),
  events: handlerOf(eventWorker(subscribers)),
  appointments: handlerOf(appointmentWorker(missedAtGrace)),
  emails: handlerOf(
    emailWorker({
      'vaccination-digest': vaccinationDigestEmail,
      invitation: invitationEmail,
      workflow: workflowEmail,
      'opt-in': optInEmail,
    }),
  ),
  sms: handlerOf(textWorker(textSources, 'sms')),
  'sms-bulk': handlerOf(textWorker(textSources, 'sms-bulk')),
  receipts: handlerOf(receiptWorker(textSources)),
  inbound: handlerOf(inboundWorker([ratingReply, confirmByReply, keywordReply])),
  'workflow-steps': handlerOf(runWorker('workflow-steps')),
  'workflow-steps-bulk': handlerOf(runWorker('workflow-steps-bulk')),
  days: handlerOf(dayWorker({ sms: smsDaySource, credit: creditDaySource })),
};
