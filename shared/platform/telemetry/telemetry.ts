import { metrics, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';

/**
 * What may stand on spans and metrics: ids of tenants and documents, kinds, counts, codes.
 * Never a name, number, address or text of a person; metrics carry no ids either.
 */
export type TelemetryAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

const SCOPE = 'petops';

/**
 * Runs `work` inside a span; what it calls makes child spans. An error is noted by its name
 * alone, since messages may repeat inputs, and goes on its way. Without a telemetry SDK this
 * is a plain call.
 */
export async function inSpan<T>(
  name: string,
  attributes: TelemetryAttributes,
  work: (note: (attributes: TelemetryAttributes) => void) => Promise<T>,
): Promise<T> {
  return trace.getTracer(SCOPE).startActiveSpan(name, { attributes: known(attributes) }, (span) =>
    work((more) => {
      span.setAttributes(known(more));
    })
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.name : 'Error';
        span.setStatus({ code: SpanStatusCode.ERROR, message });
        throw error;
      })
      .finally(() => {
        span.end();
      }),
  );
}

/** Counts one event, such as a text handed over with a certain outcome. */
export function count(name: string, attributes: TelemetryAttributes, by = 1): void {
  metrics.getMeter(SCOPE).createCounter(name).add(by, known(attributes));
}

function known(attributes: TelemetryAttributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
