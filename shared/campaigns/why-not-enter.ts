import { compileCondition } from '../kernel/compile-condition.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { whyNoEmail } from '../messaging/email/may-email.ts';
import { whyNoText } from '../messaging/may-text.ts';
import type { Member } from '../segments/members.ts';
import { SEGMENT_FIELDS } from '../segments/segment-input.ts';
import type { Definition } from '../workflows/definition.ts';

/** Says of somebody in the audience why they do not enter; undefined: they do. */
export type WhyNotEnter = (member: Member, today: LocalDate) => string | undefined;

/**
 * The rule by which owners enter, made once for many. Its answer is a stable word. `conditions`: those of
 * the workflow do not hold. Else why nothing may be sent to them, see `NoTextReason` and
 * `NoEmailReason`; one channel that is open suffices. With variants it must be open under each: the
 * groups would not be alike otherwise.
 */
export function entryRule(definitions: readonly Definition[]): WhyNotEnter {
  const rules = definitions.map(({ conditions, purpose, steps }) => ({
    compiled: compileCondition(conditions, SEGMENT_FIELDS),
    purpose,
    texts: steps.some(({ type }) => type === 'send_sms'),
    mails: steps.some(({ type }) => type === 'send_email'),
  }));
  return ({ read: { owner, phone, address }, facts }, today) => {
    for (const { compiled, purpose, texts, mails } of rules) {
      if (!compiled.holds(facts, today)) return 'conditions';
      const channels = [
        ...(texts ? [whyNoText(owner, phone, purpose)] : []),
        ...(mails ? [whyNoEmail(owner, address, purpose)] : []),
      ];
      const [first] = channels;
      if (first !== undefined && !channels.includes(undefined)) return first;
    }
    return undefined;
  };
}
