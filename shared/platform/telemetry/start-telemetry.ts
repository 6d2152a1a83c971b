/**
 * Sends spans, metrics and logs to Application Insights when there is a connection string;
 * without one nothing is loaded. Call it before anything that is to be seen. Returns what
 * flushes and ends it.
 */
export async function startTelemetry(
  connectionString: string | undefined,
): Promise<() => Promise<void>> {
  if (connectionString === undefined) return async () => Promise.resolve();
  const { shutdownAzureMonitor, useAzureMonitor } = await import('@azure/monitor-opentelemetry');
  useAzureMonitor({ azureMonitorExporterOptions: { connectionString } });
  return shutdownAzureMonitor;
}
