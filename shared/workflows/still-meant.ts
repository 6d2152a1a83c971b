import type { Campaign } from '../campaigns/model.ts';
import type { Condition } from '../kernel/condition.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { Segment } from '../segments/model.ts';
import { dateAt, type Zoned } from '../tenants/zone-periods.ts';
import { meantOn, scheduledFor } from './meant-on.ts';
import type { WorkflowRun, WorkflowVersion } from './model.ts';

/** Whom what started a run speaks to. */
export interface StillMeant {
  readonly conditions: Condition;
  /** The local date that their days count from: the one it was started for. */
  readonly date: LocalDate;
  /** What the timeline says of who is not meant any more. */
  readonly otherwise: string;
}

const NOT_SO_ANY_MORE = 'What started it is not so any more.';
const LEFT_SEGMENT = 'Not in the customer segment any more.';

/** What a run hangs on that says whom it speaks to. */
interface Hangs {
  readonly campaign: Campaign | undefined;
  readonly segment: Segment | undefined;
  readonly tenant: Zoned;
}

/**
 * What must still hold of an owner at each step of a run, as of the date it was started for: who has booked or
 * come since has not lapsed any more, and who left the customer segment is not spoken to as one of it. Time that
 * passes takes nobody out: a segment of who came in the last week still holds of them two weeks later.
 * A recurring segment counts as it stands, that of a campaign as the campaign took it over. undefined:
 * nothing of the kind started it, as a person or an event did.
 */
export function stillMeant(
  run: Pick<WorkflowRun, 'cause' | 'campaignId' | 'createdAt'>,
  { definition: { trigger } }: Pick<WorkflowVersion, 'definition'>,
  { campaign, segment, tenant }: Hangs,
): StillMeant | undefined {
  if (campaign?.audience.kind === 'segment' && campaign.pinned !== undefined) {
    const date = dateAt(tenant, run.createdAt);
    return { conditions: campaign.pinned.conditions, date, otherwise: LEFT_SEGMENT };
  }
  const date = scheduledFor(run);
  if (date === undefined) return undefined;
  if (segment !== undefined) {
    return { conditions: segment.conditions, date, otherwise: LEFT_SEGMENT };
  }
  const conditions = meantOn(trigger, date);
  return conditions && { conditions, date, otherwise: NOT_SO_ANY_MORE };
}
