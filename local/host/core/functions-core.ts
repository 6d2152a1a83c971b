import Module from 'node:module';
import { HostSystemError, type AppRegistry } from './app-registry.ts';
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  ProgrammingModel,
} from './core-types.ts';

/** The version of the runtime whose rules the local host follows. */
const RUNTIME_VERSION = '4.1037.0';

/** Takes something back once; what `@azure/functions` gets for each registration. */
class Disposable {
  /** One disposable that disposes of all. */
  static from(...parts: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }

  #onDispose: (() => unknown) | undefined;

  constructor(onDispose: () => unknown) {
    this.#onDispose = onDispose;
  }

  dispose(): unknown {
    const onDispose = this.#onDispose;
    this.#onDispose = undefined;
    return onDispose?.();
  }
}

let current: AppRegistry | undefined;
let model: ProgrammingModel | undefined;
let provided = false;

function registry(): AppRegistry {
  if (current === undefined) throw new HostSystemError('No app is starting or running.');
  return current;
}

/** What `require('@azure/functions-core')` answers. */
const coreApi = {
  version: RUNTIME_VERSION,
  hostVersion: RUNTIME_VERSION,
  Disposable,
  registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
    return new Disposable(registry().registerFunction(metadata, callback));
  },
  registerHook(name: string, callback: HookCallback): Disposable {
    return new Disposable(registry().registerHook(name, callback));
  },
  setProgrammingModel(next: ProgrammingModel): void {
    model = next;
    registry().model = next;
  },
  getProgrammingModel: () => model,
  log(level: string, category: string, message: string): void {
    registry().write({ level, category, message });
  },
};

/**
 * Makes `require('@azure/functions-core')` answer in this process, as the runtime's worker does:
 * `@azure/functions` is CommonJS whatever the app is, and asks for the module on its first
 * registration. One app at a time, because that library keeps its state for the whole process.
 * Returns how to let the app go. Throws when another app still runs.
 */
export function provideFunctionsCore(app: AppRegistry): () => void {
  if (current !== undefined) throw new Error('Another app already runs in this process.');
  current = app;
  // The library announces its model once per process, so a second app inherits it.
  app.model = model;
  if (!provided) {
    patchRequire();
    provided = true;
  }
  return () => {
    current = undefined;
  };
}

function patchRequire(): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called below with its own `this`
  const original = Module.prototype.require;
  Module.prototype.require = new Proxy(original, {
    apply: (target, self: NodeJS.Module, args: [id: string]): unknown =>
      args[0] === '@azure/functions-core' ? coreApi : Reflect.apply(target, self, args),
  });
}
