import type { RegisteredFunction } from './core/app-registry.ts';
import { triggerOf } from './core/invoke.ts';
import { HostStartError } from './start-error.ts';

/** The functions of an app by what triggers them. */
export interface TriggerKinds {
  readonly http: readonly RegisteredFunction[];
  readonly timer: readonly RegisteredFunction[];
  readonly queue: readonly RegisteredFunction[];
}

const KINDS = { httptrigger: 'http', timertrigger: 'timer', queuetrigger: 'queue' } as const;

/** The runtime's rule for names of functions. */
const FUNCTION_NAME = /^(?!host$)[a-z][a-z0-9_-]{0,127}$/i;

/**
 * Sorts the functions by trigger and refuses what the local host does not reproduce (other triggers,
 * other bindings, retry policies) or the runtime does not take, by throwing {@link HostStartError}.
 */
export function sortByTrigger(functions: readonly RegisteredFunction[]): TriggerKinds {
  const kinds = {
    http: [] as RegisteredFunction[],
    timer: [] as RegisteredFunction[],
    queue: [] as RegisteredFunction[],
  };
  for (const fn of functions) kinds[kindOf(fn)].push(fn);
  return kinds;
}

function kindOf(fn: RegisteredFunction): keyof TriggerKinds {
  const { name, bindings, retryOptions } = fn.metadata;
  const refuse = (why: string) => new HostStartError(`Function "${name}" ${why}.`);
  if (!FUNCTION_NAME.test(name)) throw refuse('has a name that the runtime refuses');
  const { type } = triggerOf(fn);
  const kind = (KINDS as Readonly<Record<string, keyof TriggerKinds | undefined>>)[type];
  if (kind === undefined) {
    throw refuse(`has a ${type}, which the local host does not reproduce (http, timer, queue)`);
  }
  if (retryOptions !== undefined && retryOptions !== null) {
    throw refuse('has a retry policy, which the local host does not reproduce');
  }
  for (const [binding, { type: other }] of Object.entries(bindings)) {
    const known = other?.toLowerCase() === type || (kind === 'http' && binding === '$return');
    if (!known)
      throw refuse(`has the binding "${binding}", which the local host does not reproduce`);
  }
  return kind;
}
