import { z } from 'zod';
import { JOB_STATUSES } from '../../shared/jobs/model.ts';
import {
  approveRun,
  dismissRun,
  findJob,
  listJobs,
  retryJob,
  runJobNow,
} from '../../shared/jobs/run-job.ts';
import { endpoint, reply, type Endpoint } from './endpoint.ts';

const counts = z.record(z.string(), z.number());
const forDate = z
  .string()
  .describe(
    'Local date that the run acts for: that on which it began; of a recurring workflow that of its occurrence, also when it is met after midnight',
  );

const jobView = z
  .object({
    job: z.string(),
    subject: z.string().optional(),
    status: z.enum(JOB_STATUSES),
    rule: z
      .object({
        every: z.enum(['day', 'week', 'month']),
        weekday: z.number().optional(),
        day: z.number().optional(),
        at: z.string(),
      })
      .optional(),
    dueAt: z.string().optional(),
    lastError: z.string().optional(),
    run: z
      .object({
        runId: z.string(),
        forDate,
        startedAt: z.string(),
        phase: z.string(),
        counts,
      })
      .optional(),
    history: z.array(
      z.object({
        runId: z.string(),
        forDate,
        startedAt: z.string(),
        finishedAt: z.string(),
        outcome: z.string(),
        reason: z.string().optional(),
        counts,
      }),
    ),
    revision: z.number(),
  })
  .meta({ id: 'Job' });

/** A job's name, followed by `:` and its subject if it has one. */
const params = z.strictObject({ job: z.string().max(120) });

const listJobsEndpoint = endpoint({
  name: 'list-jobs',
  method: 'GET',
  route: 'jobs',
  role: 'manager',
  summary: 'The recurring and long jobs of the business with their latest runs.',
  replies: { 200: z.object({ items: z.array(jobView) }) },
  handle: async ({ context, caller }) =>
    reply(200, { items: await listJobs(context, caller.tenantId) }),
});

const getJobEndpoint = endpoint({
  name: 'get-job',
  method: 'GET',
  route: 'jobs/{job}',
  role: 'manager',
  summary: 'One job with its latest runs.',
  params,
  replies: { 200: jobView },
  handle: async ({ context, caller, params: { job } }) => {
    const { value } = await findJob(context, caller.tenantId, job);
    return reply(200, value, { revision: value.revision });
  },
});

function steer(name: string, summary: string, act: typeof runJobNow): Endpoint {
  return endpoint({
    name: `${name}-job`,
    method: 'POST',
    route: `jobs/{job}/${name}`,
    role: 'manager',
    summary,
    params,
    replies: { 202: jobView },
    handle: async ({ context, caller, params: { job } }) => {
      const value = await act(context, caller.tenantId, job);
      return reply(202, value, { revision: value.revision });
    },
  });
}

/** Endpoints on jobs. */
export const jobEndpoints = [
  listJobsEndpoint,
  getJobEndpoint,
  steer('run', 'Run a job now instead of at its next occurrence.', runJobNow),
  steer('approve', 'Let a run go on that waits for approval.', approveRun),
  steer('retry', 'Let a job that is done once and failed go on where it stopped.', retryJob),
  steer('dismiss', 'End a run that waits for approval without doing it.', dismissRun),
];
