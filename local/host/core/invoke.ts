import type { AppRegistry, RegisteredFunction } from './app-registry.ts';
import type { CoreInvocationContext, InvocationResponse, RpcTypedData } from './core-types.ts';

/** What a trigger hands to its function. */
export interface Trigger {
  readonly invocationId: string;
  /** The value of the trigger binding. */
  readonly data: RpcTypedData;
  readonly metadata?: Readonly<Record<string, RpcTypedData>>;
}

/**
 * Runs one invocation in the runtime's order: arguments, `preInvocation` hooks (which may change
 * inputs and handler), the handler, `postInvocation` hooks (which may change result and error), the
 * response. Rejects with whatever error is left at the end; a hook that throws fails the invocation.
 */
export async function invoke(
  app: AppRegistry,
  fn: RegisteredFunction,
  trigger: Trigger,
): Promise<InvocationResponse> {
  if (app.model === undefined) throw new Error('The app has no programming model.');
  const seen: { context?: object } = {};
  const core = coreContext(app, fn, trigger, () => seen.context);
  const model = await app.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  seen.context = context;

  const shared = { hookData: {}, appHookData: app.hookData.all, invocationContext: context };
  const before = { ...shared, functionCallback: fn.callback, inputs };
  await during(core, 'preInvocationHooks', () => app.runHooks('preInvocation', before));

  const after = {
    ...shared,
    inputs: before.inputs,
    result: null as unknown,
    error: null as unknown,
  };
  await during(core, 'invocation', async () => {
    try {
      after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (error) {
      after.error = error;
    }
  });
  await during(core, 'postInvocationHooks', () => app.runHooks('postInvocation', after));

  if (after.error !== null && after.error !== undefined) throw errorOf(after.error);
  return model.getResponse(context, after.result);
}

/** What a handler threw, as an error: it may throw anything. */
function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
}

function coreContext(
  app: AppRegistry,
  fn: RegisteredFunction,
  trigger: Trigger,
  invocationContextOf: () => object | undefined,
): CoreInvocationContext {
  const { invocationId, metadata } = trigger;
  const core: CoreInvocationContext = {
    invocationId,
    metadata: fn.metadata,
    state: undefined,
    request: {
      invocationId,
      functionId: fn.id,
      inputData: [{ name: triggerOf(fn).name, data: trigger.data }],
      ...(metadata === undefined ? {} : { triggerMetadata: metadata }),
    },
    log: (level, category, message) => {
      const invocationContext = invocationContextOf();
      app.write({
        level,
        category,
        message,
        functionName: fn.metadata.name,
        invocationId,
        ...(invocationContext === undefined ? {} : { invocationContext }),
      });
    },
  };
  return core;
}

async function during(
  core: CoreInvocationContext,
  state: NonNullable<CoreInvocationContext['state']>,
  run: () => Promise<void>,
): Promise<void> {
  core.state = state;
  try {
    await run();
  } finally {
    core.state = undefined;
  }
}

/** The trigger binding of a function: its name, its type in lower case, and its settings. */
export function triggerOf(fn: RegisteredFunction): {
  readonly name: string;
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
} {
  for (const [name, binding] of Object.entries(fn.metadata.bindings)) {
    const type = (binding.type ?? '').toLowerCase();
    if (type.endsWith('trigger')) return { name, type, settings: binding };
  }
  throw new Error(`Function "${fn.metadata.name}" has no trigger.`);
}
