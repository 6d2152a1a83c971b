import { app, type InvocationContext } from '@azure/functions';
import { readConfig } from '../shared/platform/config.ts';
import { processEnvironment } from '../shared/platform/environment.ts';
import { QUEUE_NAMES } from '../shared/platform/queues/queues.ts';
import { workers } from '../shared/workers.ts';
import { compose, dispose, openTelemetry } from './composition.ts';
import type { AppContext } from './http/app-context.ts';
import { endpoints } from './http/endpoints.ts';
import { registerEndpoints } from './http/register-endpoints.ts';
import { invocationLog, processLog } from './invocation-log.ts';
import { onPointer, onPoison } from './queues/pointers.ts';
import { onTick, TICK_SCHEDULE } from './timers/tick.ts';

const config = readConfig(processEnvironment());
const endTelemetry = await openTelemetry(config);
const application = await compose(config, processLog(config.general.LOG_LEVEL));

const contextFor = async (invocation: InvocationContext): Promise<AppContext> => ({
  ...application,
  log: invocationLog(invocation, config.general.LOG_LEVEL),
});

registerEndpoints(app, endpoints, { context: contextFor });

if (config.general.SCHEDULER_ENABLED) {
  app.timer('tick', {
    schedule: TICK_SCHEDULE,
    handler: (_timer, invocation) => onTick(contextFor, invocation),
  });
}

for (const kind of QUEUE_NAMES) {
  app.storageQueue(kind, {
    queueName: kind,
    connection: 'AzureWebJobsStorage',
    handler: (message, invocation) => onPointer(workers[kind], contextFor, message, invocation),
  });
  app.storageQueue(`${kind}-poison`, {
    queueName: `${kind}-poison`,
    connection: 'AzureWebJobsStorage',
    handler: (message, invocation) => onPoison(workers[kind], contextFor, message, invocation),
  });
}

app.hook.appTerminate(async () => {
  await dispose(application);
  await endTelemetry();
});
