/** A page as it was shown, or the address outside that the browser was sent to. */
export interface Shown {
  readonly status: number;
  /** Where it came from; of an address outside, that address. */
  readonly url: URL;
  readonly html: string;
  readonly headers: Headers;
}

/** As much of a browser as signing in needs: cookies, redirects and one form. */
export interface UserAgent {
  open(url: URL): Promise<Shown>;
  /** Fills and sends the only form of a page. */
  submit(page: Shown, fields: Readonly<Record<string, string>>): Promise<Shown>;
}

const MOST_REDIRECTS = 10;

/** A user agent without history. It follows redirects up to `home`, which it does not open. */
export function userAgent(home: string): UserAgent {
  const cookies = new Map<string, string>();
  const go = async (url: URL, form?: URLSearchParams, redirects = 0): Promise<Shown> => {
    if (redirects > MOST_REDIRECTS) throw new Error(`Too many redirects, at ${url.href}`);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form !== undefined && { method: 'POST', body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) keep(cookies, cookie);
    const html = await response.text();
    const { status, headers } = response;
    const location = headers.get('location');
    if (location === null) return { status, url, html, headers };
    const next = new URL(location, url);
    if (next.href.startsWith(home)) return { status, url: next, html, headers };
    return go(next, undefined, redirects + 1);
  };
  return {
    open: async (url) => go(url),
    submit: async ({ url, html }, fields) => {
      const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1];
      if (action === undefined) throw new Error(`No form at ${url.href}`);
      return go(new URL(action, url), new URLSearchParams(fields));
    },
  };
}

function keep(cookies: Map<string, string>, setCookie: string): void {
  const [pair = ''] = setCookie.split(';');
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  const over = /expires=Thu, 01 Jan 1970/i.test(setCookie);
  if (over || value === '') cookies.delete(name);
  else cookies.set(name, value);
}
