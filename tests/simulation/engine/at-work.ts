import { setImmediate as turnOfTheMachine } from 'node:timers/promises';

/** So many turns of the machine an invocation may take by itself: far more than a file of ours takes. */
const MOST_TURNS = 100_000;

/** Which invocations go on by themselves just now, rather than wait for a service. */
export interface AtWork {
  begins(invocation: Going): void;
  /** It calls a service, beside other calls of its own perhaps. */
  calls(invocation: Going): void;
  /** A call of it came to its end. One whose instance died never does. */
  isAnswered(invocation: Going): void;
  ends(invocation: Going): void;
  /**
   * Resolves when all that was set going waits for a service or has ended. Throws when something waits for
   * neither: it would escape the timeline.
   */
  readonly settled: () => Promise<void>;
}

/** What is kept of an invocation to know whether it goes on. */
export interface Going {
  /** Its calls that were not answered yet. */
  openCalls: number;
  ended: boolean;
}

/** Nobody at work. */
export function atWork(): AtWork {
  let going = 0;
  return {
    begins: () => void (going += 1),
    calls(invocation) {
      if (invocation.openCalls++ === 0 && !invocation.ended) going -= 1;
    },
    isAnswered(invocation) {
      if (--invocation.openCalls === 0 && !invocation.ended) going += 1;
    },
    ends(invocation) {
      invocation.ended = true;
      if (invocation.openCalls === 0) going -= 1;
    },
    settled: async () => {
      // All promises come first; a turn of the machine, for streams, costs ten times as much.
      await new Promise<void>((resolve) => {
        process.nextTick(resolve);
      });
      for (let turn = 0; going > 0; turn++) {
        if (turn > MOST_TURNS) throw new Error('An invocation waits for what no service answers.');
        await turnOfTheMachine();
      }
    },
  };
}
