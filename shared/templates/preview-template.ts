import { completeFacts, loadFacts, type Subject } from '../facts/load-facts.ts';
import type { Facts } from '../kernel/condition.ts';
import { notFound } from '../kernel/problem.ts';
import { countSegments, type SegmentCount } from '../messaging/segments.ts';
import type { Context } from '../platform/context.ts';
import { smsTermsOf } from '../sms-analytics/sms-terms.ts';
import { loadTenant } from '../tenants/load-tenant.ts';
import type { Tenant } from '../tenants/model.ts';
import { refuseBadWords } from './edit-templates.ts';
import type { TemplateWords } from './model.ts';
import { compileTemplate } from './render-template.ts';
import { catalogueOf, fieldNamed, withVariables } from './template-catalogue.ts';
import { checkTemplate } from './template-language.ts';

/** What a template says to somebody, or what it lacks for it. */
export type FilledTemplate =
  | { readonly kind: 'filled'; readonly subject?: string; readonly body: string }
  /** Names of variables that are said and not known; nothing would be sent. */
  | { readonly kind: 'missing-values'; readonly names: readonly string[] };

/** A template filled for a real owner, and what it would be billed as. */
export interface TemplatePreview {
  readonly filled: FilledTemplate;
  /** Of a text. */
  readonly segments?: SegmentCount;
  /** What a text of it is estimated to cost, in millionths of `currency`; null: no rate is set. */
  readonly cost?: { readonly costMicros: number | null; readonly currency: string };
}

/**
 * Fills a template's words with what is known and what the step gives. The words must have passed
 * `checkWords`.
 */
export function fillTemplate(
  words: TemplateWords,
  facts: Facts,
  manner: Pick<Tenant, 'currency'>,
  given: Given = {},
): FilledTemplate {
  return templateFiller(words, manner)(facts, given);
}

/** What a step gives a template. */
type Given = Readonly<Record<string, string | number>>;

/** As {@link fillTemplate}, for many: the words are compiled once. */
export function templateFiller(
  words: TemplateWords,
  { currency }: Pick<Tenant, 'currency'>,
): (facts: Facts, given?: Given) => FilledTemplate {
  const catalogue = catalogueOf(words.variables);
  const bodyOf = compileTemplate(words.body, catalogue);
  const subjectOf = compileTemplate(words.subject ?? '', catalogue);
  return (facts, given = {}) => {
    const values = withVariables(facts, words.variables, given);
    const body = bodyOf.render(values, { currency });
    const subject = subjectOf.render(values, { currency });
    if (body.ok && subject.ok) {
      const line = subject.value.replaceAll('\n', ' ');
      return { kind: 'filled', body: body.value, ...(line !== '' && { subject: line }) };
    }
    const names = [body, subject].flatMap((it) => (it.ok ? [] : it.error.names));
    return { kind: 'missing-values', names: [...new Set(names)] };
  };
}

/**
 * The names of the fields that a template is filled from: those it says, those its variables are bound to
 * and those that the step gives; its own variables are among them. The words must have passed `checkWords`.
 */
export function fieldsOfTemplate(
  { body, subject = '', variables }: TemplateWords,
  given: Readonly<Record<string, string | number>> = {},
): ReadonlySet<string> {
  const catalogue = catalogueOf(variables);
  const said = [body, subject].flatMap((text) => [
    ...checkTemplate(text, catalogue, 'template').use.variables,
  ]);
  const bound = variables.flatMap(({ from }) => from ?? []);
  const named = Object.values(given).flatMap((value) => fieldNamed(value) ?? []);
  return new Set([...said, ...bound, ...named]);
}

/**
 * What a template, saved or still being written, would say to an owner, how many segments a text of
 * it takes and what that is estimated to cost. Without a visit named, it speaks of the owner's next one. Throws
 * what is wrong with the words (422), not-found (404) for the owner and for a visit that is not theirs.
 */
export async function previewTemplate(
  context: Context,
  input: Subject & {
    readonly tenantId: string;
    readonly words: TemplateWords;
    readonly variables?: Readonly<Record<string, string | number>> | undefined;
  },
): Promise<TemplatePreview> {
  const { tenantId, words, variables } = input;
  refuseBadWords(words);
  const tenant = await loadTenant(context, tenantId);
  const facts = await factsOfSubject(context, tenant, input);
  const filled = fillTemplate(words, facts, tenant, variables);
  if (filled.kind === 'missing-values' || words.channel === 'email') return { filled };
  const segments = countSegments(filled.body);
  const { currency, segmentMicros } = smsTermsOf(tenant);
  const costMicros = segmentMicros === undefined ? null : segments.segments * segmentMicros;
  return { filled, segments, cost: { costMicros, currency } };
}

async function factsOfSubject(
  { records, clock }: Pick<Context, 'records' | 'clock'>,
  tenant: Tenant,
  subject: Subject,
): Promise<Facts> {
  const now = clock.now();
  const loaded = await loadFacts(records, tenant, subject, now);
  if (loaded === undefined) throw notFound('owner', subject.ownerId);
  const { owner, appointment, facts } = loaded;
  const { nextVisit } = loaded.read;
  if (appointment !== undefined) return facts;
  if (subject.appointmentId !== undefined) throw notFound('appointment', subject.appointmentId);
  if (nextVisit === undefined) return facts;
  return (await completeFacts(records, tenant, { owner, appointment: nextVisit }, now)).facts;
}
