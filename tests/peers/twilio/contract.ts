import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Part = Record<string, unknown>;

const require = createRequire(import.meta.url);
const DOCUMENT = '@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json';
const MESSAGES = '/2010-04-01/Accounts/{AccountSid}/Messages.json';
const MESSAGE = '/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json';

/**
 * Twilio's own OpenAPI document, cut down to messages and made stricter where it only says in
 * words what holds: which numbers, how long a text, which validity, that there is a sender, and what a
 * refusal looks like. Its paths of further pages are relative, whatever its formats say.
 */
async function messagesContract(): Promise<Part> {
  const whole = JSON.parse(await readFile(require.resolve(DOCUMENT), 'utf8')) as {
    openapi: string;
    info: Part;
    paths: Record<string, Record<string, Part>>;
    components: { schemas: Record<string, Part>; securitySchemes: Part };
  };
  const paths = { [MESSAGES]: whole.paths[MESSAGES], [MESSAGE]: whole.paths[MESSAGE] };
  const document = withoutRelativeUris({
    ...{ openapi: whole.openapi, info: whole.info, paths },
    components: whole.components,
  }) as typeof whole;
  const create = document.paths[MESSAGES]?.['post'] as {
    requestBody: {
      content: Record<string, { schema: Part & { properties: Record<string, Part> } }>;
    };
  };
  for (const { schema } of Object.values(create.requestBody.content)) {
    const { To, Body, ValidityPeriod } = schema.properties;
    Object.assign(To ?? {}, { pattern: '^\\+[1-9]\\d{6,14}$' });
    Object.assign(Body ?? {}, { minLength: 1, maxLength: 1600 });
    Object.assign(ValidityPeriod ?? {}, { minimum: 1, maximum: 36_000 });
    schema['anyOf'] = [{ required: ['From'] }, { required: ['MessagingServiceSid'] }];
  }
  for (const operations of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (!['get', 'post', 'delete'].includes(method)) continue;
      Object.assign(operation['responses'] as Part, refusals());
    }
  }
  return document;
}

function refusals(): Part {
  const schema = {
    type: 'object',
    required: ['code', 'message', 'status'],
    properties: {
      code: { type: 'integer' },
      message: { type: 'string' },
      more_info: { type: 'string' },
      status: { type: 'integer' },
    },
  };
  const answer = { description: 'Refused.', content: { 'application/json': { schema } } };
  return Object.fromEntries(['400', '401', '404', '429', '500'].map((status) => [status, answer]));
}

function withoutRelativeUris(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withoutRelativeUris);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).flatMap(([name, value]) => {
      const isUri = name.endsWith('uri') && typeof value === 'object' && value !== null;
      if (name === 'examples') return [];
      const kept = withoutRelativeUris(value);
      if (!isUri) return [[name, kept]];
      const { format: _format, ...rest } = kept as Part;
      return [[name, rest]];
    }),
  );
}

/** A proxy that lets through only what keeps to the contract, in both directions. */
export interface ContractProxy {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** Starts Prism between the client and a peer; it answers 422 to a bad request and 500 to a bad answer. */
export async function startContractProxy(peerUrl: string): Promise<ContractProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'contract-'));
  const file = join(folder, 'messages.json');
  await writeFile(file, JSON.stringify(await messagesContract()));
  const port = await freePort();
  const prism = require.resolve('@stoplight/prism-cli/dist/index.js');
  const child = spawn(
    process.execPath,
    [prism, 'proxy', '--errors', '-h', '127.0.0.1', '-p', String(port), file, peerUrl],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit');
  let said = '';
  const listening = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('Prism is listening')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void exited.then(() => reject(new Error(`Prism ended: ${said.slice(-2000)}`)));
  });
  await listening;
  return {
    baseUrl: `http://127.0.0.1:${String(port)}`,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
