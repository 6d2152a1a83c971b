import type { Campaign } from './model.ts';

/** Whether what a campaign began may go on now. */
export type CampaignGate =
  | { readonly kind: 'open' }
  /** Nothing leaves until a person lets it go on. */
  | { readonly kind: 'shut' }
  | { readonly kind: 'over'; readonly why: string };

/**
 * Whether the runs, texts and e-mails of a campaign may go on, as it stands now; read at each step of a
 * run and at the claim of each text, so that a stop or a pause holds from its commit on. undefined: it
 * is gone.
 */
export function campaignGate(campaign: Pick<Campaign, 'status'> | undefined): CampaignGate {
  switch (campaign?.status) {
    case undefined:
      return { kind: 'over', why: 'The campaign is gone.' };
    case 'stopped':
      return { kind: 'over', why: 'The campaign was stopped.' };
    case 'running':
    case 'done':
      return { kind: 'open' };
    case 'draft':
    case 'scheduled':
    case 'held':
    case 'paused':
      return { kind: 'shut' };
  }
}
