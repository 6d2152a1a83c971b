import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import { isLocalPassword } from './local-password.ts';
import { failurePage, loginPage } from './login-page.ts';
import { personOf } from './people.ts';
import type { SignInSecrets } from './secrets.ts';

const PREFIX = '/interaction/';
const MAX_FORM_BYTES = 10_000;

/** Where a person is asked who they are. */
export function interactionPath(uid: string): string {
  return PREFIX + uid;
}

/** Whether a request is for the pages below. */
export function isInteraction(request: IncomingMessage): boolean {
  return request.url?.startsWith(PREFIX) === true;
}

/**
 * Shows the sign-in page and takes its form. Which sign-in it belongs to stands in a signed
 * cookie that the provider set; without it, or after it has ended, there is nothing to do here.
 */
export async function interact(
  provider: Provider,
  secrets: SignInSecrets,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { uid, prompt, params } = await provider.interactionDetails(request, response);
    const action = interactionPath(uid);
    if (prompt.name !== 'login') {
      // Whoever asks for consent again gets it: the page and the API have one owner.
      await provider.interactionFinished(request, response, { consent: {} });
      return;
    }
    if (request.method !== 'POST') {
      const hint = params['login_hint'];
      const address = typeof hint === 'string' ? hint : '';
      send(response, 200, loginPage({ action, address }));
      return;
    }
    const form = new URLSearchParams(await readForm(request));
    const chosen = form.get('email') ?? '';
    const address = chosen === '' ? (form.get('other') ?? '') : chosen;
    const person = personOf(address);
    const problem = problemOf(person !== undefined, form, secrets);
    if (person === undefined || problem !== undefined) {
      send(
        response,
        401,
        loginPage({ action, address, ...(problem !== undefined && { problem }) }),
      );
      return;
    }
    const login = { accountId: person.email };
    const fresh = { mergeWithLastSubmission: false };
    await provider.interactionFinished(request, response, { login }, fresh);
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error;
    send(response, 400, failurePage('This sign-in has ended. Start again from the page.'));
  }
}

function problemOf(
  hasPerson: boolean,
  form: URLSearchParams,
  secrets: SignInSecrets,
): string | undefined {
  if (!isLocalPassword(secrets, form.get('password') ?? '')) return 'This is not the password.';
  return hasPerson ? undefined : 'This is not an e-mail address.';
}

async function readForm(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    // What is beyond it is dropped, and the form is then refused for what it lacks.
    if (size <= MAX_FORM_BYTES) parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    // The form's answer redirects to the page, whose port is not known here.
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' http://127.0.0.1:* http://localhost:*",
  });
  response.end(html);
}
