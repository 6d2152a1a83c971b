import { z } from 'zod';
import { ALERT_CHANNELS, type Tenant } from '../../shared/tenants/model.ts';
import { consentPageFields } from '../../shared/tenants/consent-page.ts';
import { noShowFields, noShowRulesOf } from '../../shared/tenants/no-show-rules.ts';
import { reputationFields, reputationRulesOf } from '../../shared/tenants/reputation-rules.ts';
import { schedulingFields, schedulingOf } from '../../shared/tenants/scheduling.ts';
import { textingFields, textingOf } from '../../shared/tenants/texting.ts';
import { settingsChangesInput } from '../../shared/tenants/settings-input.ts';
import { getSettings, updateSettings } from '../../shared/tenants/update-settings.ts';
import { endpoint, reply } from './endpoint.ts';

const settingsView = z
  .object({
    name: z.string(),
    timeZone: z.string(),
    zonePeriods: z
      .array(z.object({ from: z.string().optional(), timeZone: z.string() }))
      .optional(),
    country: z.string(),
    currency: z.string(),
    textHours: z.object({ start: z.string(), end: z.string() }),
    sender: z
      .object({ messagingServiceSid: z.string().optional(), from: z.string().optional() })
      .optional(),
    linkHosts: z.array(z.string()).optional(),
    segmentCost: z.object({ micros: z.number(), currency: z.string() }).optional(),
    replyWindowHours: z.number().optional(),
    textsPerDay: z.number().optional(),
    bulkSegmentsPerMinute: z.number().optional(),
    inbound: z
      .object({ autoReply: z.string().optional(), helpContact: z.string().optional() })
      .optional(),
    replyToEmail: z.string().optional(),
    consentPage: consentPageFields.optional(),
    vaccination: z.object({
      thresholdDays: z.array(z.number()),
      staleAfterDays: z.number(),
      scanAt: z.string(),
      textGuard: z.number(),
      channel: z.enum(ALERT_CHANNELS).optional(),
      required: z.array(z.object({ species: z.string(), vaccine: z.string() })),
    }),
    scheduling: schedulingFields,
    reputation: reputationFields,
    noShows: noShowFields,
    texting: textingFields,
    planVersion: z.number(),
    revision: z.number(),
    createdAt: z.string(),
  })
  .meta({ id: 'TenantSettings' });

/** All values that are in force, those that nobody set included. */
function viewOf(tenant: Tenant) {
  return {
    ...tenant,
    scheduling: schedulingOf(tenant),
    reputation: reputationRulesOf(tenant),
    noShows: noShowRulesOf(tenant),
    texting: textingOf(tenant),
  };
}

const getSettingsEndpoint = endpoint({
  name: 'get-tenant-settings',
  method: 'GET',
  route: 'tenant-settings',
  role: 'staff',
  summary: 'The settings of the business as they are in force now.',
  replies: { 200: settingsView },
  handle: async ({ context, caller }) => {
    const tenant = await getSettings(context, { tenantId: caller.tenantId });
    return reply(200, viewOf(tenant), { revision: tenant.revision });
  },
});

const updateSettingsEndpoint = endpoint({
  name: 'update-tenant-settings',
  method: 'PATCH',
  route: 'tenant-settings',
  role: 'owner',
  summary: 'Changes settings of the business; what was planned under the old ones follows.',
  body: settingsChangesInput,
  example: { textHours: { start: '09:00', end: '19:00' }, vaccination: { scanAt: '07:00' } },
  replies: { 200: settingsView },
  handle: async ({ context, caller, body, expected }) => {
    const { tenantId } = caller;
    const tenant = await updateSettings(context, { tenantId, changes: body, expected });
    return reply(200, viewOf(tenant), { revision: tenant.revision });
  },
});

/** Endpoints on the settings of the business. */
export const tenantSettingsEndpoints = [getSettingsEndpoint, updateSettingsEndpoint];
