import { derivedId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { phoneId } from '../customers/model.ts';
import { mayGoAtAnyHour } from '../messaging/direct-answer.ts';
import { inboundTextType, type Message } from '../messaging/model.ts';
import { textTime } from '../messaging/text-time.ts';
import type { Context } from '../platform/context.ts';
import { questionOf } from './asks.ts';
import type { ReadRun } from './read-run.ts';
import { whyCapped } from './text-cap.ts';
import { isToMany } from './to-many.ts';
import { usefulUntil } from './useful-until.ts';

/** The text of a step as planned, or why there is none, in words. */
export type PlannedText =
  { readonly message: Message } | { readonly message?: undefined; readonly reason: string };

/**
 * Plans the text of a step. Its id derives from run and step, so a repeat collides. What it says, and
 * whether it may be said, is read again at its claim; here only what nobody needs to wait for is
 * decided: there is a number, and the workflow's frequency cap has room.
 */
export async function planStepText(
  context: Context,
  read: ReadRun,
  stepId: string,
): Promise<PlannedText> {
  const { run, version, loaded, now } = read;
  const owner = loaded.owner.value;
  const { purpose } = version.definition;
  if (owner.phone === undefined) return { reason: 'There is no number to text.' };
  const { workflowId } = run;
  const capped = await whyCapped(context.records, { owner, workflowId }, version.definition, now);
  if (capped !== undefined) return { reason: capped };
  const id = derivedId('message', run.id, stepId);
  const opens = textTime({ id, purpose, ...answered(read) }, owner, read.tenant, [], now).at;
  return {
    message: {
      id,
      type: 'message',
      tenantId: run.tenantId,
      schemaVersion: 1,
      purpose,
      ownerId: owner.id,
      phoneId: phoneId(owner.phone),
      to: owner.phone,
      content: { kind: 'workflow', runId: run.id, stepId },
      workflowId: run.workflowId,
      ...(run.campaignId !== undefined && { campaignId: run.campaignId }),
      ...(run.variant !== undefined && { variant: run.variant }),
      ...answered(read),
      ...questionOf(read, stepId),
      status: 'planned',
      notAfter: usefulUntil(read, opens),
      sends: 0,
      attempts: 0,
      // What goes to many must not stand before what somebody waits for.
      dueKind: isToMany(run) ? 'sms-bulk' : 'sms',
      dueAt: now,
      createdAt: now,
      updatedAt: now,
    },
  };
}

/** A keyword's text that comes promptly answers it, so that it may go out at any hour. */
function answered({ run, version, now }: ReadRun): Pick<Message, 'answers'> {
  const { subject, facts } = run;
  if (subject?.type !== inboundTextType.type) return {};
  const answers = { textId: subject.id, receivedAt: facts['receivedAt'] as Instant };
  const { purpose } = version.definition;
  return mayGoAtAnyHour({ answers, purpose }, now) ? { answers } : {};
}
