import { z } from 'zod';
import { mappingSchema } from '../../shared/imports/mapping.ts';
import { previewImport } from '../../shared/imports/preview-import.ts';
import type { RowFacts } from '../../shared/imports/row-facts.ts';
import { endpoint, reply } from './endpoint.ts';
import { countsView, findingView } from './import-views.ts';

const rowView = z.object({
  line: z.number(),
  owner: z.record(z.string(), z.unknown()).optional(),
  pet: z.record(z.string(), z.unknown()).optional(),
  vaccinations: z.array(z.record(z.string(), z.unknown())),
  appointment: z.record(z.string(), z.unknown()).optional(),
  payment: z.record(z.string(), z.unknown()).optional(),
  problems: z.array(findingView),
});

function rowOf(row: RowFacts): z.input<typeof rowView> {
  const { line, owner, pet, vaccinations, appointment, payment, problems } = row;
  return {
    line,
    ...(appointment !== undefined && { appointment: { ...appointment } }),
    ...(payment !== undefined && { payment: { ...payment } }),
    ...(owner !== undefined && { owner: { externalId: owner.ref.externalId, ...owner.fields } }),
    ...(pet !== undefined && { pet: { externalId: pet.externalId, ...pet.fields } }),
    vaccinations: vaccinations.map((it) => ({ ...it })),
    problems: [...problems],
  };
}

const previewView = z.object({
  files: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      rows: z.number(),
      encoding: z.string(),
      delimiter: z.string(),
      dateOrder: z.string().optional(),
      columns: z.array(z.object({ header: z.string(), field: z.string() })),
      ignored: z.array(z.object({ header: z.string(), why: z.string() })),
      notes: z.array(z.string()),
      firstRows: z.array(rowView),
    }),
  ),
  rehearsed: z.boolean().describe('Whether `counts` and `problems` are those of every row'),
  counts: countsView.optional(),
  problems: z.array(findingView),
});

/** Previews what an import would do. */
export const previewImportEndpoint = endpoint({
  name: 'preview-import',
  method: 'POST',
  route: 'imports/preview',
  role: 'manager',
  summary:
    'Says how uploaded files would be imported: columns, dates, first rows, findings. Writes nothing.',
  body: z.strictObject({
    files: z.array(z.string().min(1).max(200)).min(1).max(10),
    mapping: mappingSchema.optional(),
    rows: z.number().int().min(1).max(50).default(10),
  }),
  example: { files: ['imf_23456789abcdefghijkm'], mapping: { dateOrder: 'month-first' } },
  replies: { 200: previewView },
  handle: async ({ context, caller, body }) => {
    const { files: fileIds, mapping, rows } = body;
    const { tenantId } = caller;
    const preview = await previewImport(context, { tenantId, fileIds, mapping, rows });
    const { files, problems, ...rest } = preview;
    const shown = files.map(({ firstRows, ...file }) => ({
      ...file,
      columns: [...file.columns],
      ignored: [...file.ignored],
      notes: [...file.notes],
      firstRows: firstRows.map(rowOf),
    }));
    return reply(200, { ...rest, files: shown, problems: [...problems] });
  },
});
