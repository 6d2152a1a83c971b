import type { ContentSource } from './content-source.ts';
import type { MessageOf } from './model.ts';

/** Words given at planning, sent as they are. No document but the text itself speaks of them. */
export const plainContent: ContentSource<MessageOf<'plain'>> = {
  kind: 'plain',
  render: async (_context, { content }) => ({
    kind: 'text',
    body: content.body,
    content,
    dropped: [],
  }),
  note: async () => [],
};
