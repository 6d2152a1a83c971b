import type { FieldProblem } from '../kernel/problem.ts';
import { STOP, successorsOf, type Step } from './steps.ts';

/**
 * What is wrong with the way through the steps: an id twice, a step that is not there, a circle, a step
 * that is never reached.
 */
export function checkPath(steps: readonly Step[]): FieldProblem[] {
  const ids = steps.map(({ id }) => id);
  const twice = ids.findIndex((id, n) => ids.indexOf(id) !== n);
  if (twice >= 0) {
    return [
      {
        field: `steps[${String(twice)}].id`,
        value: ids[twice],
        detail: 'Two steps have this id.',
        allowed: 'an id of its own for each step',
      },
    ];
  }
  const lost = steps.flatMap((step, n) => checkTargets(step, `steps[${String(n)}]`, ids));
  return lost.length > 0 ? lost : [...checkCircles(steps, ids), ...checkReach(steps, ids)];
}

function checkTargets(step: Step, path: string, ids: readonly string[]): FieldProblem[] {
  const targets = step.type === 'branch' ? { then: step.then, else: step.else } : nextOf(step);
  return Object.entries(targets).flatMap(([name, target]) =>
    target === undefined || target === STOP || ids.includes(target)
      ? []
      : [
          {
            field: `${path}.${name}`,
            value: target,
            detail: 'There is no step of this id.',
            allowed: [...ids, STOP].join(', '),
          },
        ],
  );
}

function nextOf(step: Step): Record<string, string | undefined> {
  return 'next' in step ? { next: step.next } : {};
}

/** Every path must end: whoever waits in a circle would be texted for ever. */
function checkCircles(steps: readonly Step[], ids: readonly string[]): FieldProblem[] {
  const state = new Map<string, 'open' | 'done'>();
  let circle: readonly string[] | undefined;
  const visit = (id: string, path: readonly string[]): void => {
    if (state.get(id) === 'open') circle ??= [...path.slice(path.indexOf(id)), id];
    if (state.has(id)) return;
    state.set(id, 'open');
    for (const next of successorsOf(steps, ids.indexOf(id))) {
      if (next !== undefined) visit(next, [...path, id]);
    }
    state.set(id, 'done');
  };
  for (const id of ids) visit(id, []);
  if (circle === undefined) return [];
  const from = ids.indexOf(circle.at(-2) ?? '');
  return [
    {
      field: `steps[${String(from)}]`,
      value: circle.join(' -> '),
      detail: 'The steps lead in a circle.',
      allowed: 'steps that lead on, each run ends',
    },
  ];
}

function checkReach(steps: readonly Step[], ids: readonly string[]): FieldProblem[] {
  const reached = new Set<string>();
  const open = ids.slice(0, 1);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...successorsOf(steps, ids.indexOf(id)).filter((it) => it !== undefined));
  }
  return ids.flatMap((id, n) =>
    reached.has(id)
      ? []
      : [
          {
            field: `steps[${String(n)}]`,
            value: id,
            detail: 'No path leads to this step.',
            allowed: 'a step that another one leads to',
          },
        ],
  );
}
