import { z } from 'zod';
import { listAlerts } from '../../shared/vaccinations/list-alerts.ts';
import { listByStatus } from '../../shared/vaccinations/list-by-status.ts';
import { ALERT_STATUSES } from '../../shared/vaccinations/model.ts';
import { STANDINGS, type Standing } from '../../shared/vaccinations/standing.ts';
import { vaccineLabel } from '../../shared/vaccinations/vaccine-catalogue.ts';
import { endpoint, reply } from './endpoint.ts';
import { pageOf, pageQuery, wholeNumber } from './list-page.ts';

const standingView = z
  .object({
    status: z.enum(STANDINGS),
    petId: z.string(),
    petName: z.string(),
    species: z.string(),
    ownerId: z.string().optional(),
    ownerName: z.string().optional(),
    vaccine: z.string(),
    vaccineLabel: z.string(),
    vaccinationId: z.string().optional(),
    expiryDate: z.string().optional(),
    daysLeft: z.number().optional(),
    reachable: z.boolean(),
    unreachableReason: z.string().optional(),
  })
  .meta({ id: 'VaccinationStanding' });

function viewOf(standing: Standing): z.input<typeof standingView> {
  const { pet, owner, record, noTextReason } = standing;
  return {
    status: standing.status,
    petId: pet.id,
    petName: pet.name,
    species: pet.species,
    ...(owner !== undefined && {
      ownerId: owner.id,
      ownerName: `${owner.firstName} ${owner.lastName}`.trim(),
    }),
    vaccine: standing.vaccine,
    vaccineLabel: vaccineLabel(standing.vaccine),
    ...(record !== undefined && {
      vaccinationId: record.id,
      expiryDate: record.expiryDate,
      daysLeft: record.daysLeft,
    }),
    reachable: noTextReason === undefined,
    ...(noTextReason !== undefined && { unreachableReason: noTextReason }),
  };
}

const listVaccinationsEndpoint = endpoint({
  name: 'list-vaccinations',
  method: 'GET',
  route: 'vaccinations',
  role: 'staff',
  summary: 'Active pets by where they stand with a vaccine, and whether their owner can be texted.',
  query: z.strictObject({
    ...pageQuery,
    status: z.enum(STANDINGS),
    /** Days; see each status. */
    within: wholeNumber(0, 3650).optional(),
  }),
  replies: { 200: pageOf(standingView) },
  handle: async ({ context, caller, query }) => {
    const page = await listByStatus(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: page.items.map(viewOf) });
  },
});

const alertView = z
  .object({
    id: z.string(),
    vaccinationId: z.string(),
    petId: z.string(),
    ownerId: z.string(),
    vaccine: z.string(),
    expiryDate: z.string(),
    threshold: z.number(),
    scanDate: z.string(),
    status: z.enum(ALERT_STATUSES),
    reason: z.string().optional(),
    messageId: z.string().optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'VaccinationAlert' });

const listAlertsEndpoint = endpoint({
  name: 'list-vaccination-alerts',
  method: 'GET',
  route: 'vaccination-alerts',
  role: 'staff',
  summary: 'What became of vaccination alerts, with the reason when none was sent.',
  query: z.strictObject({ ...pageQuery, status: z.enum(ALERT_STATUSES).optional() }),
  replies: { 200: pageOf(alertView) },
  handle: async ({ context, caller, query }) => {
    const page = await listAlerts(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

/** Lists that staff work through. */
export const vaccinationStandingEndpoints = [listVaccinationsEndpoint, listAlertsEndpoint];
