/** What stands in the way of perfection and is stated as such; counted, never hidden. */
export interface Residuals {
  /** A STOP was committed while the claimed call was on its way. */
  stopDuringCall: number;
  /** A pet or a record changed between the reading and the commit of a claim. */
  factRacedClaim: number;
  /** A second text, because the provider's list did not show the first one in time. */
  secondText: number;
  /** A text that arrived although its message ended as failed: its outcome could not be learned. */
  arrivedUnknown: number;
}

/** What the checks found while a seed ran. */
export interface Findings {
  readonly residuals: Residuals;
  /** The ids of texts that a person had sent again, once per time. */
  readonly retries: string[];
  /** Broken invariants, first one first. */
  readonly violations: string[];
}

/** Nothing found yet. */
export function noFindings(): Findings {
  return {
    residuals: { stopDuringCall: 0, factRacedClaim: 0, secondText: 0, arrivedUnknown: 0 },
    retries: [],
    violations: [],
  };
}
