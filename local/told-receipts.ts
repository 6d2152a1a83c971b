import { appendFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { LocalWord } from '../shared/platform/sms/local-receipt.ts';

const toldSchema = z.object({
  providerId: z.string(),
  word: z.enum(['sent', 'delivered', 'undelivered']),
});

/** The file, beside an outbox file, of the receipts that were told. */
export function receiptFileOf(outboxFile: string): string {
  return join(dirname(outboxFile), 'receipts.jsonl');
}

/** The last receipt told of each text, by provider id; a line torn by a crash is passed over. */
export async function readTold(file: string): Promise<Map<string, LocalWord>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const told = new Map<string, LocalWord>();
  for (const line of text.split('\n')) {
    try {
      const { providerId, word } = toldSchema.parse(JSON.parse(line));
      told.set(providerId, word);
    } catch {
      continue;
    }
  }
  return told;
}

/** Notes that a receipt was told and taken. */
export async function noteTold(file: string, providerId: string, word: LocalWord): Promise<void> {
  // The line end in front keeps a torn line from swallowing this one.
  await appendFile(file, `\n${JSON.stringify({ providerId, word })}\n`);
}
