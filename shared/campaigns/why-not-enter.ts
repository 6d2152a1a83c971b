import { compileCondition } from '../kernel/compile-condition.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { whyNoEmail } from '../messaging/email/may-email.ts';
import { whyNoText } from '../messaging/may-text.ts';
import type { Member } from '../segments/members.ts';
import { SEGMENT_FIELDS } from '../segments/segment-input.ts';
import type { Definition } from '../workflows/definition.ts';

/**
 * Why somebody of the audience does not enter, as a stable word; undefined: they do. `conditions`: those
 * of the workflow do not hold. Else why nothing may be sent to them, see `NoTextReason` and
 * `NoEmailReason`; one channel that is open suffices. With variants it must be open under each: the
 * groups would not be alike otherwise.
 */
export function whyNotEnter(
  { read, facts }: Member,
  definitions: readonly Definition[],
  today: LocalDate,
): string | undefined {
  const { owner, phone, address } = read;
  for (const { conditions, purpose, steps } of definitions) {
    if (!compileCondition(conditions, SEGMENT_FIELDS).holds(facts, today)) return 'conditions';
    const closed = [
      steps.some(({ type }) => type === 'send_sms') && (whyNoText(owner, phone, purpose) ?? 'open'),
      steps.some(({ type }) => type === 'send_email') &&
        (whyNoEmail(owner, address, purpose) ?? 'open'),
    ].filter((it) => it !== false);
    const [first] = closed;
    if (first !== undefined && !closed.includes('open')) return first;
  }
  return undefined;
}
