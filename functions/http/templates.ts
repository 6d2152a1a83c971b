import { z } from 'zod';
import {
  changeTemplate,
  createTemplate,
  getTemplate,
  restoreVersion,
  setTemplateStatus,
} from '../../shared/templates/edit-templates.ts';
import { listTemplates, listTemplateVersions } from '../../shared/templates/find-templates.ts';
import {
  TEMPLATE_CATEGORIES,
  TEMPLATE_CHANNELS,
  templateType,
  templateVariable,
  type Template,
} from '../../shared/templates/model.ts';
import { newTemplateInput, templateWordsInput } from '../../shared/templates/template-input.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam, pageOf, pageQuery } from './list-page.ts';
import { templatePreviewEndpoints } from './template-previews.ts';

const words = {
  channel: z.enum(TEMPLATE_CHANNELS),
  purpose: z.enum(['service', 'marketing']),
  subject: z.string().optional(),
  body: z.string(),
  variables: z.array(templateVariable),
};
const templateView = z
  .object({
    id: z.string(),
    /** How workflows name it. */
    key: z.string(),
    name: z.string(),
    description: z.string().optional(),
    category: z.enum(TEMPLATE_CATEGORIES),
    ...words,
    version: z.number(),
    status: z.enum(['active', 'archived']),
    revision: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Template' });
const versionView = z
  .object({ id: z.string(), version: z.number(), ...words, createdAt: z.string() })
  .meta({ id: 'TemplateVersion' });

const EXAMPLE = {
  name: 'Thanks after a visit',
  category: 'follow-ups',
  channel: 'sms',
  body: '{{business.name}}: thank you for coming with {{pets.names}}, {{or owner.first_name "dear customer"}}!',
} as const;

function changedReply(template: Template) {
  return reply(200, template, { revision: template.revision });
}

const listTemplatesEndpoint = endpoint({
  name: 'list-templates',
  method: 'GET',
  route: 'templates',
  role: 'staff',
  summary: 'Message templates by name.',
  query: z.strictObject({ ...pageQuery, status: z.enum(['active', 'archived']).optional() }),
  replies: { 200: pageOf(templateView) },
  handle: async ({ context, caller, query }) => {
    const page = await listTemplates(context, { tenantId: caller.tenantId, ...query });
    return reply(200, { ...page, items: [...page.items] });
  },
});

const createTemplateEndpoint = endpoint({
  name: 'create-template',
  method: 'POST',
  route: 'templates',
  role: 'manager',
  summary: 'Adds a message template. Its words are checked; every finding is named.',
  body: newTemplateInput,
  example: { key: 'thanks_after_visit', ...EXAMPLE },
  replies: { 201: templateView },
  failures: [409],
  creates: {
    type: templateType.type,
    again: async ({ context, caller, id }) => {
      const template = await getTemplate(context, { tenantId: caller.tenantId, templateId: id });
      const { revision } = template;
      return reply(201, template, { revision, location: `templates/${id}` });
    },
  },
  handle: async ({ context, caller, body }) => {
    const template = await createTemplate(context, { tenantId: caller.tenantId, template: body });
    const { id, revision } = template;
    return reply(201, template, { revision, location: `templates/${id}` });
  },
});

const getTemplateEndpoint = endpoint({
  name: 'get-template',
  method: 'GET',
  route: 'templates/{templateId}',
  role: 'staff',
  summary: 'A message template.',
  params: idParam('templateId'),
  replies: { 200: templateView },
  handle: async ({ context, caller, params }) =>
    changedReply(await getTemplate(context, { tenantId: caller.tenantId, ...params })),
});

const changeTemplateEndpoint = endpoint({
  name: 'change-template',
  method: 'PUT',
  route: 'templates/{templateId}',
  role: 'manager',
  summary: 'Puts other words in the place of a template’s; what stood is kept as a version.',
  params: idParam('templateId'),
  body: templateWordsInput,
  example: EXAMPLE,
  replies: { 200: templateView },
  handle: async ({ context, caller, params, body, expected }) => {
    const { tenantId } = caller;
    return changedReply(
      await changeTemplate(context, { tenantId, ...params, template: body, expected }),
    );
  },
});

const setTemplateStatusEndpoint = endpoint({
  name: 'set-template-status',
  method: 'PUT',
  route: 'templates/{templateId}/status',
  role: 'manager',
  summary: 'Takes a template out of the lists, or into them again.',
  params: idParam('templateId'),
  body: z.strictObject({ status: z.enum(['active', 'archived']) }),
  example: { status: 'archived' },
  replies: { 200: templateView },
  handle: async ({ context, caller, params, body, expected }) => {
    const { tenantId } = caller;
    return changedReply(
      await setTemplateStatus(context, { tenantId, ...params, ...body, expected }),
    );
  },
});

const listVersionsEndpoint = endpoint({
  name: 'list-template-versions',
  method: 'GET',
  route: 'templates/{templateId}/versions',
  role: 'staff',
  summary: 'What a template said before, newest first.',
  params: idParam('templateId'),
  query: z.strictObject(pageQuery),
  replies: { 200: pageOf(versionView) },
  handle: async ({ context, caller, params, query }) => {
    const asked = { tenantId: caller.tenantId, ...params, ...query };
    const page = await listTemplateVersions(context, asked);
    return reply(200, { ...page, items: [...page.items] });
  },
});

const restoreVersionEndpoint = endpoint({
  name: 'restore-template-version',
  method: 'PUT',
  route: 'templates/{templateId}/version',
  role: 'manager',
  summary: 'Takes the words of an earlier version up again, as a new version.',
  params: idParam('templateId'),
  body: z.strictObject({ version: z.number().int().min(1) }),
  example: { version: 1 },
  replies: { 200: templateView },
  handle: async ({ context, caller, params, body, expected }) => {
    const { tenantId } = caller;
    return changedReply(await restoreVersion(context, { tenantId, ...params, ...body, expected }));
  },
});

/** Endpoints on message templates. */
export const templateEndpoints = [
  listTemplatesEndpoint,
  createTemplateEndpoint,
  getTemplateEndpoint,
  changeTemplateEndpoint,
  setTemplateStatusEndpoint,
  listVersionsEndpoint,
  restoreVersionEndpoint,
  ...templatePreviewEndpoints,
];
