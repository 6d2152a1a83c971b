import type { Instant } from '../kernel/instant.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import { shortLinkType } from '../links/model.ts';
import { isReply } from '../messaging/is-reply.ts';
import { inboundTextType, messageType, type Message } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import type { DocumentType } from '../platform/store/document-type.ts';
import { eachOf } from '../platform/store/query-all.ts';
import { liveOf } from '../tenants/model.ts';
import type { SmsCell } from './model.ts';
import { addFacts, factsOf, NO_FACTS, type TextEchoes } from './sms-facts.ts';

/** What a day comes to. */
export interface ScannedDay {
  readonly size: number;
  readonly cells: readonly SmsCell[];
}

/**
 * Sums up one day of texts from the texts themselves, their links, and the inbound texts that are
 * linked to them. Holds one page of texts at a time; of links and inbound texts it holds instants
 * alone. `replyMs` is how long after its claim words count as an answer to a text.
 */
export async function scanDay(
  context: Pick<Context, 'records'>,
  tenantId: string,
  date: LocalDate,
  replyMs: number,
): Promise<ScannedDay> {
  const echoes = await readEchoes(context, tenantId, date);
  const cells = new Map<string, SmsCell>();
  let size = 0;
  for await (const message of documentsOf(context, messageType, tenantId, date)) {
    size += 1;
    const tags = tagsOf(message);
    const key = JSON.stringify(tags);
    const {
      campaignId: _c,
      workflowId: _w,
      variant: _v,
      ...before
    } = cells.get(key) ?? NO_FACTS_CELL;
    const facts = factsOf(message, echoes(message.id), replyMs);
    cells.set(key, { ...addFacts(before, facts), ...tags });
  }
  const sorted = [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
  return { size, cells: sorted };
}

const NO_FACTS_CELL: SmsCell = NO_FACTS;

function tagsOf({ campaignId, workflowId, variant }: Message): Partial<SmsCell> {
  return {
    ...(campaignId !== undefined && { campaignId }),
    ...(workflowId !== undefined && { workflowId }),
    ...(variant !== undefined && { variant }),
  };
}

async function readEchoes(
  context: Pick<Context, 'records'>,
  tenantId: string,
  date: LocalDate,
): Promise<(messageId: string) => TextEchoes> {
  const opened = new Map<string, Instant[]>();
  const replies = new Map<string, Instant[]>();
  const stops = new Map<string, Instant[]>();
  const note = (into: Map<string, Instant[]>, id: string | undefined, at: Instant): void => {
    if (id !== undefined) into.set(id, [...(into.get(id) ?? []), at]);
  };
  for await (const { messageId, humanAt } of documentsOf(context, shortLinkType, tenantId, date)) {
    if (humanAt !== undefined) note(opened, messageId, humanAt);
  }
  for await (const inbound of documentsOf(context, inboundTextType, tenantId, date)) {
    const { answersId, meaning, createdAt } = inbound;
    if (meaning === 'stop') note(stops, answersId, createdAt);
    else if (isReply(inbound)) note(replies, answersId, createdAt);
  }
  return (id) => ({
    opened: opened.get(id) ?? [],
    replies: replies.get(id) ?? [],
    stops: stops.get(id) ?? [],
  });
}

/** The documents of a type that count under a day, page by page. */
async function* documentsOf<T>(
  { records }: Pick<Context, 'records'>,
  type: DocumentType<T>,
  tenantId: string,
  countsOn: LocalDate,
): AsyncGenerator<T> {
  const all = eachOf(records, type, liveOf(tenantId), { where: { countsOn } });
  for await (const { value } of all) yield value;
}
