import type {
  EmailOutcome,
  EmailSender,
  OutboundEmail,
} from '../../../shared/platform/email/email-transport.ts';
import { callPort, type Invocation, type Surroundings } from '../engine/instance.ts';

/** So many may be handed over: enough that mails wait for their place now and then. */
const PACE = { perMinute: 4, perHour: 120 };

/** The one true carrier of e-mails: what it took reaches its reader. */
export interface EmailModel {
  readonly taken: OutboundEmail[];
}

/** A carrier that has taken nothing yet. */
export function emailModel(): EmailModel {
  return { taken: [] };
}

/** Whether a mail server refuses an address for good. */
function isGone({ to }: OutboundEmail): boolean {
  return to.address.startsWith('gone');
}

/** The carrier as an invocation reaches it. Like a mail server it cannot be asked afterwards whether it took a mail. */
export function emailPort(
  world: Surroundings,
  { taken }: EmailModel,
  invocation: Invocation,
): EmailSender {
  const take = (mail: OutboundEmail): EmailOutcome => {
    if (isGone(mail))
      return { kind: 'rejected', reason: 'nobody there', code: 550, fault: 'address' };
    taken.push(mail);
    return { kind: 'accepted', providerId: `ML${String(taken.length).padStart(6, '0')}` };
  };
  return {
    pace: PACE,
    transport: {
      local: false,
      send: async (mail) => {
        // Between the look at its lease and the call an instance may be held up.
        if (world.injector.occurs('instance-paused')) world.pause(invocation.instance);
        return callPort<EmailOutcome>(world, invocation, {
          port: 'email',
          label: () => `mail ${mail.emailId} attempt ${mail.attempt}`,
          possible: [
            ...(['refused', 'timed-out', 'slow', 'crash-before'] as const),
            ...(['applied-then-timed-out', 'crash-after'] as const),
          ],
          apply: async () => take(mail),
          failed: (fault) =>
            fault === 'refused'
              ? { kind: 'not-processed', reason: 'busy' }
              : { kind: 'unknown', reason: 'no answer in time' },
        });
      },
    },
  };
}
