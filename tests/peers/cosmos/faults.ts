/** What kind of request arrived. */
export type RequestKind = 'account' | 'container' | 'read' | 'query' | 'plan' | 'batch' | 'write';

/**
 * What befalls the next request of its kind.
 *
 * `status`: answered with it, and with `retryAfterMs` when given. `inBatch`: answered 207, the
 * first operation with this status and the others 424. `reset`: the connection is cut without an
 * answer. `garbage`: answered 502 with a page that is no JSON. `twice`: carried out twice, and the
 * second answer is sent, as when a lost request arrives just before its repetition.
 * `applied`: what was asked is carried out first.
 */
export interface Fault {
  readonly on: RequestKind;
  readonly fails:
    | { readonly status: number; readonly retryAfterMs?: number }
    | { readonly inBatch: number }
    | 'reset'
    | 'garbage'
    | 'twice';
  readonly applied?: boolean;
  /** Runs between what was asked and the failure: what a rival does meanwhile. */
  readonly meanwhile?: () => void;
}
