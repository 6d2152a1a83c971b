import { mergeOwners } from '../../../shared/customers/merge-owners.ts';
import { updateOwner } from '../../../shared/customers/update-owner.ts';
import { receiveText } from '../../../shared/messaging/receive-text.ts';
import { changeWorkflow, rollBackWorkflow } from '../../../shared/workflows/edit-workflows.ts';
import { workflowRunType, type WorkflowRun } from '../../../shared/workflows/model.ts';
import { activateWorkflow, deactivateWorkflow } from '../../../shared/workflows/set-status.ts';
import { cancelRun, retryRun, startRunByHand } from '../../../shared/workflows/steer-run.ts';
import { numberOf } from '../customers/population.ts';
import { allOf } from '../engine/truth.ts';
import type { Act } from '../visits/visit-acts.ts';
import { definitionOf, KEYWORD } from './definitions.ts';
import { wordingOf, type Salon } from './salon.ts';

/** What the manager does about a workflow, chosen by the dice among what people try, fitting or not. */
export function actOnWorkflow(salon: Salon, workflowId: string): Act {
  const { dice, truth } = salon.world;
  const { tenantId } = salon.plan;
  const which = { tenantId, workflowId, expected: undefined };
  const is = String(truth.document(tenantId, workflowId)?.['status']);
  const named = (name: string, run: Act['run']): Act => ({ name: `${name} ${workflowId}`, run });
  const edit = (): Act => {
    const before = wordingOf(salon, workflowId);
    const wording = { ...before, mark: before.mark + 1, turned: !before.turned };
    salon.wordings.set(workflowId, wording);
    const definition = definitionOf(wording);
    return named('edit', async (context) => changeWorkflow(context, { ...which, definition }));
  };
  const off = (status: 'paused' | 'archived'): Act =>
    named(status, async (context) => deactivateWorkflow(context, { ...which, status }));
  const on = (): Act =>
    named('activate', async (context) => activateWorkflow(context, { ...which, confirm: true }));
  const back = (): Act => {
    const version = dice.int(1, wordingOf(salon, workflowId).mark);
    return named(`roll back to ${String(version)}`, async (context) =>
      rollBackWorkflow(context, { ...which, version }),
    );
  };
  if (is !== 'active' && dice.chance(60)) return on();
  return dice.pick([edit, edit, back, () => off('paused'), () => off('archived'), on])();
}

/** Somebody is let into a workflow by hand; who presses twice asks for the same. */
export function letIn({ world, plan }: Salon, workflowId: string, ownerId: string): Act {
  const requestId = `req-${String(world.dice.int(1, 1_000_000))}`;
  const start = { tenantId: plan.tenantId, workflowId, ownerId, requestId };
  return {
    name: `let ${ownerId} into ${workflowId}`,
    run: async (context) => startRunByHand(context, start),
  };
}

/** What staff do about a run. */
export function actOnRun({ world }: Salon, { tenantId, id: runId, status }: WorkflowRun): Act {
  return status === 'failed' || world.dice.chance(10)
    ? { name: `retry ${runId}`, run: async (context) => retryRun(context, { tenantId, runId }) }
    : { name: `cancel ${runId}`, run: async (context) => cancelRun(context, { tenantId, runId }) };
}

/** An owner wants no more texts, and says so to the machine or to the staff. */
export function refuses(salon: Salon, ownerId: string): Act {
  const { truth, dice } = salon.world;
  const { tenantId } = salon.plan;
  const phone = truth.document(tenantId, ownerId)?.['phone'];
  if (typeof phone === 'string' && dice.chance(60)) return writes(salon, phone, 'STOP');
  const changes = dice.pick([{ smsOptedIn: false }, { status: 'inactive' as const }]);
  return {
    name: `refusal of ${ownerId}`,
    run: async (context) =>
      updateOwner(context, { tenantId, ownerId, changes, expected: undefined }),
  };
}

/** Somebody sends the business a text. */
export function writes({ world, plan: { tenantId } }: Salon, from: string, body: string): Act {
  const received = { tenantId, from, body, providerId: `IN${String(world.dice.int(1, 1e9))}` };
  return { name: `${body} of ${from}`, run: async (context) => receiveText(context, received) };
}

/** What an owner says, or is said of them: words that end and begin texts, another number, a merge. */
export function actOfOwner(salon: Salon, ownerId: string): Act {
  const { dice, truth } = salon.world;
  const { tenantId } = salon.plan;
  const phone = truth.document(tenantId, ownerId)?.['phone'];
  const change = (name: string, changes: Parameters<typeof updateOwner>[1]['changes']): Act => ({
    name: `${name} ${ownerId}`,
    run: async (context) =>
      updateOwner(context, { tenantId, ownerId, changes, expected: undefined }),
  });
  const text = (body: string): Act =>
    typeof phone === 'string'
      ? writes(salon, phone, body)
      : change('allow texts', { smsOptedIn: true });
  const others = truth.all('owner').filter(({ id }) => id !== ownerId);
  const merge = (): Act => {
    const [into] = dice.shuffle(others);
    if (into === undefined || !dice.chance(50)) return refuses(salon, ownerId);
    return mergeInto(salon, ownerId, into.id);
  };
  const choices: readonly (() => Act)[] = [
    () => refuses(salon, ownerId),
    () => text('START'),
    () => text('thanks'),
    () => text(KEYWORD),
    () => text(KEYWORD.toLowerCase()),
    () => change('allow texts', { smsOptedIn: true }),
    () => change('come back', { status: 'active' }),
    () => change('change number', { phone: numberOf(dice.int(0, 9)) }),
    merge,
    merge,
  ];
  return dice.pick(choices)();
}

/** Two of all owners become one. */
export function mergeTwo(salon: Salon): Act {
  const { dice, truth } = salon.world;
  const [from = '', into = ''] = dice.shuffle(truth.all('owner').map(({ id }) => id));
  return mergeInto(salon, from, into);
}

function mergeInto({ plan: { tenantId } }: Salon, fromId: string, intoId: string): Act {
  const expected = { expectedInto: undefined, expectedFrom: undefined };
  return {
    name: `merge ${fromId} into ${intoId}`,
    run: async (context) => mergeOwners(context, { tenantId, intoId, fromId, ...expected }),
  };
}

/** Every run as it stands. */
export function runsIn({ world }: Pick<Salon, 'world'>): readonly WorkflowRun[] {
  return allOf(world.truth, workflowRunType);
}
