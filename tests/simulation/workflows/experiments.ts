import type { Dice } from '../../../local/demo/dice.ts';
import type { Campaign } from '../../../shared/campaigns/model.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import type { Json } from '../../../shared/platform/store/document-store.ts';
import type { Definition } from '../../../shared/workflows/definition.ts';
import type { Salon } from './salon.ts';
import { take } from './take.ts';
import { writes } from './workflow-acts.ts';

const MINUTE_MS = 60_000;

/** With which template each variant speaks; one of them as the workflow does. */
export const WORDS: Readonly<Record<string, string>> = {
  plain: 'in_campaigns',
  dear: 'in_campaigns_dear',
  short: 'in_campaigns_short',
};

/** How often somebody answers, of 100, so that some experiments find a difference. */
const ANSWERS: Readonly<Record<string, number>> = { plain: 10, dear: 90, short: 10 };

/** What a text is once somebody may have it. */
const REACHED: readonly unknown[] = ['accepted', 'sent', 'delivered'];

/**
 * What experiments look for, and how many owners each of two or three variants needs for that by the usual
 * formula: with a power of 80 % and an error of 5 %, which is shared among the pairs.
 */
const QUESTIONS = [
  { baseline: 0.1, effect: 0.8, needs: { 2: 5, 3: 7 } },
  { baseline: 0.1, effect: 0.5, needs: { 2: 14, 3: 18 } },
  { baseline: 0.3, effect: 0.3, needs: { 2: 42, 3: 57 } },
];

/** The templates of the variants that speak otherwise. */
export function templatesOfVariants(): readonly object[] {
  return [WORDS['dear'], WORDS['short']].map((key) => ({
    ...{ key, name: key, channel: 'sms', category: 'reminders' },
    body: `${String(key)}: {{owner.first_name}}.`,
  }));
}

/** The variants and the experiment of a campaign: one speaks as the workflow, one with other words, one takes other steps. */
export function experimentOf(dice: Dice, { steps }: Definition): object {
  const stepId = steps.find(({ type }) => type === 'send_sms')?.id ?? '';
  const all = [
    { id: 'plain', name: 'As it is' },
    { id: 'dear', name: 'Dear', changes: { [stepId]: { template: WORDS['dear'] } } },
    {
      ...{ id: 'short', name: 'Short' },
      steps: [
        { type: 'send_sms', template: WORDS['short'] },
        { type: 'log_event', message: 'short' },
      ],
    },
  ];
  const variants = all
    .slice(0, dice.int(2, 3))
    .map((it) => ({ ...it, weight: dice.pick([1, 1, 1, 3]) }));
  const { baseline, effect } = dice.pick(QUESTIONS);
  return { variants, experiment: { metric: 'reply', baseline, effect } };
}

/** How many owners each variant of a campaign needs before one may be named the better one. */
export function neededBy({ experiment, variants }: Campaign): number {
  const asked = QUESTIONS.find(
    (it) => it.baseline === experiment?.baseline && it.effect === experiment.effect,
  );
  const needs = asked?.needs[variants.length as 2 | 3];
  if (needs === undefined) throw new Error('Nobody knows how many owners this experiment needs.');
  return needs;
}

/** Who got a text of an experiment answers it or does not, as its words have it. */
export function followText(salon: Salon, before: Json | undefined, after: Json): void {
  if (after['type'] !== messageType.type || after['variant'] === undefined) return;
  if (!REACHED.includes(after['status']) || REACHED.includes(before?.['status'])) return;
  const { timeline, dice, unrest, plan } = salon.world;
  const { variant = '', to } = after as unknown as Message;
  if (!unrest || plan.calm || !dice.chance(ANSWERS[variant] ?? 0)) return;
  const wait = dice.int(1, dice.pick([10, 300])) * MINUTE_MS;
  timeline.after(wait, () => take(salon, writes(salon, to, 'Yes please')));
}
