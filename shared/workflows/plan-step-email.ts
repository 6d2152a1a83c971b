import { derivedId } from '../kernel/ids.ts';
import type { Email } from '../messaging/email/model.ts';
import type { ReadRun } from './read-run.ts';
import { usefulUntil } from './useful-until.ts';

/** The e-mail of a step as planned, or why there is none, in words. */
export type PlannedEmail =
  { readonly email: Email } | { readonly email?: undefined; readonly reason: string };

/**
 * Plans the e-mail of a step. Its id derives from run and step, so a repeat collides. What it says, and
 * whether it may be said to that address for that purpose, is read again at its claim. The workflow's
 * frequency cap counts texts alone.
 */
export function planStepEmail(read: ReadRun, stepId: string): PlannedEmail {
  const { run, version, loaded, now } = read;
  const { id: ownerId, email: to } = loaded.owner.value;
  if (to === undefined) return { reason: 'There is no e-mail address.' };
  return {
    email: {
      id: derivedId('email', run.id, stepId),
      type: 'email',
      tenantId: run.tenantId,
      schemaVersion: 1,
      purpose: version.definition.purpose,
      ownerId,
      to,
      content: { kind: 'workflow', runId: run.id, stepId },
      workflowId: run.workflowId,
      ...(run.campaignId !== undefined && { campaignId: run.campaignId }),
      ...(run.variant !== undefined && { variant: run.variant }),
      status: 'planned',
      notAfter: usefulUntil(read),
      sends: 0,
      attempts: 0,
      dueKind: 'emails',
      dueAt: now,
      createdAt: now,
      updatedAt: now,
    },
  };
}
