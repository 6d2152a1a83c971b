import { z } from 'zod';
import { phoneId, phoneType } from '../customers/model.ts';
import { newPhone } from '../customers/new-phone.ts';
import { enqueueNow } from '../due-work/fast-path.ts';
import type { Subject } from '../facts/load-facts.ts';
import { derivedId } from '../kernel/ids.ts';
import { addMs, type Instant } from '../kernel/instant.ts';
import { ProblemError } from '../kernel/problem.ts';
import type { MessageOf } from '../messaging/model.ts';
import { planText } from '../messaging/plan-text.ts';
import type { Context } from '../platform/context.ts';
import { commitWithRetry } from '../platform/store/commit-with-retry.ts';
import type { Stored, Write } from '../platform/store/document-store.ts';
import { documentType, instantField, type DocumentOf } from '../platform/store/document-type.ts';
import { create, replace, type Records } from '../platform/store/records.ts';
import { getStaff } from '../staff/edit-staff.ts';
import { liveOf } from '../tenants/model.ts';
import { getTemplate } from './edit-templates.ts';
import { previewTemplate } from './preview-template.ts';

const HOUR_MS = 3_600_000;
/** A business sends itself so many tests in any hour. */
const MOST_PER_HOUR = 20;
/** What carriers take in one text. */
const MOST_CHARACTERS = 1600;
/** What tells a test from the real thing, for whoever reads it. */
const MARK = '[Test] ';

/** When a business sent tests of its templates, those of the last hour; one document per business. */
const templateTestsType = documentType('templateTests', {
  sentAt: z.array(instantField),
  updatedAt: instantField,
});
type TemplateTests = DocumentOf<typeof templateTestsType>;

/** Whose words a test says, and to whom of the staff it goes. */
export interface TestText extends Subject {
  readonly tenantId: string;
  /** The member who asks for it. */
  readonly memberId: string;
  readonly templateId: string;
  readonly staffId: string;
  readonly variables?: Readonly<Record<string, string | number>> | undefined;
}

/**
 * Texts somebody of the staff what a template would say to an owner, with "[Test]" before it. It goes to
 * the number as such, as a service text that belongs to no owner, workflow or campaign, so that no result
 * counts it; the number's own STOP, the hours for texts and the day's cap hold for it as for any other.
 *
 * Refused: a template of e-mails, somebody who is inactive or has no number, and an owner of whom a value is
 * missing (422, `no-test-text`); more than 20 tests of a business in an hour (429, `too-many-tests`), which
 * is counted in the commit that plans the text, so that of two at once both count.
 */
export async function sendTestText(context: Context, test: TestText): Promise<MessageOf<'plain'>> {
  const { records, clock, ids } = context;
  const { tenantId, memberId: authorId, templateId } = test;
  const { to, body, version } = await wordsOf(context, test);
  const id = ids.next('message');
  const message = await commitWithRetry(records, liveOf(tenantId), async () => {
    const now = clock.now();
    const planned = planText(
      { id, tenantId, to, body, authorId, sendAt: now, notAfter: addMs(now, HOUR_MS) },
      now,
    );
    const text: MessageOf<'plain'> = { ...planned, test: { templateId, version } };
    const counted = await countTest(records, tenantId, now);
    return {
      writes: [create(text), counted, ...(await knownNumber(records, text, now))],
      value: text,
    };
  });
  await enqueueNow(context, [{ tenantId, id, kind: 'sms' }]);
  return message;
}

async function wordsOf(context: Context, test: TestText) {
  const { tenantId, templateId, staffId } = test;
  const words = await getTemplate(context, { tenantId, templateId });
  const staff = await getStaff(context, { tenantId, staffId });
  if (words.channel === 'email') {
    throw noTest('templateId', templateId, 'This template is for e-mails.', 'a template for texts');
  }
  if (staff.status !== 'active' || staff.phone === undefined) {
    const detail = 'There is no number of theirs to text, or they are inactive.';
    throw noTest(
      'staffId',
      staffId,
      detail,
      'somebody active with a number, see PATCH /staff/{id}',
    );
  }
  const { filled } = await previewTemplate(context, { ...test, words });
  if (filled.kind === 'missing-values') {
    const detail = 'The text says what is not known of this owner: nothing would be sent.';
    throw noTest('ownerId', test.ownerId, detail, `an owner with ${filled.names.join(', ')}`);
  }
  const body = MARK + filled.body;
  if (body.length > MOST_CHARACTERS) {
    const most = `at most ${String(MOST_CHARACTERS - MARK.length)} characters`;
    throw noTest('templateId', templateId, 'Filled in, the text is too long to be sent.', most);
  }
  return { to: staff.phone, body, version: words.version };
}

/** Counts one more test, guarded by the document that counts them. */
async function countTest(records: Records, tenantId: string, now: Instant): Promise<Write> {
  const id = derivedId('templateTests');
  const stored = await records.get(templateTestsType, liveOf(tenantId), id);
  const recent = (stored?.value.sentAt ?? []).filter((at) => at > addMs(now, -HOUR_MS)).sort();
  const [first] = recent;
  if (first !== undefined && recent.length >= MOST_PER_HOUR) throw tooMany(addMs(first, HOUR_MS));
  return counted(stored, { id, tenantId, sentAt: [...recent, now] }, now);
}

function counted(
  stored: Stored<TemplateTests> | undefined,
  facts: Pick<TemplateTests, 'id' | 'tenantId' | 'sentAt'>,
  now: Instant,
): Write {
  if (stored !== undefined) return replace(stored, { sentAt: facts.sentAt, updatedAt: now });
  return create({ ...facts, type: 'templateTests', schemaVersion: 1, updatedAt: now });
}

/** A text is claimed only where its number is known. */
async function knownNumber(
  records: Records,
  { tenantId, to }: MessageOf<'plain'>,
  now: Instant,
): Promise<Write[]> {
  const known = await records.get(phoneType, liveOf(tenantId), phoneId(to));
  return known === undefined ? [create(newPhone(tenantId, to, [], now))] : [];
}

function noTest(field: string, value: string, detail: string, allowed: string): ProblemError {
  return new ProblemError({ kind: 'no-test-text', status: 422, detail, field, value, allowed });
}

function tooMany(again: Instant): ProblemError {
  return new ProblemError({
    kind: 'too-many-tests',
    status: 429,
    detail: `A business sends itself at most ${String(MOST_PER_HOUR)} tests in an hour.`,
    field: 'templateId',
    allowed: `the next one from ${again} on`,
  });
}
