import { z } from 'zod';
import { getTemplate } from '../../shared/templates/edit-templates.ts';
import { previewTemplate, type TemplatePreview } from '../../shared/templates/preview-template.ts';
import { templateWordsInput } from '../../shared/templates/template-input.ts';
import { sendTestText } from '../../shared/templates/test-text.ts';
import { endpoint, reply } from './endpoint.ts';
import { idParam } from './list-page.ts';

const previewView = z
  .object({
    /** What they would be sent; absent when something is missing. */
    body: z.string().optional(),
    subject: z.string().optional(),
    /** Variables that are said and not known of this owner: nothing would be sent. */
    missing: z.array(z.string()).optional(),
    encoding: z.enum(['GSM-7', 'UCS-2']).optional(),
    /** What carriers bill. */
    segments: z.number().optional(),
    units: z.number().optional(),
    perSegment: z.number().optional(),
    /** Estimated, in millionths of `currency`, by the setting `segmentCost`; null: none is set. */
    costMicros: z.number().nullable().optional(),
    currency: z.string().optional(),
  })
  .meta({ id: 'TemplatePreview' });

function viewOf({ filled, segments, cost }: TemplatePreview): z.input<typeof previewView> {
  if (filled.kind === 'missing-values') return { missing: [...filled.names] };
  const { body, subject } = filled;
  return { body, ...(subject !== undefined && { subject }), ...segments, ...cost };
}

const whom = {
  ownerId: z.string().min(1).max(200),
  /** A visit of theirs, for templates that speak of one; their next one when absent. */
  appointmentId: z.string().min(1).max(200).optional(),
  /** What a step of a workflow would give: texts, or fields such as <owner.first_name>. */
  variables: z.record(z.string().max(60), z.union([z.string().max(200), z.number()])).optional(),
};

const previewWordsEndpoint = endpoint({
  name: 'preview-template-words',
  method: 'POST',
  route: 'template-previews',
  role: 'staff',
  summary: 'What words that are still being written would say to an owner, and their segments.',
  body: z.strictObject({ ...whom, template: templateWordsInput }),
  example: {
    ownerId: 'own_23456789abcdefghijkm',
    template: {
      name: 'Draft',
      category: 'reminders',
      channel: 'sms',
      body: '{{business.name}}: see you soon, {{owner.first_name}}!',
    },
  },
  failures: [404],
  replies: { 200: previewView },
  handle: async ({ context, caller, body: { template, ...subject } }) => {
    const asked = { tenantId: caller.tenantId, ...subject, words: template };
    return reply(200, viewOf(await previewTemplate(context, asked)));
  },
});

const previewTemplateEndpoint = endpoint({
  name: 'preview-template',
  method: 'POST',
  route: 'templates/{templateId}/preview',
  role: 'staff',
  summary: 'What a template would say to an owner, and the segments a text of it takes.',
  params: idParam('templateId'),
  body: z.strictObject(whom),
  example: { ownerId: 'own_23456789abcdefghijkm' },
  replies: { 200: previewView },
  handle: async ({ context, caller: { tenantId }, params, body }) => {
    const words = await getTemplate(context, { tenantId, ...params });
    return reply(200, viewOf(await previewTemplate(context, { tenantId, ...body, words })));
  },
});

const testEndpoint = endpoint({
  name: 'send-test-text',
  method: 'POST',
  route: 'templates/{templateId}/test-texts',
  role: 'staff',
  summary: 'Texts somebody of the staff what a template would say to an owner, marked as a test.',
  params: idParam('templateId'),
  body: z.strictObject({ ...whom, staffId: z.string().min(1).max(200) }),
  example: { ownerId: 'own_23456789abcdefghijkm', staffId: 'stf_23456789abcdefghijkm' },
  failures: [429],
  replies: {
    202: z
      .object({ id: z.string(), status: z.string(), body: z.string(), notAfter: z.string() })
      .meta({ id: 'TestText' }),
  },
  handle: async ({ context, caller: { tenantId, memberId }, params, body }) => {
    const { content, ...text } = await sendTestText(context, {
      tenantId,
      memberId,
      ...params,
      ...body,
    });
    return reply(202, { ...text, body: content.body });
  },
});

/** Endpoints that show what a template would say. */
export const templatePreviewEndpoints = [
  previewTemplateEndpoint,
  previewWordsEndpoint,
  testEndpoint,
];
