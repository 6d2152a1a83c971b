import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { HostStartError } from '../start-error.ts';
import { timeSpanSchema } from './time-span.ts';

const DAY_MS = 86_400_000;
/** The runtime waits at most a minute between polls of an empty queue, and 2 s while developing. */
const DEVELOPMENT_POLLING_MS = 2000;

const queuesSchema = z.object({
  batchSize: z.int().min(1).max(32).default(16),
  newBatchThreshold: z.int().min(0).optional(),
  maxDequeueCount: z.int().min(1).default(5),
  visibilityTimeout: timeSpanSchema.pipe(z.number().max(7 * DAY_MS)).default(0),
  maxPollingInterval: timeSpanSchema.pipe(z.number().min(100)).default(DEVELOPMENT_POLLING_MS),
  messageEncoding: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['none', 'base64']))
    .default('base64'),
});

const hostJsonSchema = z.object({
  version: z.literal('2.0'),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
      queues: queuesSchema.prefault({}),
    })
    .prefault({}),
});

/** How queue messages are read, from host.json or the runtime's defaults. All times in milliseconds. */
export interface QueueSettings {
  /** Messages fetched at once, 1..32. */
  readonly batchSize: number;
  /** A new batch is fetched when so many or fewer messages are being worked on. */
  readonly newBatchThreshold: number;
  /** Tries of a message, the first included, before it moves to the poison queue. */
  readonly maxDequeueCount: number;
  /** How long a failed message stays invisible before its next try. */
  readonly visibilityTimeoutMs: number;
  /** The longest pause between two polls of an empty queue. */
  readonly maxPollingIntervalMs: number;
  readonly messageEncoding: 'none' | 'base64';
}

/** What the local host takes from host.json. */
export interface HostSettings {
  /** The first path segments of every route, without slashes around; may be empty. */
  readonly routePrefix: string;
  readonly queues: QueueSettings;
}

/** Reads `host.json` of an app. Throws {@link HostStartError} that names what is wrong. */
export function readHostJson(appDirectory: string): HostSettings {
  const path = join(appDirectory, 'host.json');
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new HostStartError(`${path} cannot be read: ${String(error)}`);
  }
  return parseHostJson(content, path);
}

/**
 * Reads the content of a host.json; `path` is for the error.
 * @internal
 */
export function parseHostJson(content: unknown, path = 'host.json'): HostSettings {
  const parsed = hostJsonSchema.safeParse(content);
  if (!parsed.success) {
    throw new HostStartError(`${path} is not valid:\n${z.prettifyError(parsed.error)}`);
  }
  const { http, queues } = parsed.data.extensions;
  return {
    routePrefix: http.routePrefix.replace(/^\/+|\/+$/g, ''),
    queues: {
      batchSize: queues.batchSize,
      newBatchThreshold:
        queues.newBatchThreshold ?? Math.floor(queues.batchSize / 2) * availableParallelism(),
      maxDequeueCount: queues.maxDequeueCount,
      visibilityTimeoutMs: queues.visibilityTimeout,
      maxPollingIntervalMs: queues.maxPollingInterval,
      messageEncoding: queues.messageEncoding,
    },
  };
}
