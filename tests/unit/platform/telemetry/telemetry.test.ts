import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeEach, expect, it } from 'vitest';
import type { OutboundText, SmsTransport } from '../../../../shared/platform/sms/sms-transport.ts';
import { inSpan } from '../../../../shared/platform/telemetry/telemetry.ts';
import { tracedSms } from '../../../../shared/platform/telemetry/traced-sms.ts';
import { startTelemetry } from '../../../../shared/platform/telemetry/start-telemetry.ts';

const spans = new InMemorySpanExporter();
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({
  exporter: measured,
  exportIntervalMillis: 3_600_000,
});
trace.setGlobalTracerProvider(
  new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
);
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

beforeEach(() => {
  spans.reset();
});
afterAll(async () => {
  await reader.shutdown();
});

const TEXT: OutboundText = {
  tenantId: 'maple',
  messageId: 'msg_1',
  attempt: 1,
  to: '+14155550123',
  body: "Bella's rabies vaccination",
  validitySeconds: 60,
};
const answering = (answer: Awaited<ReturnType<SmsTransport['send']>>): SmsTransport => ({
  local: true,
  send: async () => Promise.resolve(answer),
  lookUp: async () => Promise.resolve({ kind: 'missing' }),
  find: async () => Promise.resolve({ kind: 'missing' }),
});

it('makes the spans of a call children of the work that called', async () => {
  await inSpan('work', {}, async () => inSpan('call', { n: 1 }, async () => Promise.resolve()));
  const [call, work] = spans.getFinishedSpans();
  expect([call?.name, work?.name]).toEqual(['call', 'work']);
  expect(call?.parentSpanContext?.spanId).toBe(work?.spanContext().spanId);
});

it('notes an error by its name only, ends the span and passes the error on', async () => {
  const failing = inSpan('work', {}, async () => Promise.reject(new RangeError('+14155550123')));
  await expect(failing).rejects.toThrow(RangeError);
  expect(spans.getFinishedSpans()[0]?.status).toEqual({ code: 2, message: 'RangeError' });
});

it('counts how texts were handed over, and tells nobody to whom or what', async () => {
  await tracedSms(answering({ kind: 'unknown', reason: 'x' })).send(TEXT);
  await tracedSms(answering({ kind: 'rejected', reason: 'x', fault: 'number' })).send(TEXT);
  await tracedSms(answering({ kind: 'accepted', providerId: 'SM1' })).find({
    messageId: 'msg_1',
    to: TEXT.to,
    body: TEXT.body,
    since: '2026-03-02T15:00:00.000Z' as never,
  });
  await reader.forceFlush();
  const points = measured
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics: all }) => all)
    .filter(({ descriptor }) => descriptor.name === 'petops.sms.outcomes')
    .flatMap(({ dataPoints }): { attributes: object; value: unknown }[] => dataPoints);
  expect(points.map(({ attributes, value }) => [attributes, value])).toEqual([
    [{ outcome: 'unknown' }, 1],
    [{ outcome: 'rejected', fault: 'number' }, 1],
  ]);
  const told = JSON.stringify(
    spans.getFinishedSpans().map(({ name, attributes }) => [name, attributes]),
  );
  expect(told).toContain('msg_1');
  expect(told).not.toMatch(/4155550123|Bella/);
});

it('loads nothing without a connection string', async () => {
  const end = await startTelemetry(undefined);
  await expect(end()).resolves.toBeUndefined();
});
