import type { Context } from '../../../shared/platform/context.ts';

/** Something a member of staff does: a name for the trace, and the use case. */
export interface StaffAction {
  readonly name: string;
  readonly run: (context: Context) => Promise<unknown>;
}
