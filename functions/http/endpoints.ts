import { appointmentStepEndpoints } from './appointment-steps.ts';
import { appointmentEndpoints } from './appointments.ts';
import { auditEntryEndpoints } from './audit-entries.ts';
import { campaignStepEndpoints } from './campaign-steps.ts';
import { campaignEndpoints } from './campaigns.ts';
import { cashUpEndpoints } from './cash-ups.ts';
import { consentEndpoints } from './consent.ts';
import { conversationEndpoints } from './conversations.ts';
import { conditionFieldEndpoints } from './condition-fields.ts';
import { docsEndpoints } from './docs/docs-page.ts';
import { emailEndpoints } from './emails.ts';
import type { Endpoint } from './endpoint.ts';
import { eventEndpoints } from './events.ts';
import { healthEndpoints } from './health.ts';
import { importFileEndpoints } from './import-files.ts';
import { importEndpoints } from './imports.ts';
import { invitationEndpoints } from './invitations.ts';
import { jobEndpoints } from './jobs.ts';
import { ledgerEntryEndpoints } from './ledger-entries.ts';
import { ledgerEndpoints } from './ledgers.ts';
import { meEndpoints } from './me.ts';
import { memberEndpoints } from './members.ts';
import { messageEndpoints } from './messages.ts';
import { metricEndpoints } from './metrics.ts';
import { noShowEndpoints } from './no-shows.ts';
import { noticeEndpoints } from './notices.ts';
import { openApiEndpoint } from './openapi/openapi-document.ts';
import { ownerDuplicateEndpoints } from './owner-duplicates.ts';
import { ownerMergeEndpoints } from './owner-merge.ts';
import { ownerEndpoints } from './owners.ts';
import { petEndpoints } from './pets.ts';
import { phoneEndpoints } from './phones.ts';
import { reputationEndpoints } from './reputation.ts';
import { ratingEndpoints } from './ratings.ts';
import { requiredVaccineEndpoints } from './required-vaccines.ts';
import { resultEndpoints } from './results.ts';
import { scheduleEndpoints } from './schedule.ts';
import { searchEndpoints } from './search.ts';
import { segmentMemberEndpoints } from './segment-members.ts';
import { segmentEndpoints } from './segments.ts';
import { serviceEndpoints } from './services.ts';
import { shortLinkEndpoints } from './short-links.ts';
import { optInEndpoints } from './opt-in.ts';
import { optInLinkEndpoints } from './opt-in-links.ts';
import { unsubscribeEndpoints } from './unsubscribe.ts';
import { templateEndpoints } from './templates.ts';
import { staffEndpoints } from './staff.ts';
import { smsAnalyticsEndpoints } from './sms-analytics.ts';
import { smsStatusEndpoints } from './sms-status.ts';
import { smsInboundEndpoints } from './sms-inbound.ts';
import { tenantSettingsEndpoints } from './tenant-settings.ts';
import { vaccinationStandingEndpoints } from './vaccination-standings.ts';
import { vaccinationEndpoints } from './vaccinations.ts';
import { workflowDryRunEndpoints } from './workflow-dry-runs.ts';
import { workflowRunEndpoints } from './workflow-runs.ts';
import { workflowLibraryEndpoints } from './workflow-library.ts';
import { workflowEndpoints } from './workflows.ts';
import { writtenTextEndpoints } from './written-texts.ts';

/** Every endpoint of the API: the route table. */
export const endpoints: readonly Endpoint[] = [
  ...healthEndpoints,
  ...ownerEndpoints,
  ...ownerMergeEndpoints,
  ...ownerDuplicateEndpoints,
  ...searchEndpoints,
  ...petEndpoints,
  ...vaccinationEndpoints,
  ...vaccinationStandingEndpoints,
  ...requiredVaccineEndpoints,
  ...ledgerEntryEndpoints,
  ...ledgerEndpoints,
  ...cashUpEndpoints,
  ...serviceEndpoints,
  ...staffEndpoints,
  ...appointmentEndpoints,
  ...appointmentStepEndpoints,
  ...scheduleEndpoints,
  ...noShowEndpoints,
  ...reputationEndpoints,
  ...phoneEndpoints,
  ...consentEndpoints,
  ...messageEndpoints,
  ...smsInboundEndpoints,
  ...conversationEndpoints,
  ...writtenTextEndpoints,
  ...ratingEndpoints,
  ...shortLinkEndpoints,
  ...unsubscribeEndpoints,
  ...optInLinkEndpoints,
  ...optInEndpoints,
  ...smsAnalyticsEndpoints,
  ...metricEndpoints,
  ...smsStatusEndpoints,
  ...emailEndpoints,
  ...jobEndpoints,
  ...eventEndpoints,
  ...templateEndpoints,
  ...conditionFieldEndpoints,
  ...segmentEndpoints,
  ...segmentMemberEndpoints,
  ...workflowEndpoints,
  ...workflowLibraryEndpoints,
  ...workflowRunEndpoints,
  ...workflowDryRunEndpoints,
  ...campaignEndpoints,
  ...campaignStepEndpoints,
  ...resultEndpoints,
  ...importFileEndpoints,
  ...importEndpoints,
  ...noticeEndpoints,
  ...tenantSettingsEndpoints,
  ...auditEntryEndpoints,
  ...meEndpoints,
  ...memberEndpoints,
  ...invitationEndpoints,
  ...docsEndpoints,
  openApiEndpoint(() => endpoints),
];
