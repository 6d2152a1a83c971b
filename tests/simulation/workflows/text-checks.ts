import type { Appointment } from '../../../shared/appointments/model.ts';
import { messageType, type MessageOf } from '../../../shared/messaging/model.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import type { WorkflowRun } from '../../../shared/workflows/model.ts';
import { allOf, type Commit } from '../engine/truth.ts';
import { claimChecks } from './claim-checks.ts';
import { isOfVisit } from './definitions.ts';
import type { Lapses } from './lapses.ts';
import { wordingOf, type Salon } from './salon.ts';
import type { VisitFits } from './visit-fits.ts';

const DAY_MS = 86_400_000;

type Text = MessageOf<'workflow'>;

/** Checks every claim of a text of a workflow: it is the last moment before the text goes out. */
export function textChecks(
  salon: Salon,
  fits: VisitFits,
  lapses: Lapses,
): (commit: Commit) => void {
  const { world, facts, plan } = salon;
  const { truth, broken } = world;
  const reminders = new Map<string, string>();
  const checkClaim = claimChecks(salon, fits);

  const claim = (commit: Commit, text: Text): void => {
    const { id, tenantId, workflowId = '' } = text;
    const name = `text ${id} of ${workflowId}`;
    const { ownerId = '' } = text;
    if (facts.since('no-text-to-phone', tenantId, text.phoneId) !== undefined)
      broken(`${name} was claimed after its number was barred`);
    if (facts.since('no-text-to-owner', tenantId, ownerId) !== undefined)
      broken(`${name} was claimed after its owner refused texts or left`);
    if (truth.document(tenantId, ownerId)?.['phone'] !== text.to)
      broken(`${name} goes to a number that is not its owner's`);
    const claimed = checkClaim(commit, text, name);
    if (claimed === undefined) return;
    const { run, definition } = claimed;
    saysWhen(text, run);
    lapses.said(commit.by, run, { name, words: text.body ?? '' });
    once(text, run);
    const { frequencyCap } = definition;
    if (frequencyCap !== undefined) underCap(text, frequencyCap);
  };

  /** A text about a visit says when the visit is, as its clocks show it. */
  const saysWhen = ({ id, body = '' }: Text, run: WorkflowRun): void => {
    if (!isOfVisit(wordingOf(salon, run.workflowId).kind)) return;
    const visit = truth.document(plan.tenantId, run.subject?.id ?? '') as Appointment | undefined;
    if (visit === undefined) return;
    const said = spoken(visit);
    if (!body.endsWith(` ${said}.`)) broken(`text ${id} says "${body}" of a visit on ${said}`);
  };

  /** Of one visit at one time there is one reminder, however often it was moved away and back. */
  const once = ({ id, workflowId = '' }: Text, { facts: began, subject }: WorkflowRun): void => {
    if (began['hoursBefore'] === undefined) return;
    const what = `${workflowId} ${subject?.id ?? ''} ${String(began['startsAt'])}`;
    if ((reminders.get(what) ?? id) !== id) broken(`${what} was reminded of twice`);
    reminders.set(what, id);
  };

  const underCap = (text: Text, cap: { readonly texts: number; readonly days: number }): void => {
    const from = Date.parse(text.claimedAt ?? '') - cap.days * DAY_MS;
    const others = allOf(truth, messageType).filter(
      (it) =>
        it.ownerId === text.ownerId &&
        it.workflowId === text.workflowId &&
        !['skipped', 'expired', 'failed', 'planned'].includes(it.status) &&
        Date.parse(it.createdAt) > from,
    );
    if (others.length > cap.texts)
      broken(
        `${others.length} texts of ${String(text.workflowId)} went to ${String(text.ownerId)}`,
      );
  };

  return (commit) => {
    for (const { before, after } of commit.changes) {
      if (after?.['type'] !== messageType.type) continue;
      const content = after['content'] as { kind: string };
      if (content.kind !== 'workflow') continue;
      if (before === undefined) checkPlanned(salon, commit, after);
      else if (after['status'] === 'sending' && before['status'] !== 'sending')
        claim(commit, messageType.schema.parse(after) as Text);
    }
  };
}

/** A text comes to be with the step that says so, and with nothing else. */
function checkPlanned({ world }: Salon, { changes }: Commit, text: Json): void {
  const tells = changes.some(({ after }) => {
    const entries = (after?.['entries'] ?? []) as readonly { messageId?: string }[];
    return entries.some(({ messageId }) => messageId === text.id);
  });
  if (!tells) world.broken(`text ${text.id} was planned by no step`);
}

/** A start as its business says it, by the runtime's own formatter. */
function spoken({ startsAt, timeZone }: Appointment): string {
  const at = new Date(startsAt);
  const date = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, weekday: 'short', month: 'short', day: 'numeric' },
  }).format(at);
  const time = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hour: 'numeric', minute: '2-digit' },
  }).format(at);
  return `${date} at ${time.replaceAll('\u202f', ' ')}`;
}
