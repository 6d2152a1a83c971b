import type { Instant } from '../kernel/instant.ts';
import { notFound } from '../kernel/problem.ts';
import { messageType } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { linkHitType, shortLinkType, type LinkHit, type ShortLink } from './model.ts';

/** A link of a text with how often it was opened. */
export interface LinkWithHits {
  readonly link: ShortLink;
  /** Openings by people and by machines; several within one slot are one, see `hit-slot.ts`. */
  readonly hits: Readonly<Record<LinkHit['kind'], number>>;
}

/** The links of a text, oldest first. Refused (404) when there is no such text. */
export async function listLinks(
  context: Context,
  input: { readonly tenantId: string; readonly messageId: string },
): Promise<LinkWithHits[]> {
  const { tenantId, messageId } = input;
  const message = await context.records.get(messageType, liveOf(tenantId), messageId);
  if (message === undefined) throw notFound('message', messageId);
  const { linkIds = [] } = message.value;
  const links = await context.records.getMany(shortLinkType, liveOf(tenantId), linkIds);
  const now = context.clock.now();
  return Promise.all(
    links.map(async ({ value: link }) => ({ link, hits: await countHits(context, link, now) })),
  );
}

async function countHits(
  context: Context,
  link: ShortLink,
  now: Instant,
): Promise<LinkWithHits['hits']> {
  const months = monthsOf(link, now);
  const count = async (kind: LinkHit['kind']): Promise<number> => {
    const counts = await Promise.all(
      months.map(async (month) =>
        context.records.count(
          linkHitType,
          { tenantId: link.tenantId, month },
          { linkId: link.id, kind },
        ),
      ),
    );
    return counts.reduce((sum, it) => sum + it, 0);
  };
  const [human, bot] = await Promise.all([count('human'), count('bot')]);
  return { human, bot };
}

/**
 * The history that the hits of a link may be in: the months of its life up to an instant, `YYYY-MM`.
 * @internal
 */
export function monthsOf(
  { createdAt, expiresAt }: Pick<ShortLink, 'createdAt' | 'expiresAt'>,
  now: Instant,
): string[] {
  const last = (now < expiresAt ? now : expiresAt).slice(0, 7);
  const months: string[] = [];
  for (let month = createdAt.slice(0, 7); month <= last; month = monthAfter(month)) {
    months.push(month);
  }
  return months;
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const [nextYear, next] = number === 12 ? [year + 1, 1] : [year, number + 1];
  return `${String(nextYear).padStart(4, '0')}-${String(next).padStart(2, '0')}`;
}
