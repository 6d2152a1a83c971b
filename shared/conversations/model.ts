import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

/** How much of a text a conversation shows in the list. */
export const PREVIEW_LENGTH = 100;

/**
 * All that goes to and fro between the business and one number. It belongs to whoever owns the number:
 * the owners stand on the phone document, and a merge of owners carries the conversation with it.
 */
export const conversationType = documentType('conversation', {
  phoneId: z.string(),
  /** E.164. */
  number: z.string(),
  /** `unread` while a text that needs a person waits; what is answered by itself does not count. */
  attention: z.enum(['unread', 'none']),
  /** How many such texts wait. */
  unreadCount: z.number(),
  /** Texts that came in up to this instant (inclusive) have been seen. */
  readUpTo: instantField.optional(),
  /** The member who looks after it. */
  assigneeId: z.string().optional(),
  /** The latest text that a person wrote, theirs or the staff's. */
  lastText: z
    .object({
      id: z.string(),
      direction: z.enum(['in', 'out']),
      preview: z.string(),
      at: instantField,
    })
    .optional(),
  /** When it last came to life: the latest text of a person, or when it was opened. */
  lastTextAt: instantField,
  /** When the automatic reply last went out. */
  autoRepliedAt: instantField.optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A conversation. */
export type Conversation = DocumentOf<typeof conversationType>;

/** Something staff note for each other in a conversation; its number never sees it. */
export const conversationNoteType = documentType('conversationNote', {
  conversationId: z.string(),
  phoneId: z.string(),
  text: z.string(),
  /** The member who wrote it; absent: an operator. */
  authorId: z.string().optional(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** An internal note. */
export type ConversationNote = DocumentOf<typeof conversationNoteType>;

/** The id of the one conversation with a number. */
export function conversationId(phoneId: string): string {
  return derivedId('conversation', phoneId);
}
