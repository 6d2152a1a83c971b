import { describe, expect, it } from 'vitest';
import { AppRegistry } from '../../../../local/host/core/app-registry.ts';
import { invoke } from '../../../../local/host/core/invoke.ts';
import type { FunctionMetadata, ProgrammingModel } from '../../../../local/host/core/core-types.ts';
import type { HostLogEntry } from '../../../../local/host/log-entry.ts';

const metadata: FunctionMetadata = {
  name: 'tick',
  bindings: { timer: { type: 'timerTrigger', direction: 'in' } },
};

/** A model as plain as can be: the input is the trigger's text, the response is the result. */
const plainModel: ProgrammingModel = {
  name: 'plain',
  version: '1',
  getInvocationModel: (core) => ({
    getArguments: async () => ({
      context: { core },
      inputs: [core.request.inputData[0]?.data.string],
    }),
    invokeFunction: async (_, inputs, callback) => callback(...inputs),
    getResponse: async (_, result) => ({
      invocationId: core.invocationId,
      returnValue: { string: String(result) },
    }),
  }),
};

function registry(): { readonly app: AppRegistry; readonly lines: HostLogEntry[] } {
  const lines: HostLogEntry[] = [];
  const app = new AppRegistry((entry) => lines.push(entry));
  app.model = plainModel;
  return { app, lines };
}

async function run(app: AppRegistry): Promise<string | undefined> {
  const [fn] = app.functions();
  if (fn === undefined) throw new Error('no function');
  const response = await invoke(app, fn, { invocationId: 'i', data: { string: 'in' } });
  return response.returnValue?.string;
}

describe('registration', () => {
  it('ends when the app has started, for adding and for taking away', () => {
    const { app } = registry();
    const takeAway = app.registerFunction(metadata, () => undefined);
    app.lock();
    expect(() => app.registerFunction({ ...metadata, name: 'b' }, () => undefined)).toThrow(
      'A function can only be registered during app startup.',
    );
    expect(takeAway).toThrow('A function can only be disposed during app startup.');
  });

  it('gives an unknown hook the error by which the library knows an old runtime', () => {
    const { app } = registry();
    expect(() => app.registerHook('later', () => undefined)).toThrow(
      expect.objectContaining({ name: 'RangeError', isAzureFunctionsSystemError: true }) as Error,
    );
  });
});

describe('an invocation', () => {
  it('lets hooks change inputs, handler, result and error, in order', async () => {
    const { app } = registry();
    const order: string[] = [];
    app.registerFunction(metadata, () => {
      throw new Error('replaced');
    });
    app.registerHook('preInvocation', (context) => {
      order.push('pre');
      Object.assign(context, {
        inputs: ['changed'],
        functionCallback: (input: unknown) => `got ${String(input)}`,
      });
    });
    app.registerHook('postInvocation', (context) => {
      order.push('post');
      Object.assign(context, { result: `${String((context as { result: unknown }).result)}!` });
    });
    expect(await run(app)).toBe('got changed!');
    expect(order).toEqual(['pre', 'post']);
  });

  it('fails with what the handler threw, error or not, unless a hook clears it', async () => {
    const { app } = registry();
    app.registerFunction(metadata, () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- handlers may throw anything
      throw 'plain text';
    });
    await expect(run(app)).rejects.toThrow('plain text');
    app.registerHook('postInvocation', (context) => {
      Object.assign(context, { error: undefined, result: 'cured' });
    });
    expect(await run(app)).toBe('cured');
  });

  it('fails when a hook throws, before the handler runs', async () => {
    const { app } = registry();
    let ran = false;
    app.registerFunction(metadata, () => {
      ran = true;
    });
    app.registerHook('preInvocation', () => {
      throw new Error('not today');
    });
    await expect(run(app)).rejects.toThrow('not today');
    expect(ran).toBe(false);
  });
});

describe('a log hook', () => {
  it('may rewrite lines of the app, not those of the machinery, and may not lose any', () => {
    const { app, lines } = registry();
    app.registerHook('log', (context) => {
      Object.assign(context, { message: 'rewritten' });
    });
    app.write({ level: 'information', category: 'user', message: 'mine' });
    app.write({ level: 'warning', category: 'system', message: 'theirs' });
    app.registerHook('log', () => {
      throw new Error('broken');
    });
    app.write({ level: 'error', category: 'system', message: 'still here' });
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ['info', 'rewritten'],
      ['warn', 'theirs'],
      ['error', 'still here'],
    ]);
  });
});
