import { z } from 'zod';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';

/** How long a key is remembered, in seconds: a day. */
export const KEY_LIFE_SECONDS = 24 * 60 * 60;

/**
 * What a request with an `Idempotency-Key` created. Written in the commit that creates it, so
 * that there is one exactly when there is the other. The key itself is only in the derived id.
 */
export const requestKeyType = documentType('requestKey', {
  /** Digest of the request: where it went and its body's bytes. */
  digest: z.string(),
  /** Status of the first reply. */
  status: z.number(),
  resourceId: z.string(),
  createdAt: instantField,
  ttl: z.number(),
});
/** What a request with an `Idempotency-Key` created. */
export type RequestKey = DocumentOf<typeof requestKeyType>;
