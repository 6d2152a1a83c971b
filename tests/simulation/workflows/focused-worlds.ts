import type { WorldKind } from '../engine/world.ts';
import { planSeed } from './seed-plan.ts';
import { beginning, workflowsWorld } from './workflows-world.ts';

/** A world of workflows with a campaign of several pages, e-mails and birthdays in every seed, for mistakes about these. */
export const campaigningWorld: WorldKind = {
  ...workflowsWorld,
  begin: (dice) => {
    const kinds = ['in_campaigns', 'birthday', 'booked'] as const;
    return beginning({ ...planSeed(dice), kinds, mails: true, many: 40, experiments: false });
  },
};

/** Campaigns with variants alone, most of which people let come to their end, for mistakes about experiments. */
export const experimentingWorld: WorldKind = {
  ...workflowsWorld,
  begin: (dice) => {
    const plan = { ...planSeed(dice), kinds: ['in_campaigns'] as const, mails: false, many: 40 };
    return beginning({ ...plan, experiments: true, acts: 8, meddling: 3 });
  },
};

/** Workflows about vaccinations that lapse alone, which people renew and correct, for mistakes about these. */
export const lapsingWorld: WorldKind = {
  ...workflowsWorld,
  begin: (dice) =>
    beginning({ ...planSeed(dice), kinds: ['expiring', 'week_left'], many: 0, mails: false }),
};

/** Workflows about visits alone that people move, confirm and cancel, for mistakes about these. */
export const visitedWorld: WorldKind = {
  ...workflowsWorld,
  begin: (dice) => {
    const kinds = ['booked', 'moved', 'confirmed', 'completed', 'hours_before'] as const;
    return beginning({ ...planSeed(dice), kinds, many: 0, mails: false });
  },
};
