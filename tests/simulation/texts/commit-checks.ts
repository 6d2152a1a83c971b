import { inboundTextType, messageType, type Message } from '../../../shared/messaging/model.ts';
import { receiptType } from '../../../shared/messaging/receipts/model.ts';
import type { Change, Commit } from '../engine/truth.ts';
import type { ClaimChecks } from './claim-checks.ts';
import { nameOf, type Texting } from './texting.ts';

/** How far along the provider says a text is. */
const RANK: Readonly<Record<string, number>> = {
  ...{ accepted: 1, sent: 2 },
  ...{ delivered: 3, undelivered: 3, failed: 3 },
};
const FINAL = new Set(['delivered', 'undelivered', 'failed', 'skipped', 'expired']);

/** What the checks of the end must know of the time before. */
export interface History {
  /** When each text was sent again by a person. */
  readonly retries: { readonly name: string; readonly atMs: number }[];
  /** When the first receipt of a text the provider took was stored, by the provider's id. */
  readonly heardAtMs: Map<string, number>;
  /** The last words of the provider that were stored with the right secret, by its id. */
  readonly lastWords: Map<string, Set<string>>;
  /** The inbound texts acted on, by name; each once. */
  readonly handled: Set<string>;
}

/** The invariants of every commit; what it saw on the way is the second part. */
export function commitChecks(
  texting: Texting,
  checks: Pick<ClaimChecks, 'claim'>,
): { readonly onCommit: (commit: Commit) => void; readonly history: History } {
  const { world } = texting;
  const broken = (what: string): void => world.broken(what);
  const history: History = {
    ...{ retries: [], heardAtMs: new Map(), lastWords: new Map(), handled: new Set() },
  };

  const messageChange = (commit: Commit, { before: old, after: fresh }: Change): void => {
    if (fresh === undefined) {
      broken(`message ${String(old?.id)} was deleted`);
      return;
    }
    const after = messageType.schema.parse(fresh);
    if (old === undefined) return;
    const before = messageType.schema.parse(old);
    const { id } = after;
    if (before.status === 'failed' && after.status === 'planned') {
      history.retries.push({ name: nameOf(after), atMs: world.timeline.nowMs() });
    } else if (FINAL.has(before.status) && before.status !== after.status) {
      if (!isTold(commit) && before.providerId === undefined) {
        broken(`text ${id} went from ${before.status} to ${after.status} by itself`);
      }
    }
    if (after.status !== 'planned') rank(before, after, isTold(commit));
    if (after.status === 'sending' && before.status !== 'sending') checks.claim(commit, after);
  };

  /** What is known of one send goes forward only; a last word is taken back by asking, never by a receipt. */
  const rank = (before: Message, after: Message, told: boolean): void => {
    if (before.providerId === undefined || before.providerId !== after.providerId) return;
    const [from, to] = [RANK[before.status] ?? 0, RANK[after.status] ?? 0];
    if (to < from) broken(`text ${after.id} went back from ${before.status} to ${after.status}`);
    const changed = from === 3 && to === 3 && before.status !== after.status;
    if (changed && told) {
      broken(`text ${after.id} changed its last word and nobody asked the provider`);
    }
  };

  const receiptChange = ({ before, after }: Change): void => {
    if (after === undefined || before !== undefined) return;
    const { providerId, messageId, tenantId, secret, word } = receiptType.schema.parse(after);
    const text = world.truth.document(tenantId, messageId);
    if (text?.['receiptSecret'] !== secret) return;
    if (!history.heardAtMs.has(providerId)) {
      history.heardAtMs.set(providerId, world.timeline.nowMs());
    }
    if (RANK[word] !== 3) return;
    const words = history.lastWords.get(providerId) ?? new Set();
    history.lastWords.set(providerId, words.add(word));
  };

  const inboundChange = ({ before, after }: Change): void => {
    if (before === undefined) return;
    const text = inboundTextType.schema.parse(after);
    const name = nameOf(text);
    if (history.handled.has(name)) broken(`inbound ${name} was acted on and is written again`);
    if (text.status === 'handled') history.handled.add(name);
  };

  return {
    history,
    onCommit(commit) {
      for (const change of commit.changes) {
        const type = (change.after ?? change.before)?.['type'];
        if (type === 'message') messageChange(commit, change);
        if (type === 'receipt') receiptChange(change);
        if (type === 'inboundText') inboundChange(change);
      }
    },
  };
}

/** Whether a receipt moved a text on in this commit; else the provider was asked. */
function isTold({ changes }: Commit): boolean {
  return changes.some(({ after }) => after?.['type'] === 'receipt' && after['status'] === 'merged');
}
