import { listPage, type ListPage, type PageRequest } from '../kernel/list-page.ts';
import type { Context } from '../platform/context.ts';
import { liveOf } from '../tenants/model.ts';
import { getTemplate } from './edit-templates.ts';
import { templateType, templateVersionType, type Template, type TemplateVersion } from './model.ts';

/** Templates by name. */
export async function listTemplates(
  context: Context,
  input: PageRequest & {
    readonly tenantId: string;
    readonly status?: Template['status'] | undefined;
  },
): Promise<ListPage<Template>> {
  const { tenantId, status, limit, cursor } = input;
  const page = await context.records.query(templateType, liveOf(tenantId), {
    ...(status !== undefined && { where: { status } }),
    orderBy: { field: 'nameKey' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}

/** The versions of a template's words, newest first; throws not-found (404) when there is no such template. */
export async function listTemplateVersions(
  context: Context,
  input: PageRequest & { readonly tenantId: string; readonly templateId: string },
): Promise<ListPage<TemplateVersion>> {
  const { tenantId, templateId, limit, cursor } = input;
  await getTemplate(context, input);
  const page = await context.records.query(templateVersionType, liveOf(tenantId), {
    where: { templateId },
    orderBy: { field: 'createdAt', direction: 'desc' },
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return listPage(page);
}
