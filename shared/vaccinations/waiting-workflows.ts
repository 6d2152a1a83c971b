import type { Records } from '../platform/store/records.ts';
import { liveOf } from '../tenants/model.ts';
import { MOST_ACTIVE_PER_TRIGGER, workflowType } from '../workflows/model.ts';

/** An active workflow that starts when a vaccination is about to lapse. */
export interface WaitingWorkflow {
  /** The one threshold it asks for; absent: all of them. */
  readonly daysBefore?: number | undefined;
  /** Whether one of its steps sends a text. */
  readonly texts: boolean;
}

/** The active workflows that a scan's findings start, in one store call. */
export async function waitingWorkflows(
  records: Records,
  tenantId: string,
): Promise<WaitingWorkflow[]> {
  const page = await records.query(workflowType, liveOf(tenantId), {
    where: { activeTrigger: 'vaccination_expiring' },
    limit: MOST_ACTIVE_PER_TRIGGER,
  });
  return page.items.flatMap(({ value: { definition } }) => {
    const { trigger, steps } = definition;
    if (trigger.type !== 'vaccination_expiring') return [];
    const texts = steps.some(({ type }) => type === 'send_sms');
    return [{ daysBefore: trigger.daysBefore, texts }];
  });
}

/** Whether a workflow starts when a vaccination reaches a threshold. */
export function waitsFor({ daysBefore }: WaitingWorkflow, threshold: number): boolean {
  return daysBefore === undefined || daysBefore === threshold;
}
