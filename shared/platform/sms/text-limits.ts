import type { OutboundText, SendOutcome } from './sms-transport.ts';

/** The most characters one text may have; a surrogate pair counts as one. */
const MAX_TEXT_CHARACTERS = 1600;

/** The refusal of a text that no provider takes, or undefined when its length is fine. */
export function refuseLength({ body }: OutboundText): SendOutcome | undefined {
  if (body.trim() === '') {
    return { kind: 'rejected', reason: 'The text is empty.', code: 21619, fault: 'message' };
  }
  // Every character is at least one unit, so most texts need no counting.
  if (body.length <= MAX_TEXT_CHARACTERS || charactersOf(body) <= MAX_TEXT_CHARACTERS) {
    return undefined;
  }
  return {
    kind: 'rejected',
    reason: `The text is longer than ${String(MAX_TEXT_CHARACTERS)} characters.`,
    code: 21617,
    fault: 'message',
  };
}

function charactersOf(text: string): number {
  return text.length - (text.match(/[\u{10000}-\u{10ffff}]/gu)?.length ?? 0);
}
