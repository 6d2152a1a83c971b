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
  'in_campaigns',
  'keyword',
  'birthday',
  'expiring',
  'week_left',
] as const;
/** One of {@link WORKFLOW_KINDS}. */
export type WorkflowKind = (typeof WORKFLOW_KINDS)[number];

const OF_VACCINATIONS: readonly WorkflowKind[] = ['expiring', 'week_left'];

const OF_NO_VISIT: readonly WorkflowKind[] = [
  ...(['by_hand', 'daily', 'in_campaigns', 'keyword', 'birthday'] as const),
  ...OF_VACCINATIONS,
];

/** Whether a kind is about a visit. */
export function isOfVisit(kind: WorkflowKind): boolean {
  return !OF_NO_VISIT.includes(kind);
}

/** Whether a kind is about vaccinations that are about to lapse. */
export function isOfVaccinations(kind: WorkflowKind): boolean {
  return OF_VACCINATIONS.includes(kind);
}

/** The word by which owners enter the workflow of a keyword. */
export const KEYWORD = 'DEAL';

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
  in_campaigns: { type: 'manual' },
  keyword: { type: 'inbound_keyword', keywords: [KEYWORD] },
  birthday: { type: 'birthday' },
  expiring: { type: 'vaccination_expiring', delayHours: 1 },
  week_left: { type: 'vaccination_expiring', daysBefore: 7 },
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
  /** Whether it writes an e-mail after its text. */
  readonly mails: boolean;
  /** The segment of the daily one, and the local time of those that recur. */
  readonly daily: { readonly segmentId: string; readonly at: string };
}

const LONG: readonly WorkflowKind[] = ['completed', 'by_hand', 'in_campaigns', 'expiring'];

/** The key of the e-mail of a kind. */
function mailOf(kind: WorkflowKind): string {
  return `${kind}_mail`;
}

/** A definition: every version speaks of its mark in all that it leaves behind. */
export function definitionOf(wording: Wording): Definition {
  const { kind, mark, turned, maxLateMinutes, rules, mails, daily } = wording;
  const words = `${kind} v${String(mark)}`;
  const recurs = {
    daily: { rule: { every: 'day', at: daily.at }, segmentId: daily.segmentId },
    birthday: { at: daily.at },
  };
  const trigger = { ...TRIGGERS[kind], ...(kind in recurs && recurs[kind as keyof typeof recurs]) };
  const text = [
    { type: 'send_sms', template: kind },
    ...(mails ? [{ type: 'send_email', template: mailOf(kind) }] : []),
  ];
  const log = { type: 'log_event', message: words };
  const note = { type: 'update_record', addTags: [kind.replace('_', ' ')], appendNote: words };
  const short = turned ? [log, note, ...text] : [...text, note, log];
  const waits = mark % 2 === 0 ? { hours: 2 } : { days: 1, until: '10:00' };
  const first = turned ? [note, ...text] : [...text, note];
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
  const steps = LONG.includes(kind) ? long : short;
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

/** What the words of a kind say beside whom they speak to. */
function saidOf(kind: WorkflowKind): string {
  if (isOfVisit(kind)) return ' {{appointment.date}} at {{appointment.time}}';
  return isOfVaccinations(kind)
    ? ', {{vaccination.vaccines}} of {{vaccination.pet_names}} until {{vaccination.expires_on}}'
    : '';
}

/** The text and the e-mail of a kind: of a visit they say when it is, of vaccinations which lapse when. */
export function templatesOf(kind: WorkflowKind): readonly object[] {
  const words = { category: 'reminders', body: `${kind}: {{owner.first_name}}${saidOf(kind)}.` };
  const mail = { channel: 'email', subject: kind };
  return [
    { key: kind, name: kind, channel: 'sms', ...words },
    { key: mailOf(kind), name: mailOf(kind), ...mail, ...words },
  ];
}
