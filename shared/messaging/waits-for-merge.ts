import { currentOwner } from '../customers/merge-follow.ts';
import type { Owner } from '../customers/model.ts';
import type { Context } from '../platform/context.ts';
import type { Stored } from '../platform/store/document-store.ts';

/** How long a message waits for a merge of its owner to be carried out, before it looks again. */
export const MERGE_WAIT_MS = 30_000;

/**
 * Whether a message's owner, who was not found, was merged: the merge hands it to the survivor,
 * whose consent and address count then.
 */
export async function waitsForMerge(
  { records }: Context,
  message: { readonly tenantId: string; readonly ownerId?: string | undefined },
  owner: Stored<Owner> | undefined,
): Promise<boolean> {
  if (owner !== undefined || message.ownerId === undefined) return false;
  return (await currentOwner(records, message.tenantId, message.ownerId)) !== undefined;
}
