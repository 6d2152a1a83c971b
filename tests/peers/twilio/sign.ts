import { createHmac } from 'node:crypto';

/** Fields of a form; a list is a field that is sent several times. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/**
 * Signs a form as Twilio documents it, apart from the SDK that verifies it: HMAC-SHA1 with the auth
 * token over the address and every field in the order of their names, base64. Values of a repeated
 * field are sorted and count once.
 */
export function signForm(authToken: string, url: string, fields: FormFields): string {
  const text = Object.keys(fields)
    .sort()
    .flatMap((name) => [...new Set([fields[name] ?? ''].flat())].sort().map((it) => name + it))
    .join('');
  return createHmac('sha1', authToken)
    .update(url + text, 'utf8')
    .digest('base64');
}

/** The body of a form as it goes over the wire. */
export function formBody(fields: FormFields): string {
  const pairs = Object.entries(fields).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return new URLSearchParams(pairs).toString();
}
