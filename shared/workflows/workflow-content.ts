import type { ContentSource } from '../messaging/content-source.ts';
import type { MessageOf } from '../messaging/model.ts';
import { readStepWords } from './read-step-words.ts';

/**
 * The text of a workflow's step, see `read-step-words.ts` for what is read again when it is claimed.
 * Nothing is noted on the run: its timeline shows the text itself.
 */
export const workflowContent: ContentSource<MessageOf<'workflow'>> = {
  kind: 'workflow',
  async render(context, message, { now }) {
    const words = await readStepWords(context, message, 'send_sms', now);
    if (words.kind !== 'words') return words;
    return { kind: 'text', body: words.body, content: message.content, dropped: words.guards };
  },
  note: async () => [],
};
