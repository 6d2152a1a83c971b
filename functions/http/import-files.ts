import { z } from 'zod';
import {
  bytesOf,
  FILE_STATUSES,
  findImportFile,
  MAX_PART_BYTES,
  MAX_PARTS,
  type ImportFileRecord,
} from '../../shared/imports/upload/model.ts';
import { putPart } from '../../shared/imports/upload/put-part.ts';
import { uploadFile } from '../../shared/imports/upload/upload-file.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, wholeNumber } from './list-page.ts';

const upload = {
  mediaTypes: ['text/csv', 'text/plain', 'application/octet-stream'],
  maxBytes: MAX_PART_BYTES,
} as const;

const fileView = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum(FILE_STATUSES),
    bytes: z.number().describe('Bytes that arrived so far'),
    partCount: z.number(),
    arrivedParts: z.array(z.number()),
    expiresAt: z.string().describe('It is deleted then, unless an import waits for it'),
    createdAt: z.string(),
  })
  .meta({ id: 'ImportFile' });

function viewOf(file: ImportFileRecord): z.input<typeof fileView> {
  return { ...file, bytes: bytesOf(file), arrivedParts: file.parts.map(({ number }) => number) };
}

function createdReply(file: ImportFileRecord) {
  return reply(201, viewOf(file), { location: `import-files/${file.id}` });
}

const uploadFileEndpoint = endpoint({
  name: 'upload-import-file',
  method: 'POST',
  route: 'import-files',
  role: 'manager',
  summary:
    'Uploads a CSV file, or the first of its `parts`; the others are put one by one, in any order.',
  query: z.strictObject({
    name: z.string().min(1).max(120).default('customers.csv').describe('Shown, never a path'),
    parts: wholeNumber(1, MAX_PARTS).default(1).describe('In how many parts the file comes'),
  }),
  upload,
  replies: { 201: fileView },
  failures: [422],
  creates: {
    type: 'importFile',
    again: async ({ context, caller, id }) => {
      const { tenantId } = caller;
      return createdReply((await findImportFile(context, { tenantId, fileId: id })).value);
    },
  },
  handle: async ({ context, caller, query, upload: content }) => {
    const { tenantId } = caller;
    const { name, parts: partCount } = query;
    return createdReply(await uploadFile(context, { tenantId, name, partCount, content }));
  },
});

const putPartEndpoint = endpoint({
  name: 'put-import-file-part',
  method: 'PUT',
  route: 'import-files/{fileId}/parts/{part}',
  role: 'manager',
  summary: 'Uploads one part of a file; the same part again changes nothing.',
  params: z.object({ fileId: z.string().min(1).max(200), part: z.string().min(1).max(200) }),
  upload,
  replies: { 200: fileView },
  failures: [422],
  handle: async ({ context, caller, params, upload: content }) => {
    const { tenantId } = caller;
    return reply(200, viewOf(await putPart(context, { tenantId, ...params, content })));
  },
});

const getFileEndpoint = endpoint({
  name: 'get-import-file',
  method: 'GET',
  route: 'import-files/{fileId}',
  role: 'manager',
  summary: 'An uploaded file: which of its parts have arrived.',
  params: idParam('fileId'),
  replies: { 200: fileView },
  handle: async ({ context, caller, params }) => {
    const { tenantId } = caller;
    return reply(200, viewOf((await findImportFile(context, { tenantId, ...params })).value));
  },
});

/** Endpoints on files that are uploaded to be imported. */
export const importFileEndpoints = [uploadFileEndpoint, putPartEndpoint, getFileEndpoint];
