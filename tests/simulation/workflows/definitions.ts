import { definitionInput, type Definition } from '../../../shared/workflows/definition.ts';

/** What the workflows of these worlds are for. */
export const WORKFLOW_KINDS = [
  'day_before',
  'hours_before',
  'booked',
  'confirmed',
  'moved',
  'cancelled',
  'completed',
  'missed',
  'by_hand',
  'daily',
] as const;
/** One of {@link WORKFLOW_KINDS}. */
export type WorkflowKind = (typeof WORKFLOW_KINDS)[number];

/** Whether a kind is about a visit. */
export function isOfVisit(kind: WorkflowKind): boolean {
  return kind !== 'by_hand' && kind !== 'daily';
}

const TRIGGERS: Readonly<Record<WorkflowKind, object>> = {
  day_before: { type: 'appointment_approaching', hoursBefore: 24 },
  // Not among those that a business has from the beginning: visits are planned anew for it.
  hours_before: { type: 'appointment_approaching', hoursBefore: 5 },
  booked: { type: 'appointment_created' },
  confirmed: { type: 'appointment_confirmed' },
  moved: { type: 'appointment_rescheduled' },
  cancelled: { type: 'appointment_cancelled', delayHours: 1 },
  completed: { type: 'appointment_completed', delayHours: 2 },
  missed: { type: 'no_show_detected' },
  by_hand: { type: 'manual' },
  daily: { type: 'time_based' },
};

/** How a workflow of a kind is written. */
export interface Wording {
  readonly kind: WorkflowKind;
  /** Which of its versions: its words say so. */
  readonly mark: number;
  /** Whether its steps come in another order, so that the same id is another step. */
  readonly turned: boolean;
  readonly maxLateMinutes: number;
  readonly rules: object;
  /** The segment and the local time of the daily one. */
  readonly daily: { readonly segmentId: string; readonly at: string };
}

/** A definition: every version speaks of its mark in all that it leaves behind. */
export function definitionOf(wording: Wording): Definition {
  const { kind, mark, turned, maxLateMinutes, rules, daily } = wording;
  const words = `${kind} v${String(mark)}`;
  const trigger =
    kind === 'daily'
      ? { type: 'time_based', rule: { every: 'day', at: daily.at }, segmentId: daily.segmentId }
      : TRIGGERS[kind];
  const text = { type: 'send_sms', template: kind };
  const log = { type: 'log_event', message: words };
  const note = { type: 'update_record', addTags: [kind.replace('_', ' ')], appendNote: words };
  const short = turned ? [log, note, text] : [text, note, log];
  const waits = mark % 2 === 0 ? { hours: 2 } : { days: 1, until: '10:00' };
  const first = turned ? [note, text] : [text, note];
  const long = [
    ...first,
    { type: 'wait', ...waits },
    {
      type: 'branch',
      conditions: { field: 'owner.tags', operator: 'contains', value: 'daily' },
      then: 'last',
    },
    log,
    { type: 'stop', id: 'last', reason: words },
  ];
  const steps = kind === 'completed' || kind === 'by_hand' ? long : short;
  return definitionInput.parse({
    name: words,
    trigger,
    conditions: { field: 'owner.status', operator: 'equals', value: 'active' },
    steps,
    maxLateMinutes,
    outsideHours: 'skip',
    ...rules,
  });
}

/** The template of a kind: of a visit it says when it is. */
export function templateOf(kind: WorkflowKind): object {
  const when = isOfVisit(kind) ? ' {{appointment.date}} at {{appointment.time}}' : '';
  return {
    key: kind,
    name: kind,
    category: 'reminders',
    channel: 'sms',
    body: `${kind}: {{owner.first_name}}${when}.`,
  };
}
