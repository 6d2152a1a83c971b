import type { Instant } from '../kernel/instant.ts';
import { raiseNotice } from '../notices/raise-notice.ts';
import type { CodeNews } from '../platform/sms/sms-transport.ts';
import type { Write } from '../platform/store/document-store.ts';
import type { Records } from '../platform/store/records.ts';

/**
 * The writes that tell staff of a code nobody has judged yet, and of words that a carrier took for
 * unwanted: one notice each, however many texts meet it.
 */
export async function codeNotices(
  records: Records,
  tenantId: string,
  { code, unmapped, filtered }: CodeNews & { readonly code?: number },
  at: Instant,
): Promise<Write[]> {
  if (unmapped) {
    const number = String(code);
    return raiseNotice(records, {
      tenantId,
      kind: 'sms-code',
      subject: { type: 'providerCode', id: number },
      detail: `The provider gave code ${number}, which is not in our table; it was judged by its class.`,
      at,
    });
  }
  if (filtered) {
    return raiseNotice(records, {
      tenantId,
      kind: 'sms-filtered',
      subject: { type: 'tenant', id: tenantId },
      detail: 'A carrier blocked a text as unwanted: look at its words and at the registration.',
      at,
    });
  }
  return [];
}
