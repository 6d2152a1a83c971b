import type { Appointment } from '../appointments/model.ts';
import { visitThen } from '../appointments/visit-then.ts';
import { appointmentFacts } from '../facts/appointment-facts.ts';
import { fieldsOf } from '../facts/field-groups.ts';
import { ownerFacts, type OwnerRead } from '../facts/owner-facts.ts';
import { compileCondition } from '../kernel/compile-condition.ts';
import type { Condition, Facts } from '../kernel/condition.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import type { Tenant } from '../tenants/model.ts';
import { dateAt } from '../tenants/zone-periods.ts';
import type { Definition } from './definition.ts';
import type { DryRunItem, DryRunSkip, DryRunText, Occasion } from './dry-run-model.ts';
import { whyUnfit } from './run-fits.ts';
import { mayEnterAgain, reentryInWords } from './reentry.ts';
import { successorsOf, type Step } from './steps.ts';
import { tagsAfter } from './update-record.ts';
import { groupsOf } from './triggers.ts';
import { waitUntil } from './wait-until.ts';

const HOUR_MS = 3_600_000;

/** What sends: decides about a text or an e-mail of a step, without sending anything. */
export type TrySend = (
  step: Extract<Step, { type: 'send_sms' | 'send_email' }>,
  moment: { readonly now: Instant; readonly facts: Facts; readonly visit?: Appointment },
) => DryRunText | Omit<DryRunSkip, 'stepId'>;

/** Whose runs are walked through, under which workflow. */
export interface Walked {
  readonly definition: Definition;
  readonly tenant: Tenant;
  readonly read: OwnerRead;
  readonly staffName: (id: string) => string | undefined;
  readonly send: TrySend;
}

/** When the owner last entered, and until when that run was under way. */
export interface LastEntry {
  readonly enteredAt: Instant;
  readonly endedAt?: Instant;
}

/**
 * Walks an owner through a workflow for each occasion, oldest first, by the rules that runs follow: the
 * re-entry rule at the occasion, then at each step the state of the visit and the conditions as they
 * stood at its time. What a step writes is kept in mind, not written.
 */
export function walkOccasions(
  walked: Walked,
  occasions: readonly Occasion[],
  before?: LastEntry,
): DryRunItem[] {
  let last = before;
  return occasions.map((occasion) => {
    const { at, subject } = occasion;
    const item = { ownerId: walked.read.owner.id, at, ...(subject && { subject }) };
    if (occasion.void !== undefined) {
      const skip: DryRunSkip = { reason: 'no-longer-fits', reasons: [occasion.void] };
      return { ...item, texts: [], skipped: [skip] };
    }
    const { reentry } = walked.definition;
    const running = last !== undefined && (last.endedAt === undefined || last.endedAt > at);
    if (last && !mayEnterAgain(reentry, { enteredAt: last.enteredAt, running }, at)) {
      const skip: DryRunSkip = { reason: 're-entry', reasons: [reentryInWords(reentry)] };
      return { ...item, texts: [], skipped: [skip] };
    }
    const { texts, skipped, endedAt } = walkOnce(walked, occasion);
    last = { enteredAt: at, endedAt };
    return { ...item, texts, skipped };
  });
}

interface Way {
  now: Instant;
  tags: readonly string[];
  readonly texts: DryRunText[];
  readonly skipped: DryRunSkip[];
}

function walkOnce(walked: Walked, occasion: Occasion) {
  const { steps, trigger } = walked.definition;
  const delay = 'delayHours' in trigger ? (trigger.delayHours ?? 0) * HOUR_MS : 0;
  const { tags = [] } = walked.read.owner;
  const way: Way = { now: addMs(occasion.at, delay), tags, texts: [], skipped: [] };
  let id: string | undefined = steps[0]?.id;
  while (id !== undefined) {
    const index = steps.findIndex((step) => step.id === id);
    const step = steps[index];
    if (step === undefined) break;
    const over = whyOverThen(walked, occasion, way);
    if (over !== undefined) {
      way.skipped.push({ stepId: step.id, ...over });
      break;
    }
    id = takenStep(walked, occasion, way, step, successorsOf(steps, index));
  }
  return { texts: way.texts, skipped: way.skipped, endedAt: way.now };
}

/** Takes a step and says which one follows. */
function takenStep(
  walked: Walked,
  occasion: Occasion,
  way: Way,
  step: Step,
  [following, otherwise]: readonly (string | undefined)[],
): string | undefined {
  switch (step.type) {
    case 'send_sms':
    case 'send_email': {
      const visit = occasion.visit && visitThen(occasion.visit, way.now);
      const facts = factsThen(walked, occasion, way);
      const tried = walked.send(step, { now: way.now, facts, ...(visit && { visit }) });
      if ('body' in tried) way.texts.push(tried);
      else way.skipped.push({ stepId: step.id, ...tried });
      return following;
    }
    case 'update_record':
      way.tags = tagsAfter(way.tags, step);
      return following;
    case 'log_event':
      return following;
    case 'wait':
      way.now = waitUntil(step, way.now, walked.tenant);
      return following;
    case 'branch': {
      const facts = factsThen(walked, occasion, way);
      const fails = whyNotThen(walked, step.conditions, facts, way.now).length > 0;
      return fails ? otherwise : following;
    }
    case 'stop':
      return undefined;
  }
}

/** Facts of an occasion that tell which time of several it is about. */
const COUNTS = ['scheduleVersion', 'completionSeq', 'cancellationSeq'];

function whyOverThen(
  walked: Walked,
  occasion: Occasion,
  way: Way,
): Omit<DryRunSkip, 'stepId'> | undefined {
  const { trigger, conditions } = walked.definition;
  const visit = occasion.visit && visitThen(occasion.visit, way.now);
  const { subject, facts } = occasion;
  const counts: Record<string, number> = {};
  for (const name of COUNTS) counts[name] = Number(facts[name] ?? 0);
  const run = { ...(subject && { subject }), facts: counts };
  const unfit = whyUnfit(trigger.type, run, visit);
  if (unfit !== undefined) return { reason: 'no-longer-fits', reasons: [unfit] };
  const reasons = whyNotThen(walked, conditions, factsThen(walked, occasion, way), way.now);
  return reasons.length === 0 ? undefined : { reason: 'conditions', reasons };
}

function whyNotThen(
  { definition, tenant }: Walked,
  conditions: Condition,
  facts: Facts,
  now: Instant,
): readonly string[] {
  const compiled = compileCondition(conditions, fieldsOf(groupsOf(definition.trigger.type)));
  const today = dateAt(tenant, now);
  if (compiled.holds(facts, today)) return [];
  const reasons = compiled.whyNot(facts, today);
  return reasons.length > 0 ? reasons : ['No part of the conditions holds.'];
}

/** What was known then: the owner as they are today, on that day, and the visit as it stood. */
function factsThen({ read, tenant, staffName }: Walked, { visit, facts }: Occasion, way: Way) {
  const tags = way.tags.length === 0 ? undefined : [...way.tags];
  const owner = ownerFacts(
    { ...read, owner: { ...read.owner, tags } },
    tenant,
    dateAt(tenant, way.now),
  );
  const name = visit && staffName(visit.staffId);
  const staff = name === undefined ? undefined : { name };
  const then = visit && appointmentFacts(visitThen(visit, way.now), read.pets, staff);
  return { ...owner, ...then, ...facts };
}
