import { z } from 'zod';
import type { RegisteredFunction } from '../core/app-registry.ts';
import { triggerOf } from '../core/invoke.ts';
import { HostStartError } from '../start-error.ts';
import { compileRoute, type RouteTemplate } from './route-template.ts';

/** A function's place in the routes. */
export interface Route {
  readonly fn: RegisteredFunction;
  /** Upper case. */
  readonly methods: ReadonlySet<string>;
  readonly authLevel: 'anonymous' | 'function' | 'admin';
  readonly template: RouteTemplate;
}

/** The routes of an app. */
export interface RouteTable {
  readonly routes: readonly Route[];
  /** What is odd but allowed: routes that another one hides. */
  readonly warnings: readonly string[];
  /** The first route, by function name, that fits; a wrong method fits nothing, as in the runtime. */
  find(
    method: string,
    path: string,
  ): { readonly route: Route; readonly params: Params } | undefined;
}

type Params = Readonly<Record<string, string>>;

const httpTriggerSchema = z.looseObject({
  route: z.string().optional(),
  methods: z.array(z.string().toUpperCase()),
  authLevel: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['anonymous', 'function', 'admin'])),
});

/**
 * Makes the routes of the HTTP functions (given in the order of their names, in which the runtime
 * tries them). Refuses two functions with the same route and method, and routes under `admin` or
 * `runtime`, by throwing {@link HostStartError}.
 */
export function routeTable(
  functions: readonly RegisteredFunction[],
  routePrefix: string,
): RouteTable {
  const routes = functions.map((fn) => routeOf(fn, routePrefix));
  refuseDuplicates(routes);
  return {
    routes,
    warnings: hiddenRoutes(routes),
    find: (method, path) => {
      const segments = segmentsOf(path);
      for (const route of routes) {
        if (!route.methods.has(method)) continue;
        const params = route.template.match(segments);
        if (params !== undefined) return { route, params };
      }
      return undefined;
    },
  };
}

/** Path segments, decoded; an encoded slash stays encoded and a trailing slash does not count. */
function segmentsOf(path: string): readonly string[] {
  const segments = path.replace(/^\//, '').replace(/\/$/, '').split('/');
  return segments.length === 1 && segments[0] === '' ? [] : segments.map(decodeSegment);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment.replace(/%(2f)/gi, '%25$1'));
  } catch {
    return segment;
  }
}

function routeOf(fn: RegisteredFunction, routePrefix: string): Route {
  const { name } = fn.metadata;
  const trigger = httpTriggerSchema.parse(triggerOf(fn).settings);
  const own = (trigger.route ?? name).replace(/^\/|\/$/g, '');
  if (/^(admin|runtime)/i.test(own)) {
    throw new HostStartError(
      `The route "${own}" of function "${name}" starts with "admin" or "runtime", which the runtime keeps for itself.`,
    );
  }
  const template = compileRoute([routePrefix, own].filter((part) => part !== '').join('/'));
  return { fn, methods: new Set(trigger.methods), authLevel: trigger.authLevel, template };
}

function* pairs(
  routes: readonly Route[],
): Generator<{ first: Route; second: Route; shared: string[] }> {
  for (const [index, first] of routes.entries()) {
    for (const second of routes.slice(index + 1)) {
      const shared = [...first.methods].filter((method) => second.methods.has(method));
      if (shared.length > 0) yield { first, second, shared };
    }
  }
}

function refuseDuplicates(routes: readonly Route[]): void {
  for (const { first, second, shared } of pairs(routes)) {
    if (first.template.text.toLowerCase() !== second.template.text.toLowerCase()) continue;
    throw new HostStartError(
      `Functions "${first.fn.metadata.name}" and "${second.fn.metadata.name}" share the route ${shared.join(', ')} /${first.template.text}.`,
    );
  }
}

function hiddenRoutes(routes: readonly Route[]): string[] {
  const warnings: string[] = [];
  for (const { first, second, shared } of pairs(routes)) {
    if (first.template.match(second.template.sample) === undefined) continue;
    warnings.push(
      `${shared.join(', ')} /${second.template.text} never reaches function "${second.fn.metadata.name}": ` +
        `/${first.template.text} of "${first.fn.metadata.name}" comes first, because the runtime tries routes in the order of function names.`,
    );
  }
  return warnings;
}
