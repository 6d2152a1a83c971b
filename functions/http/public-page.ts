import { z } from 'zod';
import { content } from './content.ts';
import type { ArrivedRequest } from './endpoint.ts';

/** A page of HTML. */
export const htmlPage = content('text/html; charset=utf-8');

const POLICY = (formAction: "'none'" | "'self'") =>
  `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`;

/** Headers of a public page: no script, no frame, nothing told to other sites, found by no search. */
export const PAGE_HEADERS = {
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'content-security-policy': POLICY("'none'"),
};

/** The same for a page with a form that is sent to its own address. */
export const FORM_HEADERS = { ...PAGE_HEADERS, 'content-security-policy': POLICY("'self'") };

/** What a public page shows. Every text is escaped here. */
export interface PublicPage {
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Words that somebody is asked to agree to, shown apart. */
  readonly quote?: string;
  /** A button that sends the page's form to its own address. */
  readonly button?: string;
  /** What stands below the button. */
  readonly after?: readonly string[];
}

/** Large enough to read and to touch on a phone; what is needed first is seen without scrolling. */
const STYLE = [
  // On the root: set on the body alone, letters would stay black on a dark page.
  ':root{color-scheme:light dark;color:CanvasText;background:Canvas}',
  'body{font:1.05rem/1.5 system-ui,sans-serif;max-width:32rem;margin:clamp(1rem,7vh,8rem) auto 2rem;padding:0 1.25rem;overflow-wrap:anywhere}',
  'h1{font-size:1.5rem;line-height:1.25;text-wrap:balance}',
  'blockquote{margin:1rem 0;padding:.25rem 0 .25rem 1rem;border-left:.25rem solid #1a7f5a;white-space:pre-line}',
  'button{font:inherit;font-weight:600;width:100%;padding:.75rem 1.25rem;min-height:3rem;border:0;border-radius:.5rem;background:#17704f;color:#fff;cursor:pointer}',
  'button:focus-visible,a:focus-visible{outline:3px solid;outline-offset:3px}',
].join('');

/** A page without script or image, readable at any size, by day and night and by screen readers. */
export function publicPage(page: PublicPage): string {
  const { title, paragraphs, quote, button, after = [] } = page;
  const shown = [
    ...paragraphs.map((text) => `<p>${escaped(text)}</p>`),
    ...(quote === undefined ? [] : [`<blockquote>${withAddresses(quote)}</blockquote>`]),
    ...(button === undefined
      ? []
      : [`<form method="post"><button type="submit">${escaped(button)}</button></form>`]),
    ...after.map((text) => `<p>${escaped(text)}</p>`),
  ];
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    <link rel="icon" href="data:,">
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <h1>${escaped(title)}</h1>
      ${shown.join('\n      ')}
    </main>
  </body>
</html>
`;
}

/** A line that ends with an address of the web, such as where terms stand. */
const ADDRESS_LINE = /^(.*?)(https:\/\/[^\s<>"]+)$/;

/** Words whose addresses, at the ends of lines, can be followed; the page tells them nothing. */
function withAddresses(text: string): string {
  const linked = text.split('\n').map((line) => {
    const [, before = '', address] = ADDRESS_LINE.exec(line) ?? [];
    if (address === undefined) return escaped(line);
    const shown = escaped(address);
    return `${escaped(before)}<a href="${shown}" rel="noopener noreferrer">${shown}</a>`;
  });
  return linked.join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** The longest browser name that is kept. */
const AGENT_CHARACTERS = 300;

/**
 * What is known of a visitor, to be kept as evidence. Of a chain of proxies the last one, ours, is
 * believed: what comes before it the visitor may have written.
 */
export function visitEvidence({ header }: Pick<ArrivedRequest, 'header'>): {
  readonly ip?: string;
  readonly userAgent?: string;
} {
  const last = (header('x-forwarded-for') ?? '').split(',').at(-1)?.trim() ?? '';
  const bare = /^\[(.+)\](?::\d+)?$/.exec(last)?.[1] ?? last.replace(/^([\d.]+):\d+$/, '$1');
  const ip = z.union([z.ipv4(), z.ipv6()]).safeParse(bare);
  const userAgent = header('user-agent')?.slice(0, AGENT_CHARACTERS);
  return { ...(ip.success && { ip: ip.data }), ...(userAgent !== undefined && { userAgent }) };
}
