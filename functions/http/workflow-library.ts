import { z } from 'zod';
import { TEMPLATE_CATEGORIES } from '../../shared/templates/model.ts';
import { getWorkflow } from '../../shared/workflows/edit-workflows.ts';
import { installEntry } from '../../shared/workflows/library/install-entry.ts';
import { readyEntry, WORKFLOW_LIBRARY } from '../../shared/workflows/library/library.ts';
import { workflowType } from '../../shared/workflows/model.ts';
import { endpoint, reply } from './endpoint.ts';
import { createdReply, workflowView } from './workflows.ts';

const entryView = z
  .object({
    key: z.string(),
    category: z.enum(TEMPLATE_CATEGORIES),
    description: z.string(),
    definition: z.looseObject({ name: z.string() }),
    templates: z.array(z.looseObject({ key: z.string() })),
  })
  .meta({ id: 'WorkflowLibraryEntry' });

const listLibraryEndpoint = endpoint({
  name: 'list-workflow-library',
  method: 'GET',
  route: 'workflow-library',
  role: 'staff',
  summary: 'Ready-made workflows with their message templates.',
  replies: { 200: z.object({ items: z.array(entryView) }) },
  handle: async () =>
    Promise.resolve(
      reply(200, {
        items: WORKFLOW_LIBRARY.map(readyEntry).map(({ templates, ...entry }) => ({
          ...entry,
          templates: [...templates],
        })),
      }),
    ),
});

const installEndpoint = endpoint({
  name: 'install-library-workflow',
  method: 'POST',
  route: 'workflow-library',
  role: 'manager',
  summary:
    'Makes a draft of a ready-made workflow, with its templates. Installed before: answers the one that is there.',
  body: z.strictObject({ key: z.string().min(1).max(80) }),
  example: { key: 'reminder_24h' },
  replies: { 201: workflowView },
  creates: {
    type: workflowType.type,
    again: async ({ context, caller, id }) =>
      createdReply(await getWorkflow(context, { tenantId: caller.tenantId, workflowId: id })),
  },
  handle: async ({ context, caller, body }) =>
    createdReply(await installEntry(context, { tenantId: caller.tenantId, ...body })),
});

/** Endpoints on ready-made workflows. */
export const workflowLibraryEndpoints = [listLibraryEndpoint, installEndpoint];
