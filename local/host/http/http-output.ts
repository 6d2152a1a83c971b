import type { ServerResponse } from 'node:http';
import type {
  InvocationResponse,
  RpcHttpCookie,
  RpcNullable,
  RpcTypedData,
} from '../core/core-types.ts';

/** Answers with what the function returned: nothing is 204, a response without a status 200. */
export function sendOutput(response: ServerResponse, result: InvocationResponse): void {
  const http = result.returnValue?.http;
  if (http === undefined) {
    response.writeHead(204).end();
    return;
  }
  for (const [name, value] of Object.entries(http.headers ?? {})) response.setHeader(name, value);
  for (const cookie of http.cookies ?? []) {
    response.appendHeader('set-cookie', setCookie(cookie));
  }
  response.statusCode = Number(http.statusCode ?? 200);
  response.end(bodyOf(http.body));
}

function bodyOf(data: RpcTypedData | null | undefined): Uint8Array | string | undefined {
  return data?.bytes ?? data?.string ?? data?.json;
}

const SAME_SITE = { none: undefined, lax: 'lax', strict: 'strict', explicitNone: 'none' } as const;

/**
 * A cookie as a `Set-Cookie` value; name and value are escaped and the path is `/` unless stated.
 * @internal
 */
export function setCookie(cookie: RpcHttpCookie): string {
  return [
    `${encodeURIComponent(cookie.name ?? '')}=${encodeURIComponent(cookie.value ?? '')}`,
    ...attribute('expires', utcString(cookie.expires?.value?.seconds)),
    ...attribute('max-age', cookie.maxAge?.value),
    ...attribute('domain', cookie.domain?.value),
    ...attribute('path', cookie.path?.value ?? '/'),
    ...attribute('samesite', SAME_SITE[cookie.sameSite ?? 'none']),
    ...flag('secure', cookie.secure),
    ...flag('httponly', cookie.httpOnly),
  ].join('; ');
}

function flag(name: string, wanted: RpcNullable<boolean> | undefined): string[] {
  return wanted?.value === true ? [name] : [];
}

function attribute(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`${name}=${value}`];
}

function utcString(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toUTCString();
}
