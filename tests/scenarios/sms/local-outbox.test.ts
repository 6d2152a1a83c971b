import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../shared/platform/clock.ts';
import { localOutbox } from '../../../shared/platform/sms/local-outbox.ts';

const script = fileURLToPath(new URL('./append-texts.ts', import.meta.url));

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'));
  file = join(folder, 'outbox.jsonl');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Runs a process that sends texts; with `killAfter`, kills it once it has said so many. */
async function sender(name: string, count: number, killAfter = Infinity): Promise<string[]> {
  const child = spawn(process.execPath, [script, file, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let said = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    said += chunk.toString();
    if (said.split('\n').length > killAfter) child.kill('SIGKILL');
  }
  await ended;
  return said.split('\n').slice(0, -1);
}

it('keeps every accepted text of several processes, some of them killed', async () => {
  const accepted = await Promise.all([
    sender('one', 200),
    sender('two', 200),
    sender('killed', 100_000, 50),
    sender('killed-too', 100_000, 80),
  ]);
  const kept = await localOutbox({ file, clock: systemClock() }).read();
  const ids = kept.map((it) => it.providerId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(accepted[0]).toHaveLength(200);
  for (const id of accepted.flat()) expect(ids).toContain(id);
  // A process killed between writing and saying so leaves at most one text more than it said.
  for (const [n, name] of ['one', 'two', 'killed', 'killed-too'].entries()) {
    const written = kept.filter(
      (it) => it.messageId.startsWith(`${name}-`) && it.body.startsWith(`${name} `),
    );
    expect(written.length - (accepted[n]?.length ?? 0)).toBeLessThanOrEqual(
      name.startsWith('killed') ? 5 : 0,
    );
  }
});
