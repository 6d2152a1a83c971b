import type { Dice } from '../../../local/demo/dice.ts';
import { localDateFrom } from '../../../shared/kernel/local-date.ts';
import { instantAt, type LocalTime } from '../../../shared/kernel/time-zone.ts';
import type { VisitsPlan } from '../visits/seed-plan.ts';
import { WORKFLOW_KINDS, type WorkflowKind } from './definitions.ts';

/** A zone, and days before its clocks change, or that are ordinary. */
const PLACES: readonly { readonly zone: string; readonly days: readonly string[] }[] = [
  { zone: 'America/New_York', days: ['2026-03-07', '2026-10-31', '2026-06-12'] },
  { zone: 'Europe/Berlin', days: ['2026-03-28', '2026-10-24', '2028-02-28'] },
  { zone: 'Australia/Lord_Howe', days: ['2026-04-04', '2026-10-03'] },
  { zone: 'Asia/Kolkata', days: ['2026-08-14'] },
];

/** What a seed's world of workflows starts from: visits, and what is made of them. */
export interface WorkflowsPlan extends VisitsPlan {
  /** The workflows that the business has; of one kind there may be two. */
  readonly kinds: readonly WorkflowKind[];
  /** How late a step may be. */
  readonly maxLateMinutes: number;
  /** Whether owners have addresses and some workflows write to them. */
  readonly mails: boolean;
  /** Owners beside those who come for visits, so that a campaign takes several pages. */
  readonly many: number;
  /** Whether campaigns may have variants; not where a workflow goes on daily while an experiment waits to be read. */
  readonly experiments: boolean;
  /** In per cent: beside how much of the work somebody acts; beside texts twice as often. */
  readonly meddling: number;
}

/** One seed in twelve is calm: no fault and no person, so that nothing may be late or fail. */
export function planSeed(dice: Dice): WorkflowsPlan {
  const place = dice.pick(PLACES);
  const [year = 0, month = 0, day = 0] = dice.pick(place.days).split('-').map(Number);
  const today = localDateFrom(year, month, day);
  if (today === undefined) throw new Error('A plan names a day that does not exist.');
  const kinds = dice.shuffle(WORKFLOW_KINDS).slice(0, dice.int(2, 5));
  const inCampaigns = kinds.includes('in_campaigns');
  return {
    calm: dice.int(1, 12) === 1,
    tenantId: 'paws',
    timeZone: place.zone,
    today,
    start: instantAt(today, '07:00' as LocalTime, place.zone),
    unrestMs: dice.int(20, 50) * 3_600_000,
    feeMode: 'none',
    waiveFirst: false,
    acts: dice.int(10, 35),
    checkedIn: dice.pick([40, 80, 95]),
    kinds: dice.chance(30) ? [...kinds, dice.pick(kinds)] : kinds,
    maxLateMinutes: dice.pick([2, 20, 60, 180, 180]),
    mails: dice.chance(50),
    many: inCampaigns ? dice.pick([0, 4, 4, 40]) : 0,
    experiments: inCampaigns && !kinds.includes('daily') && dice.chance(70),
    meddling: 20,
  };
}
