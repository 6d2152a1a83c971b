import type { z } from 'zod';
import type { Problem } from '../../shared/kernel/problem.ts';
import { InvariantError } from '../../shared/kernel/result.ts';
import type { ExpectedRevisions } from '../../shared/kernel/revision.ts';
import type { Context } from '../../shared/platform/context.ts';
import type { ProviderReceipt } from '../../shared/platform/sms/sms-transport.ts';
import type { ProviderText, WebhookForm } from '../../shared/platform/sms/webhook-verifier.ts';
import type { Role } from '../../shared/tenants/membership.ts';
import type { Caller, SignedIn, Visitor } from './app-context.ts';
import { isContent, type Content } from './content.ts';
import { checkInput } from './input-findings.ts';
import { FORM_RULE, PAGE_FORM_RULE, type UploadRule } from './read-upload.ts';

/** Methods that endpoints use. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * What is sent per success status. A JSON body is sent as its schema gives it back: what is not
 * declared stays inside. {@link Content} is sent as it is.
 */
export type ReplySchemas = Readonly<Record<number, z.ZodType | Content>>;

/** What a reply may carry beside its body. */
export interface ReplyExtras {
  /** Sent as ETag; the body carries it as well. */
  readonly revision?: number;
  /** Path of what was created, below the API's root. */
  readonly location?: string;
  /** Further headers, by lower-case name; they win over those that every answer carries. */
  readonly headers?: Readonly<Record<string, string>>;
}

type BodyOf<S> = S extends z.ZodType ? z.input<S> : string | Uint8Array;

/** The replies that the schemas allow. */
export type Reply<R extends ReplySchemas> = {
  [S in keyof R & number]: { readonly status: S; readonly body: BodyOf<R[S]> } & ReplyExtras;
}[keyof R & number];

/** A reply with its status kept as a literal, so that it is checked against the declaration. */
export function reply<const S extends number, B>(
  status: S,
  body: B,
  extras: ReplyExtras = {},
): { readonly status: S; readonly body: B } & ReplyExtras {
  return { status, body, ...extras };
}

