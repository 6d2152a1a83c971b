import {
  vaccinationType,
  type Vaccination,
  type VaccinationAlert,
} from '../../../shared/vaccinations/model.ts';
import type { WorkflowRun } from '../../../shared/workflows/model.ts';
import { allOf, type Commit } from '../engine/truth.ts';
import type { Salon } from './salon.ts';
import { VACCINES } from './vaccination-acts.ts';
import { whoIs } from './who-is.ts';

/** What a message says, by a name for what is broken. */
interface Said {
  readonly name: string;
  readonly words: string;
}

/** Follows vaccinations and pets, so that a check knows what lapses, and whether who read it could know. */
export interface Lapses {
  learn(commit: Commit): void;
  /** The records that a run speaks of and that lapse as it says; undefined: it is about no vaccination. */
  left(run: WorkflowRun): readonly Vaccination[] | undefined;
  /** Whether somebody read all of what `left` hangs on since it changed last. */
  knew(by: Commit['by'], run: WorkflowRun): boolean;
  /** Whether a pet is there, and was when somebody read it last. */
  isPetThere(by: Commit['by'], petId: string): boolean;
  /** Checks what a run's message says when it is claimed: what lapses, whose and when, as last read. */
  said(by: Commit['by'], run: WorkflowRun, message: Said): void;
}

/** Follows the vaccinations of a world. */
export function followLapses(salon: Salon): Lapses {
  const { world, plan, facts } = salon;
  const { truth } = world;
  const people = whoIs(salon);
  const since = new Map<string, number>();
  const petOf = (id: string) => truth.document(plan.tenantId, id);

  const alertsOf = ({ facts: begun }: WorkflowRun): readonly VaccinationAlert[] | undefined =>
    (begun['alertIds'] as readonly string[] | undefined)?.map(
      (id) => truth.document(plan.tenantId, id) as unknown as VaccinationAlert,
    );

  /** In force, until the day that was told of, of a pet that is there and theirs. */
  const lapses = (run: WorkflowRun, { vaccinationId, expiryDate }: VaccinationAlert) => {
    const all = allOf(truth, vaccinationType);
    return all.filter((it) => {
      if (it.id !== vaccinationId || it.expiryDate !== expiryDate) return false;
      const ofOne = all.filter(
        ({ petId, vaccine }) => petId === it.petId && vaccine === it.vaccine,
      );
      if (ofOne.some((other) => other.expiryDate > it.expiryDate)) return false;
      const pet = petOf(it.petId);
      const whose = people.now(String(pet?.['ownerId']));
      return pet?.['status'] === 'active' && whose === people.now(run.ownerId);
    });
  };

  const left: Lapses['left'] = (run) => alertsOf(run)?.flatMap((alert) => lapses(run, alert));

  const knew: Lapses['knew'] = (by, run) => {
    const alerts = alertsOf(run) ?? [];
    const read = (key: string): number => by?.lastRead.get(key) ?? Infinity;
    const ids = alerts.flatMap(({ vaccinationId, petId }) => [vaccinationId, petId]);
    const changedAt = [...ids.map((id) => since.get(id) ?? 0), mergedAt(run.ownerId)];
    const readAt = [run.ownerId, 'query pet', ...alerts.map((it) => it.vaccinationId)].map(read);
    return Math.max(...changedAt) <= Math.min(...readAt);
  };

  const mergedAt = (ownerId: string): number => facts.since('merged', plan.tenantId, ownerId) ?? 0;

  return {
    learn({ number, changes }) {
      for (const { before, after } of changes) {
        const { type, id = '' } = (after ?? before ?? {}) as { type?: string; id?: string };
        if (type === 'pet' || type === vaccinationType.type) since.set(id, number);
        // Of a new record the older ones of its vaccine may say nothing.
        if (type !== vaccinationType.type) continue;
        const { petId, vaccine } = (after ?? before) as unknown as Vaccination;
        for (const it of allOf(truth, vaccinationType))
          if (it.petId === petId && it.vaccine === vaccine) since.set(it.id, number);
      }
    },
    left,
    knew,
    isPetThere: (by, petId) =>
      petOf(petId)?.['status'] === 'active' &&
      (since.get(petId) ?? 0) <= (by?.lastRead.get(petId) ?? 0),
    said(by, run, { name, words }) {
      const records = left(run);
      if (records === undefined) return;
      const names = records.map(({ petId }) => String(petOf(petId)?.['name']));
      const vaccines = records.map(({ vaccine }) => VACCINES[vaccine] ?? vaccine);
      const [first] = records.map(({ expiryDate }) => expiryDate).sort();
      const is = [sorted(vaccines), sorted(names), first && spoken(first)].join(' | ');
      if (is === heard(words)) return;
      if (knew(by, run)) world.broken(`${name} says "${words}" when what lapses is ${is}`);
      else world.tally('residuals', 'a message was claimed while its vaccinations changed');
    },
  };
}

function sorted(names: readonly string[]): string {
  return [...new Set(names)].sort().join();
}

/** What a message says, in the form in which it is compared. */
function heard(words: string): string {
  const [, vaccines = '', pets = '', until = ''] =
    /, (.+) of (.+) until (\w+, \w+ \d+)\./.exec(words) ?? [];
  const listed = (text: string): string => sorted(text.split(/, | and /));
  return [listed(vaccines), listed(pets), until].join(' | ');
}

/** A date as texts say it, by the runtime's own formatter. */
function spoken(date: string): string {
  const parts = { weekday: 'short', month: 'short', day: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-US', parts).format(new Date(date));
}
