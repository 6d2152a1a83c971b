import Handlebars from 'handlebars';

const PAGE = Handlebars.compile<{ subject: string; paragraphs: readonly (readonly Part[])[][] }>(
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{subject}}</title></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 36em; margin: 1em auto; padding: 0 1em">
{{#each paragraphs}}
<p>{{#each this}}{{#unless @first}}<br>{{/unless}}{{#each this}}{{#if link}}<a href="{{text}}">{{text}}</a>{{else}}{{text}}{{/if}}{{/each}}{{/each}}</p>
{{/each}}
</body>
</html>
`,
);

/** A piece of a line: words, or an address that can be followed. */
interface Part {
  readonly text: string;
  readonly link: boolean;
}

/** Addresses of the web; a full stop or a bracket after one belongs to the sentence. */
const ADDRESS = /(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]])/;

/**
 * The body of a plain-text mail as HTML that says the same: blank lines part paragraphs, addresses that
 * begin with `https://` or `http://` can be followed, and everything is escaped, so that what somebody
 * calls their dog never becomes markup.
 */
export function emailPage(subject: string, text: string): string {
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.split('\n').map(partsOf));
  return PAGE({ subject, paragraphs });
}

function partsOf(line: string): Part[] {
  // The pattern has one group: every second piece is an address.
  return line.split(ADDRESS).map((text, n) => ({ text, link: n % 2 === 1 }));
}
