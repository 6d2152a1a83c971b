import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acsTransport, operationIdOf } from '../../../shared/platform/email/acs-transport.ts';
import type { OutboundEmail } from '../../../shared/platform/email/email-transport.ts';

const MAIL: OutboundEmail = {
  tenantId: 'maple',
  emailId: 'eml_1',
  attempt: 1,
  senderName: 'Maple',
  to: { name: 'José', address: 'jose@example.com' },
  subject: 'Bella',
  text: 'Soon.',
  html: '<p>Soon.</p>',
};

/** Answers as the service's REST documentation states; `cut` drops the connection instead. */
let answer: number | 'cut';
let server: Server;
let calls: { readonly headers: IncomingHttpHeaders; readonly body: unknown }[];

beforeEach(async () => {
  answer = 202;
  calls = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.method === 'POST')
        calls.push({ headers: request.headers, body: JSON.parse(body) });
      if (answer === 'cut') {
        request.socket.destroy();
        return;
      }
      const id = String(request.headers['operation-id'] ?? 'x');
      const place = `http://${String(request.headers.host)}/emails/operations/${id}`;
      response.writeHead(request.method === 'POST' ? answer : 200, {
        'content-type': 'application/json',
        'operation-location': place,
      });
      response.end(
        JSON.stringify({ id, status: 'Running', error: { code: 'X', message: 'jose' } }),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const transport = () => {
  const { port } = server.address() as AddressInfo;
  const key = Buffer.from('secret').toString('base64');
  return acsTransport({
    connectionString: `endpoint=http://127.0.0.1:${String(port)}/;accesskey=${key}`,
    senderAddress: 'texts@petops.example',
    insecure: true,
    timeoutMs: 2000,
  });
};

it('hands a mail over under an operation id that was known before the call', async () => {
  const outcome = await transport().send(MAIL);
  expect(outcome).toEqual({ kind: 'accepted', providerId: operationIdOf(MAIL) });
  expect(calls).toHaveLength(1);
  expect(calls[0]?.headers['operation-id']).toBe(operationIdOf(MAIL));
  expect(calls[0]?.body).toMatchObject({
    senderAddress: 'texts@petops.example',
    content: { subject: 'Bella', plainText: 'Soon.', html: '<p>Soon.</p>' },
    recipients: { to: [{ address: 'jose@example.com', displayName: 'José' }] },
  });
});

it('gives each attempt an operation id of its own, the same each time', () => {
  expect(operationIdOf(MAIL)).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(operationIdOf(MAIL)).toBe(operationIdOf({ ...MAIL }));
  expect(operationIdOf(MAIL)).not.toBe(operationIdOf({ ...MAIL, attempt: 2 }));
});

it.each([
  [400, { kind: 'rejected', fault: 'message' }],
  [401, { kind: 'rejected', fault: 'sender' }],
  [429, { kind: 'not-processed' }],
  [500, { kind: 'unknown' }],
  [503, { kind: 'unknown' }],
  ['cut' as const, { kind: 'unknown' }],
])('takes the answer %s for what it is, after one request', async (given, outcome) => {
  answer = given;
  const told = await transport().send(MAIL);
  expect(told).toMatchObject(outcome);
  expect(calls).toHaveLength(1);
  expect(inspect(told)).not.toMatch(/jose|Bella|secret/);
});

it('knows that nothing was sent when nobody listens', async () => {
  const unreachable = transport();
  server.close();
  expect(await unreachable.send(MAIL)).toMatchObject({ kind: 'not-processed' });
});
