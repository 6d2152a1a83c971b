import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Instant } from '../../kernel/instant.ts';

const lineSchema = z.object({
  providerId: z.string(),
  at: z.string() as unknown as z.ZodType<Instant>,
  tenantId: z.string(),
  messageId: z.string(),
  attempt: z.number(),
  sender: z
    .union([z.object({ messagingServiceSid: z.string() }), z.object({ from: z.string() })])
    .exactOptional(),
  to: z.string(),
  body: z.string(),
  /** Comes back with the text's receipts; absent: none were asked for. */
  receiptSecret: z.string().exactOptional(),
  /** The code with which it does not arrive; absent: it is delivered. */
  undeliveredCode: z.number().exactOptional(),
  /** What it is said to have cost, in millionths of a dollar. */
  costMicros: z.number().exactOptional(),
});
/** One text as the outbox file holds it, the number whole. */
export type OutboxLine = z.infer<typeof lineSchema>;

/** What becomes of a text, and what it costs. */
export type OutboxFate = Pick<OutboxLine, 'undeliveredCode' | 'costMicros'>;

/** Which texts the file holds. */
export interface OutboxIndex {
  /** What becomes of each text, by provider id. */
  readonly fates: ReadonlyMap<string, OutboxFate>;
  /** Provider ids by message id, in the order of the file. */
  readonly byMessage: ReadonlyMap<string, readonly string[]>;
}

/** An append-only file of texts, shared by processes. */
export interface OutboxFile {
  /** Appends one text. nothing-written: the file could not be opened. unknown: it may be there. */
  append(line: OutboxLine): Promise<'written' | 'nothing-written' | 'unknown'>;
  /** All readable lines; none when there is no file. Throws when it cannot be read. */
  lines(): Promise<OutboxLine[]>;
  /** What the file holds now; undefined when it cannot be read. Reads only what is new. */
  index(): Promise<OutboxIndex | undefined>;
}

/** Gives access to the file; touches nothing yet. */
export function openOutboxFile(path: string): OutboxFile {
  let known = emptyIndex();
  let reading: Promise<unknown> = Promise.resolve();

  const readNew = async (): Promise<OutboxIndex> => {
    const { bytes, size, inode } = await readFrom(path, known);
    if (inode !== known.inode || size < known.offset) known = { ...emptyIndex(), inode };
    // What follows the last line end is still being written, or torn.
    const end = bytes.lastIndexOf(0x0a) + 1;
    for (const line of parseLines(bytes.subarray(0, end))) {
      const { undeliveredCode, costMicros } = line;
      known.fates.set(line.providerId, {
        ...(undeliveredCode !== undefined && { undeliveredCode }),
        ...(costMicros !== undefined && { costMicros }),
      });
      const ids = known.byMessage.get(line.messageId) ?? [];
      known.byMessage.set(line.messageId, [...ids, line.providerId]);
    }
    known.offset += end;
    return known;
  };

  return {
    async append(line) {
      // The line end in front keeps a line that an earlier crash has torn from swallowing this one.
      const bytes = Buffer.from(`\n${JSON.stringify(line)}\n`);
      const handle = await openToAppend(path).catch(() => undefined);
      if (handle === undefined) return 'nothing-written';
      try {
        // One write call: the system appends it as a whole, whoever else is appending.
        const { bytesWritten } = await handle.write(bytes);
        return bytesWritten === bytes.length ? 'written' : 'unknown';
      } catch {
        return 'unknown';
      } finally {
        await handle.close().catch(() => undefined);
      }
    },
    async lines() {
      return parseLines((await readFrom(path, emptyIndex())).bytes);
    },
    async index() {
      const turn = reading.then(readNew, readNew);
      reading = turn;
      return turn.catch(() => undefined);
    },
  };
}

interface GrowingIndex extends OutboxIndex {
  readonly fates: Map<string, OutboxFate>;
  readonly byMessage: Map<string, readonly string[]>;
  readonly inode: number;
  offset: number;
}

function emptyIndex(): GrowingIndex {
  return { fates: new Map(), byMessage: new Map(), inode: 0, offset: 0 };
}

async function openToAppend(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  return open(path, 'a');
}

/** The file's bytes from where the index ends; all of them when it is another or a shorter file. */
async function readFrom(path: string, known: { offset: number; inode: number }) {
  const handle = await open(path, 'r').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (handle === undefined) return { bytes: Buffer.alloc(0), size: 0, inode: 0 };
  try {
    const { size, ino: inode } = await handle.stat();
    const start = inode === known.inode && size >= known.offset ? known.offset : 0;
    const bytes = Buffer.alloc(size - start);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    return { bytes: bytes.subarray(0, bytesRead), size, inode };
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function parseLines(bytes: Buffer): OutboxLine[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((text) => {
      if (text === '') return [];
      try {
        const line = lineSchema.safeParse(JSON.parse(text));
        return line.success ? [line.data] : [];
      } catch {
        return [];
      }
    });
}
