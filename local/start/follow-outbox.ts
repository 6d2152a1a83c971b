import { outboxLines, readOutbox } from '../outbox.ts';

const POLL_MS = 1000;

/** Prints each text of the outbox after the first `seen` ones, until the returned function is called. */
export function followOutbox(
  file: string,
  seenBefore: number,
  print: (line: string) => void,
): () => void {
  let seen = seenBefore;
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
