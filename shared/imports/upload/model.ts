import { z } from 'zod';
import { notFound, ProblemError } from '../../kernel/problem.ts';
import type { Context } from '../../platform/context.ts';
import type { Stored } from '../../platform/store/document-store.ts';
import { documentType, instantField, type DocumentOf } from '../../platform/store/document-type.ts';
import { liveOf } from '../../tenants/model.ts';

/** The largest part of a file that one request may carry, in bytes. */
export const MAX_PART_BYTES = 8_000_000;

/** In how many parts a file may come at most. */
export const MAX_PARTS = 16;

/** How long an uploaded file is kept when no import waits for it: 24 hours. */
export const FILE_LIFE_MS = 24 * 3_600_000;

/** How an uploaded file can stand. */
export const FILE_STATUSES = ['arriving', 'complete', 'removed'] as const;

/**
 * A CSV file that somebody uploads to import it, in one part or several. Its bytes are in the
 * file storage, a file per part; a part counts once this document names it.
 */
export const importFileType = documentType('importFile', {
  /** What people call it; never part of a path. */
  name: z.string(),
  /** arriving: parts are missing. removed: its bytes are being deleted. */
  status: z.enum(FILE_STATUSES),
  partCount: z.number(),
  /** Those that arrived, by number. `stored` names the bytes. */
  parts: z.array(
    z.object({ number: z.number(), stored: z.string(), bytes: z.number(), sha256: z.string() }),
  ),
  /** It is deleted from then on, unless an import still waits for it. */
  expiresAt: instantField,
  createdAt: instantField,
  updatedAt: instantField,
});
/** An uploaded file. */
export type ImportFileRecord = DocumentOf<typeof importFileType>;

/** The bytes of a file that arrived so far. */
export function bytesOf({ parts }: Pick<ImportFileRecord, 'parts'>): number {
  return parts.reduce((sum, part) => sum + part.bytes, 0);
}

/** An uploaded file by id; throws not-found (404) for one that is gone, and for another tenant's. */
export async function findImportFile(
  { records }: Context,
  { tenantId, fileId }: { readonly tenantId: string; readonly fileId: string },
): Promise<Stored<ImportFileRecord>> {
  const stored = await records.get(importFileType, liveOf(tenantId), fileId);
  if (stored === undefined || stored.value.status === 'removed') {
    throw notFound('import file', fileId);
  }
  return stored;
}

/** The problem of a file whose bytes are not there any more. */
export function fileGone(fileId: string): ProblemError {
  return new ProblemError({
    kind: 'import-file-gone',
    status: 409,
    detail: `The file ${fileId} is not there any more. Upload it again.`,
    field: 'files',
    value: fileId,
    allowed: 'files uploaded in the last 24 hours',
  });
}
