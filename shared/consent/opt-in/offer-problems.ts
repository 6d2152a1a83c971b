import { ProblemError } from '../../kernel/problem.ts';
import type { Channel } from '../model.ts';

/** The refusal of a link that nobody could trust: this deployment has no secret to sign it with. */
export function linksNotSetUp(): ProblemError {
  return new ProblemError({
    kind: 'links-not-set-up',
    status: 409,
    detail: 'This deployment has no LINK_SECRET, so that links to public pages cannot be signed.',
  });
}

/** The refusal to ask an owner who wants nothing by this channel for advertising alone. */
export function wantsNothing(channel: Channel): ProblemError {
  return new ProblemError({
    kind: 'wants-no-messages',
    status: 409,
    detail:
      'They refuse even messages about their visits. Ask for those as well, if they want any again.',
    field: 'purposes',
    value: channel,
    allowed: 'service and marketing',
  });
}

/** The refusal to send a link by a channel on which the owner cannot be reached. */
export function linkNotSendable(send: Channel, words: string): ProblemError {
  return new ProblemError({
    kind: 'link-not-sendable',
    status: 409,
    detail: `${words} Pass the link on in another way.`,
    field: 'send',
    value: send,
    allowed: 'a channel that reaches them, or none',
  });
}

/** The refusal to take back a link that served already: what was said by it stands in the ledger. */
export function alreadyConfirmed(offerId: string): ProblemError {
  return new ProblemError({
    kind: 'already-confirmed',
    status: 409,
    detail: 'They said yes by this link already. Record their refusal if they changed their mind.',
    field: 'link',
    value: offerId,
    allowed: 'a link that nobody used',
  });
}
