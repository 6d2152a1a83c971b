import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

/**
 * Runs a task in a fresh process and returns what it answered. `module` is a file that calls
 * {@link answerParent}; input and answer travel as JSON. Throws when the process ends without an
 * answer; what it prints is shown.
 */
export async function inChild(module: string, input: object): Promise<unknown> {
  const child = fork(module, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  let answer: { readonly value?: unknown } | undefined;
  child.once('message', (message: { readonly value?: unknown }) => {
    answer = message;
  });
  child.send({ input });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('exit', endWithUs);
  if (answer === undefined) throw new Error(`${module} ended with ${code} and gave no answer.`);
  return answer.value;
}

/** The other side of {@link inChild}: does the task once with the input sent and answers. */
export function answerParent(task: (input: never) => Promise<unknown>): void {
  const work = async (input: unknown): Promise<void> => {
    process.send?.({ value: await task(input as never) });
    process.disconnect();
  };
  process.once('message', ({ input }: { readonly input: unknown }) => {
    // A rejection ends the process with its words and a code, which is what the parent waits for.
    void work(input);
  });
}
