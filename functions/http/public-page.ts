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
}

/** A page without script, image or link, readable at any size, by day and night and by screen readers. */
export function publicPage({ title, paragraphs, quote, button }: PublicPage): string {
  const shown = [
    ...paragraphs.map((text) => `<p>${escaped(text)}</p>`),
    ...(quote === undefined ? [] : [`<blockquote>${escaped(quote)}</blockquote>`]),
    ...(button === undefined
      ? []
      : [`<form method="post"><button type="submit">${escaped(button)}</button></form>`]),
  ];
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    <link rel="icon" href="data:,">
    <style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto 0;padding:0 1rem;color-scheme:light dark}blockquote{margin:1rem 0;padding:.5rem 1rem;border-left:.25rem solid;white-space:pre-line}button{font:inherit;padding:.75rem 1.25rem;min-height:2.75rem;cursor:pointer}</style>
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