/** A reply as it leaves an endpoint. */
export interface AnyReply extends ReplyExtras {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Who may call: anybody, the texting provider (by its signature), whoever is signed in (member or
 * not), or members from this role on.
 */
export type Access = 'public' | 'provider' | 'signed-in' | Role;

/** What an endpoint declares once; validation, authorisation, registration and documentation follow. */
export interface EndpointOutline {
  /** Unique kebab-case name: the function's name and the operation id. */
  readonly name: string;
  readonly method: Method;
  /** Below `/api`, with `{placeholders}`; never starts with `admin` or `runtime`. */
  readonly route: string;
  readonly role: Access;
  /** One sentence for the API's documentation. */
  readonly summary: string;
  readonly replies: ReplySchemas;
  /** Reads older spellings of the body as today's, before it is checked against `body`. */
  readonly readsAs?: (body: unknown) => unknown;
  /** A body that this endpoint would take, for the documentation and its tests. */
  readonly example?: unknown;
  /** Takes a body that is no JSON, in place of `body`. */
  readonly upload?: UploadRule;
  /**
   * Whether browsers come here by themselves: HEAD is answered as GET is, without the body, and a
   * query that somebody hung on the address is ignored.
   */
  readonly visit?: boolean;
  /** Whether `If-Match` is understood; by default a PATCH, and a PUT with a body, understand it. */
  readonly ifMatch?: boolean;
  /**
   * For how many seconds whoever asked may use the answer again. It then carries an ETag of its
   * content, and `If-None-Match` is answered with 304 when nothing changed.
   */
  readonly cacheSeconds?: number;
  /** Statuses of problems beside those that its method, route, role and inputs bring along. */
  readonly failures?: readonly Problem['status'][];
}

/** Makes a creating POST safe to repeat: it then understands `Idempotency-Key`. */
export interface Creation<R extends ReplySchemas> {
  /** The document type of what is created; the key is stored in the commit that creates the first of it. */
  readonly type: string;
  /** The reply for what an earlier request with the same key created, as it is now. */
  again(asked: {
    readonly context: Context;
    readonly caller: Caller;
    readonly id: string;
  }): Promise<Reply<R>>;
}

/** The parts of a request that its declaration gives a type. */
export interface Inputs<P, Q, B> {
  /** One string field per placeholder of the route. */
  readonly params?: z.ZodType<P>;
  /** Strict object; what a client may write behind the question mark. */
  readonly query?: z.ZodType<Q>;
  /** Strict object; absent: the endpoint takes no body. */
  readonly body?: z.ZodType<B>;
}

/** A request as a handler gets it: checked and typed. */
export interface Asked<P, Q, B> {
  readonly context: Context;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The body of an endpoint that declares an `upload`; else empty. */
  readonly upload: Uint8Array;
  /** From `If-Match`. */
  readonly expected: ExpectedRevisions;
}

/** A request as it arrived, read but not yet checked against the declaration. */
export interface ArrivedRequest extends Visitor {
  readonly context: Context;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly upload: Uint8Array;
  readonly expected: ExpectedRevisions;
  /** The provider's form, its signature verified; at its own endpoints only. */
  readonly form?: WebhookForm;
  readonly method: string;
  /** A header by its name, undefined when it was not sent. */
  header(name: string): string | undefined;
  /** What that form says of a text that was handed over, if it is a receipt. */
  readonly receipt?: ProviderReceipt | undefined;
  /** The text that came in, if the form tells of one. */
  readonly text?: ProviderText | undefined;
}

/** An endpoint, whatever its types. */
export interface Endpoint extends EndpointOutline {
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The document type that it creates; absent: it does not understand `Idempotency-Key`. */
  readonly creates?: string;
  /** Shapes the reply for what an earlier request created. */
  replay?(context: Context, caller: Caller, id: string): Promise<AnyReply>;
  /** Checks the request, runs the handler, shapes the reply. Throws `ProblemError` for bad input. */
  answer(arrived: ArrivedRequest): Promise<AnyReply>;
}

/** Declares an endpoint for members. `handle` calls one use case and shapes the reply. */
export function endpoint<R extends ReplySchemas, P = undefined, Q = undefined, B = undefined>(
  spec: EndpointOutline & { readonly role: Role; readonly replies: R } & Inputs<P, Q, B> & {
      readonly creates?: Creation<R>;
      handle(asked: Asked<P, Q, B> & { readonly caller: Caller }): Promise<Reply<R>>;
    },
): Endpoint {
  const { creates, ...plain } = spec;
  const declaration = declared(plain, async (asked, { caller }) => {
    if (caller === undefined) throw new InvariantError(`${spec.name} ran without a caller`);
    return spec.handle({ ...asked, caller });
  });
  if (creates === undefined) return declaration;
  return {
    ...declaration,
    creates: creates.type,
    replay: async (context, caller, id) =>
      shaped(spec, await creates.again({ context, caller, id })),
  };
}

/** Declares an endpoint for whoever is signed in, a member of some business or of none. */
export function signedInEndpoint<
  R extends ReplySchemas,
  P = undefined,
  Q = undefined,
  B = undefined,
>(
  spec: Omit<EndpointOutline, 'role'> & { readonly replies: R } & Inputs<P, Q, B> & {
      handle(asked: Asked<P, Q, B> & { readonly signedIn: SignedIn }): Promise<Reply<R>>;
    },
): Endpoint {
  return declared({ ...spec, role: 'signed-in' }, async (asked, { signedIn }) => {
    if (signedIn === undefined) throw new InvariantError(`${spec.name} ran for nobody`);
    return spec.handle({ ...asked, signedIn });
  });
}

/** Declares an endpoint that anybody may call. */
export function publicEndpoint<R extends ReplySchemas, P = undefined, Q = undefined, B = undefined>(
  spec: Omit<EndpointOutline, 'role'> & { readonly replies: R } & Inputs<P, Q, B> & {
      handle(asked: Asked<P, Q, B>): Promise<Reply<R>>;
    },
): Endpoint {
  return declared({ ...spec, role: 'public' }, async (asked) => spec.handle(asked));
}

/**
 * Declares an endpoint that the texting provider calls with a form. Whatever is not signed by it is
 * turned away (403) before `handle` runs. The provider may call twice, late and in any order.
 */
export function webhookEndpoint<R extends ReplySchemas, Q = undefined>(
  spec: Omit<EndpointOutline, 'role' | 'method' | 'upload'> & { readonly replies: R } & Pick<
      Inputs<undefined, Q, undefined>,
      'query'
    > & {
      handle(asked: {
        readonly context: Context;
        readonly query: Q;
        readonly form: WebhookForm;
        readonly receipt: ProviderReceipt | undefined;
        readonly text: ProviderText | undefined;
      }): Promise<Reply<R>>;
    },
): Endpoint {
  return declared(
    { ...spec, role: 'provider', method: 'POST', upload: FORM_RULE },
    async ({ context, query }, { form, receipt, text }) => {
      if (form === undefined) throw new InvariantError(`${spec.name} ran without a form`);
      return spec.handle({ context, query, form, receipt, text });
    },
  );
}

/** Declares a GET and HEAD that anybody may send, and that is told how it was asked for. */
export function visitEndpoint<R extends ReplySchemas, P = undefined>(
  spec: Omit<EndpointOutline, 'role' | 'method' | 'visit'> & { readonly replies: R } & Pick<
      Inputs<P, undefined, undefined>,
      'params'
    > & {
      handle(asked: {
        readonly context: Context;
        readonly params: P;
        readonly visit: Pick<ArrivedRequest, 'method' | 'header'>;
      }): Promise<Reply<R>>;
    },
): Endpoint {
  return declared(
    { ...spec, role: 'public', method: 'GET', visit: true },
    async ({ context, params }, visit) => spec.handle({ context, params, visit }),
  );
}

/** Declares a POST that a public page's form sends; what stands in the form is not read. */
export function pageFormEndpoint<R extends ReplySchemas, P = undefined>(
  spec: Omit<EndpointOutline, 'role' | 'method' | 'upload'> & { readonly replies: R } & Pick<
      Inputs<P, undefined, undefined>,
      'params'
    > & {
      handle(asked: {
        readonly context: Context;
        readonly params: P;
        readonly visit: Pick<ArrivedRequest, 'header'>;
      }): Promise<Reply<R>>;
    },
): Endpoint {
  return declared(
    { ...spec, role: 'public', method: 'POST', upload: PAGE_FORM_RULE },
    async ({ context, params }, visit) => spec.handle({ context, params, visit }),
  );
}

function declared<P, Q, B>(
  spec: EndpointOutline & Inputs<P, Q, B>,
  run: (asked: Asked<P, Q, B>, arrived: ArrivedRequest) => Promise<AnyReply>,
): Endpoint {
  return {
    ...spec,
    async answer(arrived) {
      // Without a schema the type parameter is `undefined`, which is what the handler then gets.
      const params = checkInput(spec.params, arrived.params, 'path') as P;
      const query = checkInput(spec.query, arrived.query, 'query') as Q;
      const body = checkInput(spec.body, spec.readsAs?.(arrived.body) ?? arrived.body, 'body') as B;
      const { context, expected, upload } = arrived;
      return shaped(spec, await run({ context, params, query, body, upload, expected }, arrived));
    },
  };
}

function shaped(spec: EndpointOutline, reply: AnyReply): AnyReply {
  const schema = spec.replies[reply.status];
  if (schema === undefined) {
    throw new InvariantError(`${spec.name} does not declare status ${String(reply.status)}`);
  }
  return isContent(schema) ? reply : { ...reply, body: schema.parse(reply.body) };
}
