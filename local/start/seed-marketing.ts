import { optInWording, OPT_IN_PAGE_VERSION } from '../../shared/consent/opt-in/wording.ts';
import { recordConsent } from '../../shared/consent/record-consent.ts';
import { ownerType, phoneId, phoneType, type Owner } from '../../shared/customers/model.ts';
import { addDays, type LocalDate } from '../../shared/kernel/local-date.ts';
import { instantAt, type LocalTime } from '../../shared/kernel/time-zone.ts';
import type { Context } from '../../shared/platform/context.ts';
import { loadTenant } from '../../shared/tenants/load-tenant.ts';
import { liveOf, type Tenant } from '../../shared/tenants/model.ts';
import { updateSettings } from '../../shared/tenants/update-settings.ts';
import { DEMO_TENANT } from '../demo/generate-demo.ts';

const TENANT = DEMO_TENANT.id;
const LIVE = liveOf(TENANT);

/** What the demo business pays for a segment: about what US providers ask, carriers' fees included. */
const SEGMENT_COST = { micros: 11_000, currency: DEMO_TENANT.currency };

/** The page on which the demo's owners said that they want offers; a reserved host that reaches nobody. */
const PAGE = 'https://maple-street.example/offers';

/** One of so many owners never said that they want offers. */
const EVERY_FIFTH = 5;

/**
 * Makes campaigns of the demo business worth a look: a price for a segment, and consent to offers by text
 * of four in five of the owners who take texts at all, each with the words they read, the page and the day.
 * By the product's own use cases; what is there is passed over, so that a start that died midway is
 * completed by the next.
 */
export async function seedDemoMarketing(context: Context, anchor: LocalDate): Promise<void> {
  const tenant = await loadTenant(context, TENANT);
  if (tenant.segmentCost === undefined) {
    const changes = { segmentCost: SEGMENT_COST };
    await updateSettings(context, { tenantId: TENANT, changes, expected: undefined });
  }
  const owners = await texted(context);
  const found = await context.records.getMany(
    phoneType,
    LIVE,
    owners.map(({ phone }) => phoneId(phone)),
  );
  const phones = new Map(found.map(({ value }) => [value.id, value]));
  for (const [n, owner] of owners.entries()) {
    if (n % EVERY_FIFTH === EVERY_FIFTH - 1) continue;
    const said = phones.get(phoneId(owner.phone))?.consent;
    if (said?.given.some(({ ownerId }) => ownerId === owner.id) === true) continue;
    await sayYes(context, tenant, owner, addDays(anchor, -30 - n));
  }
}

type Texted = Owner & { readonly phone: string };

/** Owners with a number who did not refuse texts, in the order of the ids that their old system gave them. */
async function texted({ records }: Context): Promise<Texted[]> {
  const page = await records.query(ownerType, LIVE, { limit: 1000 });
  return page.items
    .map(({ value }) => value)
    .filter((owner): owner is Texted => owner.phone !== undefined && owner.smsOptedIn !== false)
    .toSorted((a, b) => ((a.externalId ?? a.id) < (b.externalId ?? b.id) ? -1 : 1));
}

async function sayYes(
  context: Context,
  tenant: Tenant,
  { id: ownerId, phone }: Texted,
  day: LocalDate,
): Promise<void> {
  const question = { channel: 'sms', purposes: ['marketing'], contact: phone } as const;
  await recordConsent(context, {
    ...{ tenantId: TENANT, ownerId },
    consent: {
      ...{ channel: 'sms', purpose: 'marketing', word: 'given', source: 'form' },
      wording: optInWording(tenant, question),
      evidence: { page: PAGE, pageVersion: OPT_IN_PAGE_VERSION },
      occurredAt: instantAt(day, '12:00' as LocalTime, tenant.timeZone),
    },
  });
}
