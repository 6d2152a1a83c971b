import { addMs, type Instant } from '../kernel/instant.ts';
import { derivedId } from '../kernel/ids.ts';
import { phoneId } from '../customers/model.ts';
import { mayGoAtAnyHour } from '../messaging/direct-answer.ts';
import { inboundTextType, messageType, type Message } from '../messaging/model.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import type { ReadRun } from './read-run.ts';
import { usefulUntil } from './useful-until.ts';

const DAY_MS = 86_400_000;
/** The most texts of an owner that are looked through for the frequency cap. */
const LOOKED_AT = 200;

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
  const { purpose, frequencyCap } = version.definition;
  if (owner.phone === undefined) return { reason: 'There is no number to text.' };
  if (frequencyCap !== undefined) {
    const since = addMs(now, -frequencyCap.days * DAY_MS);
    const texts = await textsSince(context, read, since);
    if (texts >= frequencyCap.texts) {
      const { texts: most, days } = frequencyCap;
      const reason = `The workflow texts an owner at most ${String(most)} times in ${String(days)} days.`;
      return { reason };
    }
  }
  return {
    message: {
      id: derivedId('message', run.id, stepId),
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
      status: 'planned',
      notAfter: usefulUntil(read),
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

function isToMany({ cause, campaignId }: ReadRun['run']): boolean {
  return campaignId !== undefined || cause.startsWith('schedule:');
}

async function textsSince(context: Context, { run }: ReadRun, since: Instant): Promise<number> {
  const page = await context.records.query(messageType, liveOf(run.tenantId), {
    where: { ownerId: run.ownerId, createdAt: { from: since } },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit: LOOKED_AT,
  });
  const theirs = page.items.filter(({ value }) => value.workflowId === run.workflowId);
  return theirs.filter(({ value }) => !['skipped', 'expired', 'failed'].includes(value.status))
    .length;
}
