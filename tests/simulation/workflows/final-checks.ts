import { eventType } from '../../../shared/events/model.ts';
import { jobType } from '../../../shared/jobs/model.ts';
import { messageType, type Message } from '../../../shared/messaging/model.ts';
import type { OutboundText } from '../../../shared/platform/sms/sms-transport.ts';
import { allOf } from '../engine/truth.ts';
import { wordingOf, type Salon } from './salon.ts';
import { runsIn } from './workflow-acts.ts';

const FINAL_TEXT = ['accepted', 'sent', 'delivered', 'undelivered', 'failed', 'skipped', 'expired'];

/** The invariants that must hold once nothing is due any more. */
export function checkOutcome(salon: Salon): void {
  const { truth, broken, timeline } = salon.world;
  const now = timeline.now();
  for (const { id, status } of allOf(truth, eventType)) {
    if (status !== 'handled') broken(`event ${id} is ${status}`);
  }
  checkRuns(salon);
  const messages = allOf(truth, messageType);
  for (const { id, status, reason } of messages) {
    if (!FINAL_TEXT.includes(status)) broken(`text ${id} is still ${status}`);
    if (['skipped', 'expired', 'failed'].includes(status) && reason === undefined)
      broken(`text ${id} is ${status} for no reason`);
  }
  for (const type of ['message', 'email', 'workflowRun', 'job', 'appointment', 'event']) {
    for (const { id, dueAt } of truth.all(type)) {
      if (typeof dueAt === 'string' && dueAt <= now) broken(`${id} is still due`);
    }
  }
  for (const { id, status } of allOf(truth, jobType)) {
    if (status === 'running' || status === 'held') broken(`job ${id} is still ${status}`);
  }
  checkSends(salon, messages);
}

/** Every run came to an end that says why. */
function checkRuns(salon: Salon): void {
  const { world, plan } = salon;
  for (const run of runsIn(salon)) {
    const { id, status, entries, dueAt, finishedAt, stepId } = run;
    const last = entries.at(-1);
    const name = `run ${id}, ${status},`;
    if (status === 'running') world.broken(`${name} never came to an end`);
    if (dueAt !== undefined || stepId !== undefined) world.broken(`${name} is over and due`);
    if (finishedAt === undefined) world.broken(`${name} does not say when it ended`);
    if (last === undefined || last.what === 'entered') world.broken(`${name} ended for no reason`);
    if ((status === 'done') !== (last?.what === 'done'))
      world.broken(`${name} ended with "${String(last?.what)}"`);
    if (plan.calm && status === 'failed') world.broken(`${name} although nothing went wrong`);
    world.tally('endings of runs', status === 'done' ? status : `${status}: ${String(last?.what)}`);
    world.tally('runs', wordingOf(salon, run.workflowId).kind);
  }
}

/** Nobody got more texts of the same words than there are steps that said so. */
function checkSends({ world, provider }: Salon, messages: readonly Message[]): void {
  const alike = ({ to, body = '' }: Pick<Message, 'to' | 'body'> | OutboundText): string =>
    `${to}|${body}`;
  const texts = Map.groupBy(provider.accepted, ({ text }) => alike(text));
  const meant = Map.groupBy(
    messages.filter(({ sends }) => sends > 0),
    alike,
  );
  for (const [words, sent] of texts) {
    const wanted = meant.get(words)?.length ?? 0;
    if (sent.length > wanted)
      world.broken(`${words} reached its owner ${sent.length} times and was meant ${wanted} times`);
  }
  for (const { id, status, providerId } of messages) {
    const known = provider.accepted.some((it) => it.providerId === providerId);
    if (['accepted', 'sent', 'delivered'].includes(status) && !known)
      world.broken(`text ${id} is ${status} and never reached the provider`);
  }
  world.tally('texts', 'accepted', provider.accepted.length);
  for (const { status, reason } of messages) {
    world.tally('endings of texts', reason === undefined ? status : `${status}: ${reason}`);
  }
}
