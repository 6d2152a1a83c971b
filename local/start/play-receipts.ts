import {
  lastWordOf,
  localReceipt,
  type LocalWord,
} from '../../shared/platform/sms/local-receipt.ts';
import { openOutboxFile, type OutboxLine } from '../../shared/platform/sms/outbox-file.ts';
import { noteTold, readTold, receiptFileOf } from '../told-receipts.ts';

/** Where receipts come from, and where they go. */
export interface ReceiptPlayOptions {
  readonly outboxFile: string;
  /** Where the host listens: `http://127.0.0.1:7071`. */
  readonly host: string;
  readonly publicBaseUrl: string;
  /** What the host expects them to be signed with. */
  readonly token: string;
}

const BEAT_MS = 1000;
const AT_ONCE = 8;

/**
 * Tells the host, each second, what became of the texts of the outbox, as a provider does: `sent`
 * first, a second later `delivered` or `undelivered`, each by a signed request of its own. What was
 * not taken is told again at the next beat, after a restart too; the host may hear it twice. Texts
 * that asked for no receipt are passed over. Ends when the returned function is called.
 */
export function playReceipts(options: ReceiptPlayOptions): () => void {
  let beating = false;
  const timer = setInterval(() => {
    if (beating) return;
    beating = true;
    void tellNews(options)
      // The host is not up, or a file is being replaced: the next beat tries again.
      .catch(() => undefined)
      .finally(() => {
        beating = false;
      });
  }, BEAT_MS);
  return () => {
    clearInterval(timer);
  };
}

/** Tells the next word of each text that has one left. */
export async function tellNews(options: ReceiptPlayOptions): Promise<void> {
  const told = await readTold(receiptFileOf(options.outboxFile));
  const lines = await openOutboxFile(options.outboxFile).lines();
  const news = lines.flatMap((line) => {
    const word = line.receiptSecret === undefined ? undefined : nextWord(line, told);
    return word === undefined ? [] : [{ line, word }];
  });
  for (let from = 0; from < news.length; from += AT_ONCE) {
    await Promise.all(news.slice(from, from + AT_ONCE).map(async (it) => tell(it, options)));
  }
}

function nextWord(line: OutboxLine, told: ReadonlyMap<string, LocalWord>): LocalWord | undefined {
  const last = told.get(line.providerId);
  if (last === undefined) return 'sent';
  return last === 'sent' ? lastWordOf(line) : undefined;
}

async function tell(
  { line, word }: { readonly line: OutboxLine; readonly word: LocalWord },
  options: ReceiptPlayOptions,
): Promise<void> {
  const receipt = await localReceipt(line, word, options);
  if (receipt === undefined) return;
  const answer = await fetch(options.host + receipt.pathAndQuery, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': receipt.signature,
    },
    body: receipt.body,
  });
  if (answer.ok) await noteTold(receiptFileOf(options.outboxFile), line.providerId, word);
}
