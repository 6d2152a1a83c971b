/** What of jStat is used: distributions of a family by its parameters. It brings no types of its own. */
declare module 'jstat' {
  const jStat: {
    readonly normal: {
      /** The share of the distribution up to `x`. */
      cdf(x: number, mean: number, deviation: number): number;
      /** The value up to which the share `p` of the distribution lies. */
      inv(p: number, mean: number, deviation: number): number;
    };
    readonly chisquare: {
      /** The share of the distribution up to `x`. */
      cdf(x: number, degreesOfFreedom: number): number;
    };
  };
  export = jStat;
}
