import type { InboundText } from './model.ts';

/** Whether a text that came in says something to the text it answers: STOP, START and HELP are words to us. */
export function isReply({ meaning }: Pick<InboundText, 'meaning'>): boolean {
  return meaning === 'other';
}
