import { randomUUID } from 'node:crypto';
import type { AppRegistry, RegisteredFunction } from './app-registry.ts';
import type { InvocationResponse } from './core-types.ts';
import { invoke, type Trigger } from './invoke.ts';

/** How an invocation ended. */
export type Outcome =
  | { readonly ok: true; readonly response: InvocationResponse }
  | { readonly ok: false; readonly error: unknown };

/** Runs the functions of one app, writes one line for each invocation and knows which still run. */
export class Invocations {
  readonly #app: AppRegistry;
  readonly #running = new Map<string, { readonly name: string; readonly done: Promise<unknown> }>();

  constructor(app: AppRegistry) {
    this.#app = app;
  }

  /** Runs a function once. Never rejects: whatever goes wrong is logged and is the outcome. */
  async run(fn: RegisteredFunction, trigger: Omit<Trigger, 'invocationId'>): Promise<Outcome> {
    const invocationId = randomUUID();
    const done = this.#runLogged(fn, { ...trigger, invocationId });
    this.#running.set(invocationId, { name: fn.metadata.name, done });
    try {
      return await done;
    } finally {
      this.#running.delete(invocationId);
    }
  }

  /** Resolves once nothing runs. New invocations count too, so stop the triggers first. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all([...this.#running.values()].map(({ done }) => done));
    }
  }

  /** The names of the functions that run now. */
  running(): readonly string[] {
    return [...this.#running.values()].map(({ name }) => name);
  }

  async #runLogged(fn: RegisteredFunction, trigger: Trigger): Promise<Outcome> {
    const startedAt = performance.now();
    const outcome = await invoke(this.#app, fn, trigger).then(
      (response): Outcome => ({ ok: true, response }),
      (error: unknown): Outcome => ({ ok: false, error }),
    );
    this.#app.log({
      source: 'invocation',
      level: outcome.ok ? 'info' : 'error',
      message: outcome.ok ? '' : wordsOf(outcome.error),
      functionName: fn.metadata.name,
      invocationId: trigger.invocationId,
      durationMs: Math.round(performance.now() - startedAt),
      outcome: outcome.ok ? 'succeeded' : 'failed',
    });
    return outcome;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
