import { z } from 'zod';
import { addMs, type Instant } from '../../kernel/instant.ts';
import type { Context } from '../../platform/context.ts';
import type { EmailPace } from '../../platform/email/email-transport.ts';
import { commitWithRetry } from '../../platform/store/commit-with-retry.ts';
import type { Write } from '../../platform/store/document-store.ts';
import { documentType } from '../../platform/store/document-type.ts';
import { PLATFORM_TENANT } from '../../tenants/model.ts';
import { nextPlace, withPlace } from './pace.ts';

const PACE_ID = 'email-pace';

/** So far ahead places are given; whoever comes when there is none within asks again later. */
const HORIZON_MS = 10 * 60_000;

/** The places given away, for all tenants together: providers limit the account. */
const emailPaceType = documentType('emailPace', { taken: z.record(z.string(), z.number()) });

/** A place in the sender's pace, or when to ask for one again. */
export type Place =
  | { readonly kind: 'taken'; readonly at: Instant }
  | { readonly kind: 'later'; readonly askAt: Instant };

/**
 * Takes the next place in the pace of the deployment's sender. Places are given a few minutes
 * ahead only: those who wait for longer come back together, and the clock lets tenants take
 * turns then, so that one tenant's thousand mails do not keep another's single one back.
 * Dying after the commit loses a place, nothing else.
 */
export async function takePlace(context: Context, pace: EmailPace): Promise<Place> {
  const partition = { tenantId: PLATFORM_TENANT };
  return commitWithRetry<Place>(context.records, partition, async () => {
    const stored = await context.records.get(emailPaceType, partition, PACE_ID);
    const now = context.clock.now();
    const taken = stored?.value.taken ?? {};
    const at = nextPlace(taken, pace, now);
    const askAt = addMs(at, -HORIZON_MS);
    if (askAt > now) return { writes: [], value: { kind: 'later', askAt } };
    const document = {
      id: PACE_ID,
      type: emailPaceType.type,
      tenantId: PLATFORM_TENANT,
      schemaVersion: 1,
      taken: withPlace(taken, at),
    };
    const write: Write =
      stored === undefined
        ? { op: 'create', document }
        : { op: 'replace', document, etag: stored.etag };
    return { writes: [write], value: { kind: 'taken', at } };
  });
}
