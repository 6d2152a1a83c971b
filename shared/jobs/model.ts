import { z } from 'zod';
import { derivedId } from '../kernel/ids.ts';
import type { LocalRule } from '../kernel/local-rule.ts';
import {
  documentType,
  dueFields,
  instantField,
  localDateField,
  localTimeField,
  type DocumentOf,
} from '../platform/store/document-type.ts';

/** How a job can stand, see {@link jobType}. */
export const JOB_STATUSES = ['waiting', 'running', 'held', 'done', 'failed'] as const;

const counts = z.record(z.string(), z.number());
const at = localTimeField;
const localRuleField = z.discriminatedUnion('every', [
  z.object({ every: z.literal('day'), at }),
  z.object({ every: z.literal('week'), weekday: z.number(), at }),
  z.object({ every: z.literal('month'), day: z.number(), at }),
]) satisfies z.ZodType<LocalRule>;

/** One run of a job, as kept in its history. */
const finishedRun = z.object({
  runId: z.string(),
  forDate: localDateField,
  startedAt: instantField,
  finishedAt: instantField,
  outcome: z.enum(['done', 'skipped', 'failed', 'dismissed']),
  reason: z.string().optional(),
  counts,
});

/**
 * Recurring or long work of a tenant. One document per tenant, job and subject: while it runs, it
 * holds the run's cursor and lease and is replaced in each page's commit, so two workers cannot
 * interleave. A job with a rule recurs; one without is done once.
 */
export const jobType = documentType('job', {
  ...dueFields,
  /** What is done: the name of a worker in the registry of jobs. */
  job: z.string(),
  /** What it is done to, when a tenant can have several jobs of the name: an id. */
  subject: z.string().optional(),
  /**
   * waiting: for its time. running: a run is under way (between pages too). held: a run waits
   * for a person to approve or dismiss it. done, failed: how a job without a rule ended.
   */
  status: z.enum(JOB_STATUSES),
  /** When it recurs; absent: it is done once. */
  rule: localRuleField.optional(),
  /** An occurrence met later than this is skipped with a reason; absent: it is never too late. */
  maxLateMinutes: z.number().optional(),
  /** How many runs were started; numbers the runs. */
  runNumber: z.number(),
  run: z
    .object({
      runId: z.string(),
      /** The local date the run acts for, fixed at its start: that of its occurrence or that of its start, as its job says. */
      forDate: localDateField,
      startedAt: instantField,
      phase: z.string(),
      cursor: z.string().optional(),
      counts,
      /** The tenant's `planVersion` that the run has planned or counted under. */
      planVersion: z.number().optional(),
      /** Set when a person let a held run go on. */
      approvedAt: instantField.optional(),
    })
    .optional(),
  /** The last {@link HISTORY_LENGTH} finished runs, newest first. */
  history: z.array(finishedRun),
  /** Seconds after its last change in which a job that is done once vanishes; absent: it stays. */
  ttl: z.number().optional(),
  revision: z.number(),
  createdAt: instantField,
  updatedAt: instantField,
});
/** A job. */
export type Job = DocumentOf<typeof jobType>;
/** The run under way of a job. */
export type JobRun = NonNullable<Job['run']>;

/** How long a job's claim holds; each page renews it. */
export const JOB_LEASE_MS = 5 * 60_000;

/** How many finished runs a job document keeps. */
export const HISTORY_LENGTH = 20;

/** The id of a tenant's job of a name, and of its subject if it has one. */
export function jobId(job: string, subject?: string): string {
  return subject === undefined ? derivedId('job', job) : derivedId('job', job, subject);
}

/** How people and the API call a job: its name, followed by `:` and its subject if it has one. */
export function jobKey({ job, subject }: Pick<Job, 'job' | 'subject'>): string {
  return subject === undefined ? job : `${job}:${subject}`;
}

/** The id of the job that people call `key`, see {@link jobKey}. */
export function jobIdOfKey(key: string): string {
  const at = key.indexOf(':');
  return at < 0 ? jobId(key) : jobId(key.slice(0, at), key.slice(at + 1));
}
