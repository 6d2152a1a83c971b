import { byNameAndStatus } from '../customers/find-owners.ts';
import { ownerType, phoneId, phoneType, type Owner, type Phone } from '../customers/model.ts';
import {
  emailAddressId,
  emailAddressType,
  type EmailAddressRecord,
} from '../messaging/email/model.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { standingsOf, type ConsentStanding } from './consent-status.ts';
import type { Channel, Purpose } from './model.ts';

/** Pages of owners that one request looks through for the first person that fits. */
const PAGES_PER_REQUEST = 5;

/** An owner, what is known of how to reach them, and what that allows. */
export interface PersonStanding {
  readonly owner: Owner;
  readonly phone: Phone | undefined;
  readonly address: EmailAddressRecord | undefined;
  readonly standings: readonly ConsentStanding[];
}

/** Whom a list of standings is about; every condition must hold for one and the same standing. */
export interface StandingFilter {
  readonly channel?: Channel | undefined;
  readonly purpose?: Purpose | undefined;
  readonly allowed?: boolean | undefined;
  /** A stable word, such as `suppressed`. */
  readonly reason?: string | undefined;
}

/** The next owners by name, and where the ones after them begin. */
export interface PersonPage {
  readonly people: readonly PersonStanding[];
  readonly next?: string;
}

/**
 * Reads one page of owners by name with their standings, decided by the rules that decide when a message
 * is claimed. Two reads of the store, whatever the page holds.
 */
export async function personPage(
  { records }: Pick<Context, 'records'>,
  input: {
    readonly tenantId: string;
    readonly limit: number;
    readonly cursor?: string | undefined;
    readonly name?: string | undefined;
    readonly status?: Owner['status'] | undefined;
  },
): Promise<PersonPage> {
  const { tenantId, limit, cursor } = input;
  const page = await records.query(ownerType, liveOf(tenantId), {
    where: byNameAndStatus(input),
    orderBy: { field: 'nameKey' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  const owners = page.items.map(({ value }) => value);
  const numbers = owners.flatMap(({ phone }) => (phone === undefined ? [] : [phoneId(phone)]));
  const mails = owners.flatMap(({ email }) => (email === undefined ? [] : [emailAddressId(email)]));
  const [phones, addresses] = await Promise.all([
    records.getMany(phoneType, liveOf(tenantId), [...new Set(numbers)]),
    records.getMany(emailAddressType, liveOf(tenantId), [...new Set(mails)]),
  ]);
  const phoneOf = new Map(phones.map(({ value }) => [value.number, value]));
  const addressOf = new Map(addresses.map(({ value }) => [value.address, value]));
  const people = owners.map((owner) => {
    const phone = owner.phone === undefined ? undefined : phoneOf.get(owner.phone);
    const address = owner.email && addressOf.get(owner.email.toLowerCase());
    const known = address === '' ? undefined : address;
    return { owner, phone, address: known, standings: standingsOf(owner, phone, known) };
  });
  return { people, ...(page.next !== undefined && { next: page.next }) };
}

/**
 * People by name with what they may be sent, those who fit the filter among the next owners: a page may
 * hold fewer than asked, even none after five pages of owners, while there is a `next`.
 */
export async function listStandings(
  context: Pick<Context, 'records'>,
  input: Parameters<typeof personPage>[1] & { readonly filter: StandingFilter },
): Promise<PersonPage> {
  let { cursor } = input;
  for (let n = 1; ; n++) {
    const page = await personPage(context, { ...input, cursor });
    const people = page.people.filter(({ standings }) =>
      standings.some((it) => fits(it, input.filter)),
    );
    if (people.length > 0 || page.next === undefined || n === PAGES_PER_REQUEST) {
      return { ...page, people };
    }
    cursor = page.next;
  }
}

function fits(standing: ConsentStanding, filter: StandingFilter): boolean {
  const { channel, purpose, allowed, reason } = filter;
  return (
    (channel === undefined || standing.channel === channel) &&
    (purpose === undefined || standing.purpose === purpose) &&
    (allowed === undefined || standing.allowed === allowed) &&
    (reason === undefined || standing.reason === reason)
  );
}
