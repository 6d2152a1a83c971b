/**
 * The shapes that `@azure/functions` exchanges with the module `@azure/functions-core`, which the
 * runtime supplies. Only what the local host produces or reads is named; the rest stays open.
 */

/** A value on its way to or from a function, in exactly one of its forms. */
export interface RpcTypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: RpcHttpData;
}

/** A value that may be absent. */
export interface RpcNullable<T> {
  readonly value?: T;
}

/** An HTTP request (url, method, the `nullable` maps, body) or response (the rest and body). */
export interface RpcHttpData {
  readonly url?: string;
  readonly method?: string;
  readonly nullableHeaders?: Readonly<Record<string, RpcNullable<string>>>;
  readonly nullableParams?: Readonly<Record<string, RpcNullable<string>>>;
  readonly nullableQuery?: Readonly<Record<string, RpcNullable<string>>>;
  readonly body?: RpcTypedData | null;
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly RpcHttpCookie[];
}

/** A cookie of a response. `sameSite: 'none'` means that none was stated. */
export interface RpcHttpCookie {
  readonly name?: string;
  readonly value?: string;
  readonly domain?: RpcNullable<string>;
  readonly path?: RpcNullable<string>;
  readonly expires?: RpcNullable<{ readonly seconds?: number }>;
  readonly secure?: RpcNullable<boolean>;
  readonly httpOnly?: RpcNullable<boolean>;
  readonly sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
  readonly maxAge?: RpcNullable<number>;
}

/** A level of a log line. */
export type RpcLogLevel =
  'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';

/** Who speaks in a log line: the app (`user`) or the machinery. */
export type RpcLogCategory = 'user' | 'system' | 'customMetric';

/** One binding of a function; what else it states depends on its type. */
export interface RpcBinding {
  readonly type?: string | null;
  readonly direction?: 'in' | 'out' | 'inout';
  readonly [setting: string]: unknown;
}

/** What the app says about a function when it registers it. */
export interface FunctionMetadata {
  readonly name: string;
  readonly functionId?: string;
  readonly bindings: Readonly<Record<string, RpcBinding>>;
  readonly retryOptions?: unknown;
}

/** A function of the app. */
export type FunctionCallback = (...args: readonly unknown[]) => unknown;

/** A hook of the app. */
export type HookCallback = (context: object) => unknown;

/** The hooks that an app may register. */
export const HOOK_NAMES = [
  'appStart',
  'appTerminate',
  'preInvocation',
  'postInvocation',
  'log',
] as const;

/** The name of a hook. */
export type HookName = (typeof HOOK_NAMES)[number];

/** What an invocation carries into the function. */
export interface InvocationRequest {
  readonly invocationId: string;
  readonly functionId: string;
  readonly inputData: readonly { readonly name: string; readonly data: RpcTypedData }[];
  readonly triggerMetadata?: Readonly<Record<string, RpcTypedData>>;
}

/** What an invocation brought back. */
export interface InvocationResponse {
  readonly invocationId: string;
  readonly outputData?: readonly { readonly name: string; readonly data: RpcTypedData }[];
  readonly returnValue?: RpcTypedData | null;
}

/** One invocation, as the programming model sees it. */
export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: InvocationRequest;
  readonly metadata: FunctionMetadata;
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: RpcLogLevel, category: RpcLogCategory, message: string): void;
}

/** Turns an invocation into arguments of the function, and its result into a response. */
export interface InvocationModel {
  getArguments(): Promise<{ readonly context: object; readonly inputs: unknown[] }>;
  invokeFunction(context: object, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: object, result: unknown): Promise<InvocationResponse>;
}

/** The programming model that `@azure/functions` registers. */
export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities?(
    capabilities: Record<string, string>,
  ): Record<string, string> | Promise<Record<string, string>>;
}
