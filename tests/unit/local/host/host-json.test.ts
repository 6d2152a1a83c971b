import { describe, expect, it } from 'vitest';
import { parseHostJson } from '../../../../local/host/config/host-json.ts';
import { connectionOf, resolveSettings } from '../../../../local/host/config/app-settings.ts';

describe('parseHostJson', () => {
  it('takes the defaults of the runtime for what is not said', () => {
    const settings = parseHostJson({ version: '2.0' });
    expect(settings.routePrefix).toBe('api');
    expect(settings.queues).toMatchObject({
      batchSize: 16,
      maxDequeueCount: 5,
      visibilityTimeoutMs: 0,
      messageEncoding: 'base64',
    });
    expect(settings.queues.newBatchThreshold % 8).toBe(0);
  });

  it('reads time spans in all their forms', () => {
    const span = (visibilityTimeout: string) =>
      parseHostJson({ version: '2.0', extensions: { queues: { visibilityTimeout } } }).queues
        .visibilityTimeoutMs;
    expect([span('00:00:30'), span('1.02:03:04'), span('00:00:00.25')]).toEqual([
      30_000,
      ((24 + 2) * 3600 + 3 * 60 + 4) * 1000,
      250,
    ]);
  });

  it.each([
    [{ version: '1.0' }, 'version'],
    [{ version: '2.0', extensions: { queues: { batchSize: 33 } } }, 'batchSize'],
    [{ version: '2.0', extensions: { queues: { maxDequeueCount: 0 } } }, 'maxDequeueCount'],
    [{ version: '2.0', extensions: { queues: { messageEncoding: 'hex' } } }, 'messageEncoding'],
    [{ version: '2.0', extensions: { queues: { visibilityTimeout: '00:60:00' } } }, '00:60:00'],
    [{ version: '2.0', extensions: { queues: { visibilityTimeout: '8.00:00:00' } } }, 'visib'],
    [{ version: '2.0', extensions: { queues: { visibilityTimeout: 30 } } }, 'visibilityTimeout'],
    ['[]', 'host.json is not valid'],
  ])('refuses %j and names the place', (content, words) => {
    expect(() => parseHostJson(content)).toThrow(words);
  });
});

describe('settings of bindings', () => {
  it('replaces every %NAME% and refuses one that is not set', () => {
    expect(resolveSettings('%A%-x-%B%', { A: '1', B: '2' })).toBe('1-x-2');
    expect(() => resolveSettings('%A%', {})).toThrow('the setting A, which is not set');
  });

  it('finds a connection by its own name or the prefixed one, the prefixed first', () => {
    expect(connectionOf(undefined, {}, 'own')).toBe('own');
    expect(connectionOf('AzureWebJobsStorage', {}, 'own')).toBe('own');
    expect(connectionOf('Q', { Q: 'q' }, 'own')).toBe('q');
    expect(connectionOf('Q', { Q: 'q', AzureWebJobsQ: 'p' }, 'own')).toBe('p');
    expect(() => connectionOf('Q', {}, 'own')).toThrow('set Q to a connection string');
  });
});
