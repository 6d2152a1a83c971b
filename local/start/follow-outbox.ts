import { outboxLines, readOutbox } from '../outbox.ts';

const POLL_MS = 1000;

/** Prints each text that is added to the outbox from now on, until the returned function is called. */
export async function followOutbox(
  file: string,
  print: (line: string) => void,
): Promise<() => void> {
  let seen = (await readOutbox(file)).length;
  const timer = setInterval(() => {
    void readOutbox(file).then((texts) => {
      for (const text of texts.slice(seen)) outboxLines(text).forEach(print);
      seen = Math.max(seen, texts.length);
    });
  }, POLL_MS);
  return () => {
    clearInterval(timer);
  };
}
