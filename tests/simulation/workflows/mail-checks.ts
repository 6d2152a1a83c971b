import { emailType, type EmailOf } from '../../../shared/messaging/email/model.ts';
import { allOf, type Commit } from '../engine/truth.ts';
import { claimChecks } from './claim-checks.ts';
import type { Lapses } from './lapses.ts';
import type { Salon } from './salon.ts';
import type { VisitFits } from './visit-fits.ts';

const FINAL = ['accepted', 'failed', 'skipped', 'expired'];

/** Checks every claim of an e-mail of a workflow: it is the last moment before the mail goes out. */
export function mailChecks(
  salon: Salon,
  fits: VisitFits,
  lapses: Lapses,
): (commit: Commit) => void {
  const { truth, broken } = salon.world;
  const checkClaim = claimChecks(salon, fits);

  const claim = (commit: Commit, mail: EmailOf<'workflow'>): void => {
    const { id, tenantId, ownerId = '', to } = mail;
    const owner = truth.document(tenantId, ownerId);
    const name = `e-mail ${id}`;
    if (owner?.['status'] !== 'active' || owner['emailOptedIn'] === false)
      broken(`${name} was claimed after its owner refused e-mails or left`);
    if (owner?.['email'] !== to) broken(`${name} goes to an address that is not its owner's`);
    const claimed = checkClaim(commit, mail, name);
    if (claimed) lapses.said(commit.by, claimed.run, { name, words: mail.text ?? '' });
  };

  return (commit) => {
    for (const { before, after } of commit.changes) {
      if (after?.['type'] !== emailType.type) continue;
      if (after['status'] !== 'sending' || before?.['status'] === 'sending') continue;
      const { kind } = after['content'] as { readonly kind: string };
      if (kind !== 'workflow') continue;
      claim(commit, emailType.schema.parse(after) as EmailOf<'workflow'>);
    }
  };
}

/** Every e-mail came to an end with a reason, and none was taken twice. */
export function checkMails({ world, mails }: Salon): void {
  const { truth, broken } = world;
  const taken = Map.groupBy(mails.taken, ({ emailId }) => emailId);
  for (const [id, all] of taken) {
    if (all.length > 1) broken(`e-mail ${id} was taken ${all.length} times`);
  }
  for (const { id, status, reason } of allOf(truth, emailType)) {
    if (!FINAL.includes(status)) broken(`e-mail ${id} is still ${status}`);
    if (status !== 'accepted' && reason === undefined)
      broken(`e-mail ${id} is ${status} for no reason`);
    if (status === 'accepted' && !taken.has(id))
      broken(`e-mail ${id} is accepted and nobody took it`);
    if (taken.has(id) && status !== 'accepted' && reason !== 'outcome-unknown')
      broken(`e-mail ${id} was taken and is ${status} for ${String(reason)}`);
    world.tally('endings of e-mails', reason === undefined ? status : `${status}: ${reason}`);
  }
}
