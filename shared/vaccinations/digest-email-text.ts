import Handlebars from 'handlebars';
import { dateInWords } from '../kernel/in-words.ts';
import type { LocalDate } from '../kernel/local-date.ts';
import type { DigestLine } from './digest-text.ts';
import { vaccineLabel } from './vaccine-catalogue.ts';

/** The words of a digest's e-mail. */
export interface DigestEmailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Names in a subject are cut to this, so that it stays one readable line. */
const SUBJECT_NAMES = 3;

const TEXT = Handlebars.compile(
  `{{greeting}},

{{intro}}

{{#each lines}}
- {{petName}}: {{vaccine}}, {{when}}
{{/each}}

Please send us the new {{certificates}} before your next visit.

{{business}}

You get this because your pet is a customer of {{business}}. To get no more e-mails of this kind, answer this one or tell us at your next visit.
`,
  { noEscape: true },
);

const HTML = Handlebars.compile(
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{subject}}</title></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 36em; margin: 1em auto; padding: 0 1em">
<p>{{greeting}},</p>
<p>{{intro}}</p>
<ul>
{{#each lines}}
<li><strong>{{petName}}</strong>: {{vaccine}}, {{when}}</li>
{{/each}}
</ul>
<p>Please send us the new {{certificates}} before your next visit.</p>
<p>{{business}}</p>
<p style="color: #555; font-size: 13px">You get this because your pet is a customer of {{business}}. To get no more e-mails of this kind, answer this one or tell us at your next visit.</p>
</body>
</html>
`,
);

/**
 * The e-mail about one owner's vaccinations, soonest expiry first, as plain text and as HTML that
 * says the same; what reads the same is said once. Names are escaped in HTML, and line breaks in
 * what becomes the subject turn into blanks. `lines` must not be empty. `today` is the tenant's
 * local date.
 */
export function digestEmailText(
  businessName: string,
  ownerFirstName: string,
  lines: readonly DigestLine[],
  today: LocalDate,
): DigestEmailText {
  const distinct = new Map(lines.map((it) => [`${it.petName}|${it.vaccine}|${it.expiryDate}`, it]));
  const sorted = [...distinct.values()].sort((a, b) =>
    a.expiryDate < b.expiryDate ? -1 : a.expiryDate > b.expiryDate ? 1 : 0,
  );
  const business = oneLine(businessName);
  const several = sorted.length > 1;
  const values = {
    business,
    subject: `${business}: ${petsOf(sorted)} ${several ? 'need new vaccinations' : 'needs a new vaccination'}`,
    greeting: ownerFirstName === '' ? 'Hello' : `Hello ${oneLine(ownerFirstName)}`,
    intro: several
      ? 'These vaccinations on our file are about to lapse, or have lapsed:'
      : 'This vaccination on our file is about to lapse, or has lapsed:',
    lines: sorted.map(({ petName, vaccine, expiryDate }) => ({
      petName: oneLine(petName),
      vaccine: vaccineLabel(vaccine),
      when: whenOf(expiryDate, today),
    })),
    certificates: several ? 'certificates' : 'certificate',
  };
  return { subject: values.subject, text: TEXT(values), html: HTML(values) };
}

function petsOf(lines: readonly DigestLine[]): string {
  const names = [...new Set(lines.map(({ petName }) => oneLine(petName)))];
  const named = names.slice(0, SUBJECT_NAMES);
  const more = names.length - named.length;
  if (more > 0) return `${named.join(', ')} and ${String(more)} more`;
  const last = named.pop() ?? '';
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}

function whenOf(expiryDate: LocalDate, today: LocalDate): string {
  if (expiryDate === today) return 'expires today';
  const date = dateInWords(expiryDate, 'March 10, 2026');
  return expiryDate < today ? `expired on ${date}` : `expires on ${date}`;
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
