import type { Log } from '../../log.ts';

/** The calls of the store that cost request units. */
export type ChargedOperation =
  'get' | 'getMany' | 'query' | 'count' | 'commit' | 'due' | 'dueTenants' | 'lookup';

/** What one call of the store cost, retries and failed attempts included as far as the service says. */
export interface Charge {
  readonly operation: ChargedOperation;
  /** Request units, the currency of Cosmos DB: some 1 per KB read by id, 5 and more per write. */
  readonly requestUnits: number;
}

/** Adds up one call's request units. */
export interface Meter {
  /** Takes the `requestCharge` of an answer; anything but a number counts nothing. */
  add(requestCharge: unknown): void;
}

/** Logs each charge at debug level beside the sum of its kind since the start of the process. */
export function chargeLog(log: Log): (charge: Charge) => void {
  const totals = new Map<ChargedOperation, { calls: number; requestUnits: number }>();
  return ({ operation, requestUnits }) => {
    const total = totals.get(operation) ?? { calls: 0, requestUnits: 0 };
    totals.set(operation, total);
    total.calls += 1;
    total.requestUnits += requestUnits;
    log.debug('The store charged an operation.', {
      operation,
      requestUnits: rounded(requestUnits),
      calls: total.calls,
      totalRequestUnits: rounded(total.requestUnits),
    });
  };
}

function rounded(requestUnits: number): number {
  return Math.round(requestUnits * 100) / 100;
}
