import { mkdir, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/**
 * What may befall a text of the local outbox.
 * undelivered: taken, and not delivered, with a code. unknown: taken, and its answer gets lost.
 * lost: not taken, and the answer gets lost. rate-limited: too many at once, not taken.
 * unreachable: there is no connection. refused: turned away with a code.
 */
export const OUTBOX_FAULTS = [
  'undelivered',
  'unknown',
  'lost',
  'rate-limited',
  'unreachable',
  'refused',
] as const;

const faultSchema = z.object({
  kind: z.enum(OUTBOX_FAULTS),
  /** The provider's code; absent: 30003 for undelivered, 21614 for refused. */
  code: z.int().min(1).max(99_999).exactOptional(),
});
/** A fault that awaits a text. */
export type OutboxFault = z.infer<typeof faultSchema>;

/** The folder, beside an outbox file, of the faults that await its next texts. */
export function faultFolderOf(outboxFile: string): string {
  return join(dirname(outboxFile), 'outbox-faults');
}

/** Puts a fault behind those that wait already, `count` times; each befalls one text. */
export async function askForFaults(
  folder: string,
  fault: OutboxFault,
  count: number,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  let last = Number.parseInt((await namesIn(folder)).at(-1) ?? '0', 10);
  for (let left = count; left > 0;) {
    last += 1;
    const file = join(folder, `${String(last).padStart(9, '0')}.json`);
    // Of two who ask at once each gets numbers of its own.
    const made = await writeFile(file, JSON.stringify(fault), { flag: 'wx' }).then(
      () => true,
      (error: unknown) => {
        if (hasCode(error, 'EEXIST')) return false;
        throw error;
      },
    );
    if (made) left -= 1;
  }
}

/** The faults that await texts, the next one first. */
export async function waitingFaults(folder: string): Promise<OutboxFault[]> {
  const read = (await namesIn(folder)).map(async (name) => readFault(join(folder, name)));
  return (await Promise.all(read)).filter((fault) => fault !== undefined);
}

/** Takes all faults back. */
export async function dropFaults(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Takes the next fault; undefined when none waits. Of several processes that ask at once each gets
 * another one: whoever removes the file has it. One that cannot be read is removed and passed over.
 */
export async function takeFault(folder: string): Promise<OutboxFault | undefined> {
  for (const name of await namesIn(folder)) {
    const file = join(folder, name);
    const fault = await readFault(file);
    const taken = await unlink(file).then(
      () => true,
      () => false,
    );
    if (taken && fault !== undefined) return fault;
  }
  return undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  return names.filter((name) => /^\d{9}\.json$/.test(name)).sort();
}

async function readFault(file: string): Promise<OutboxFault | undefined> {
  try {
    return faultSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
