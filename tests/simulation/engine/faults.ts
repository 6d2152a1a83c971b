import type { Dice } from '../../../local/demo/dice.ts';

/** The services an instance calls. */
export type Port = 'store' | 'queue' | 'provider' | 'files' | 'email';

/**
 * How a call goes wrong. refused: nothing was applied. timed-out: nothing was applied, and the
 * answer took long. applied-then-timed-out: it was applied and the caller is not told. slow: right,
 * but late. crash-before, crash-after: the instance dies before or after the call was applied.
 */
export type CallFault =
  'refused' | 'timed-out' | 'applied-then-timed-out' | 'slow' | 'crash-before' | 'crash-after';

/** What happens to pointers, instances and the clock without any call, in every kind of world. */
const ENGINE_FAULTS = [
  'pointer-twice',
  'pointer-stale',
  'pointer-lost',
  'pointer-delete-failed',
  'instance-killed',
  'instance-paused',
  'ticks-stopped',
  'tick-twice',
] as const;

/** What happens to the services of some kinds without any call. */
type ServiceFault =
  | 'provider-sender-refused'
  | 'provider-sender-broken'
  | 'provider-lagging-list'
  | 'provider-lagging-answer'
  | 'receipt-lost'
  | 'receipt-twice'
  | 'receipt-early'
  | 'receipt-late'
  | 'receipt-out-of-order'
  | 'receipt-contradicts'
  | 'receipt-of-nobody';

/** A fault that no call brings about. */
export type WorldFault = (typeof ENGINE_FAULTS)[number] | ServiceFault | `${Port}-outage`;
/** Every kind of fault. */
export type Fault = `${Port}-${CallFault}` | WorldFault;

const CALL_FAULTS: readonly CallFault[] = [
  'refused',
  'timed-out',
  'applied-then-timed-out',
  'slow',
  'crash-before',
  'crash-after',
];

/** Every kind of fault that a kind of world must meet, by the services it calls. */
export function faultsOf(kind: {
  readonly ports: readonly Port[];
  readonly faults: readonly WorldFault[];
}): Fault[] {
  return [
    ...kind.ports.flatMap((port) => CALL_FAULTS.map((fault): Fault => `${port}-${fault}`)),
    ...kind.ports.map((port): Fault => `${port}-outage`),
    ...ENGINE_FAULTS,
    ...kind.faults,
  ];
}

/** Decides which faults occur and counts them. */
export interface Injector {
  /** The fault that befalls a call of `port`, out of those that can. */
  forCall(port: Port, possible: readonly CallFault[]): CallFault | undefined;
  /** Whether a fault outside of calls occurs now. */
  occurs(fault: WorldFault): boolean;
  /** No fault occurs from here on. */
  stop(): void;
  readonly counts: ReadonlyMap<Fault, number>;
}

/** Chances in a thousand that a seed chooses among for a fault: most seeds see few kinds, some many. */
const CALL_RATES = [0, 0, 0, 3, 10, 40] as const;
const CRASH_RATES = [0, 0, 2, 8, 20] as const;
const WORLD_RATES = [0, 0, 20, 80, 200] as const;
/** Listing late is rare: it is what the residual is about. */
const LAG_RATES = [0, 0, 0, 200] as const;
/** Calls to whoever carries texts and mails are few. */
const RARE_RATES = [0, 0, 20, 80, 200] as const;

/** The rate of a fault that a run is after. */
const FOCUS_RATE = 150;

/**
 * An injector of these faults whose rates are the seed's, but those of `focus`, which are high; a
 * `calm` one never does anything.
 */
export function injectorOf(
  dice: Dice,
  faults: readonly Fault[],
  calm: boolean,
  focus: readonly Fault[],
): Injector {
  const rates = new Map(faults.map((fault) => [fault, dice.pick(ratesOf(fault))]));
  for (const fault of focus) rates.set(fault, FOCUS_RATE);
  const counts = new Map<Fault, number>();
  let stopped = calm;
  const inPorts = new Map<Port, Map<CallFault, { readonly fault: Fault; readonly rate: number }>>();
  const ofPort = (port: Port): Map<CallFault, { readonly fault: Fault; readonly rate: number }> => {
    const known = inPorts.get(port);
    if (known !== undefined) return known;
    const fresh = new Map(
      CALL_FAULTS.map((behaviour) => {
        const fault: Fault = `${port}-${behaviour}`;
        return [behaviour, { fault, rate: rates.get(fault) ?? 0 }];
      }),
    );
    inPorts.set(port, fresh);
    return fresh;
  };
  const count = (fault: Fault): void => {
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
  };
  return {
    counts,
    forCall(port, possible) {
      if (stopped) return undefined;
      let roll = dice.int(1, 1000);
      const ofIt = ofPort(port);
      for (const behaviour of possible) {
        const chosen = ofIt.get(behaviour);
        if (chosen === undefined) continue;
        roll -= chosen.rate;
        if (roll > 0) continue;
        count(chosen.fault);
        return behaviour;
      }
      return undefined;
    },
    occurs(fault) {
      if (stopped || dice.int(1, 1000) > (rates.get(fault) ?? 0)) return false;
      count(fault);
      return true;
    },
    stop() {
      stopped = true;
    },
  };
}

function ratesOf(fault: Fault): readonly number[] {
  if (fault === 'provider-lagging-list') return LAG_RATES;
  if (/^(provider|email)-/.test(fault)) return RARE_RATES;
  if (fault.includes('crash')) return CRASH_RATES;
  return CALL_FAULTS.some((behaviour) => fault.endsWith(`-${behaviour}`))
    ? CALL_RATES
    : WORLD_RATES;
}
