import type { HostLog } from '../log-entry.ts';
import {
  HOOK_NAMES,
  type FunctionCallback,
  type FunctionMetadata,
  type HookCallback,
  type HookName,
  type ProgrammingModel,
} from './core-types.ts';
import { levelOf } from './levels.ts';

/** A function as the app registered it. */
export interface RegisteredFunction {
  readonly id: string;
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

/** An error of ours that the app's library tells from one of the app by this mark. */
export class HostSystemError extends Error {
  override name = 'HostSystemError';
  readonly isAzureFunctionsSystemError = true;
}

/** What a hook name must be one of; the library recognises this error by its name and mark. */
class UnknownHookError extends RangeError {
  readonly isAzureFunctionsSystemError = true;
}

/** Data that the app's hooks share for as long as the app lives. */
export interface AppHookData {
  /** Shared by all hooks. */
  readonly all: Record<string, unknown>;
  /** Shared by `appStart` and `appTerminate` only. */
  readonly appOnly: Record<string, unknown>;
}

/**
 * What one app registered while it started: functions and hooks. Registration ends with
 * {@link AppRegistry.lock}; after that a function can neither be added nor taken away.
 */
export class AppRegistry {
  readonly hookData: AppHookData = { all: {}, appOnly: {} };
  readonly log: HostLog;
  model: ProgrammingModel | undefined;
  readonly #functions = new Map<string, RegisteredFunction>();
  readonly #hooks = new Map<HookName, HookCallback[]>(HOOK_NAMES.map((name) => [name, []]));
  #locked = false;

  constructor(log: HostLog) {
    this.log = log;
  }

  /** Adds a function and returns how to take it away again. Refuses a repeated name and a late call. */
  registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): () => void {
    if (this.#locked) {
      throw new HostSystemError('A function can only be registered during app startup.');
    }
    const id = metadata.functionId ?? metadata.name;
    if (this.#functions.has(id)) {
      throw new HostSystemError(`A function with id "${id}" has already been registered.`);
    }
    this.#functions.set(id, { id, metadata, callback });
    return () => {
      if (this.#locked) {
        throw new HostSystemError('A function can only be disposed during app startup.');
      }
      this.#functions.delete(id);
    };
  }

  /** Adds a hook and returns how to take it away again. Refuses a name that is no hook. */
  registerHook(name: string, callback: HookCallback): () => void {
    const hooks = this.#hooks.get(name as HookName);
    if (hooks === undefined) throw new UnknownHookError(`Unrecognized hook "${name}"`);
    hooks.push(callback);
    return () => {
      const at = hooks.indexOf(callback);
      if (at >= 0) hooks.splice(at, 1);
    };
  }

  /** Ends registration. */
  lock(): void {
    this.#locked = true;
  }

  /** The functions, in the order in which the runtime looks at them: by name. */
  functions(): readonly RegisteredFunction[] {
    return [...this.#functions.values()].sort((a, b) =>
      a.metadata.name.localeCompare(b.metadata.name, 'en'),
    );
  }

  /** Runs the hooks of a name one after another, in the order of registration. */
  async runHooks(name: Exclude<HookName, 'log'>, context: object): Promise<void> {
    for (const hook of [...(this.#hooks.get(name) ?? [])]) await hook(context);
  }

  /** Writes a line of the app or its library. Log hooks may rewrite lines of the app; their errors are ignored. */
  write(line: {
    readonly level: string;
    readonly category: string;
    readonly message: string;
    readonly functionName?: string;
    readonly invocationId?: string;
    readonly invocationContext?: object;
  }): void {
    const { category, functionName, invocationId, invocationContext } = line;
    const context = {
      hookData: this.hookData.all,
      level: line.level,
      message: line.message,
      category,
      invocationContext,
    };
    try {
      for (const hook of this.#hooks.get('log') ?? []) hook(context);
    } catch {
      // A broken log hook must not take the line with it.
    }
    const heard = category === 'user' ? context : line;
    this.log({
      source: category === 'user' ? 'app' : 'host',
      level: levelOf(heard.level),
      message: heard.message,
      ...(functionName === undefined ? {} : { functionName }),
      ...(invocationId === undefined ? {} : { invocationId }),
    });
  }
}
