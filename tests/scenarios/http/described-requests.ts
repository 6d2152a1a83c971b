import fc from 'fast-check';
import type { DescribedApi, Operation, Parameter } from './described-api.ts';
import type { Ask } from './edge.ts';
import type { FurnishedEdge } from './furnished-edge.ts';
import { spoiled, valuesOf } from './schema-values.ts';

/** What came of many requests. */
export interface Tally {
  /** Answers per operation and status. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Operations that never succeeded. */
  readonly neverDone: readonly string[];
}

interface Asked {
  readonly operation: Operation;
  readonly target: string;
  readonly ask: Ask;
}

/** A member of each role, somebody of another business, a stranger, and nobody. */
const CALLERS = [
  ...['maple.staff', 'maple.manager', 'maple.owner', 'maple.owner', 'maple.owner'],
  ...['birch.owner', 'nowhere.owner', undefined],
];

/**
 * Sends `runs` requests made from the description, good ones and bad ones, and throws for the
 * first whose answer is a fault of ours or is not as documented, with the request and the seed.
 */
export async function askAsDescribed(
  edge: FurnishedEdge,
  api: DescribedApi,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Promise<Tally> {
  const counts = new Map(api.operations.map((it) => [it.name, new Map<number, number>()]));
  const requests = fc.constantFrom(...api.operations).chain((it) => requestsOf(it, api, edge.ids));
  const property = fc.asyncProperty(requests, async ({ operation, target, ask }) => {
    const answer = await edge.ask(operation.method, target, ask);
    const perStatus = counts.get(operation.name);
    perStatus?.set(answer.status, (perStatus.get(answer.status) ?? 0) + 1);
    const fault = answer.status >= 500 ? 'is our fault' : api.fault(operation, answer);
    if (fault === undefined) return;
    throw new Error(
      `${operation.method} ${target}: ${fault}\n${String(answer.status)} ${answer.text}`,
    );
  });
  // What was asked before matters, so a smaller example would be another story.
  await fc.assert(property, { numRuns: runs, seed, endOnFailure: true });
  const done = (statuses: ReadonlyMap<number, number>): boolean =>
    [...statuses.keys()].some((status) => status < 400);
  return {
    counts,
    neverDone: [...counts].filter(([, it]) => !done(it)).map(([name]) => name),
  };
}

function requestsOf(
  operation: Operation,
  api: DescribedApi,
  ids: Readonly<Record<string, string>>,
): fc.Arbitrary<Asked> {
  const inPlace = (place: Parameter['in']): readonly Parameter[] =>
    operation.parameters.filter((it) => it.in === place);
  return fc
    .record({
      path: fc.record(
        Object.fromEntries(inPlace('path').map((it) => [it.name, pathValues(it, ids)])),
      ),
      query: queries(inPlace('query'), api, ids),
      headers: headers(inPlace('header')),
      body: bodies(operation, api),
      as: fc.constantFrom(...CALLERS),
    })
    .map(({ path, query, headers: named, body, as }) => {
      const filled = operation.route.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
        encodeURIComponent(String(path[name])),
      );
      const search = new URLSearchParams(present(query)).toString();
      const { headers: described, ...sent } = body;
      return {
        operation,
        target: search === '' ? filled : `${filled}?${search}`,
        ask: {
          ...sent,
          ...(as !== undefined && { as }),
          headers: { ...described, ...present(named) },
        },
      };
    });
}

function present(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}

function pathValues({ name }: Parameter, ids: Readonly<Record<string, string>>) {
  const known = ids[name] ?? 'none';
  const odd = fc
    .string({ minLength: 1, maxLength: 250, unit: 'grapheme' })
    .filter((text) => !/^\.{1,2}$|^\s*$/.test(text));
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(known) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.values(ids)) },
    { weight: 1, arbitrary: odd },
  );
}

function queries(
  parameters: readonly Parameter[],
  api: DescribedApi,
  ids: Readonly<Record<string, string>>,
): fc.Arbitrary<Record<string, string | undefined>> {
  const required = parameters.filter((it) => it.required === true);
  const fields = (of: readonly Parameter[]): Record<string, fc.Arbitrary<string>> =>
    Object.fromEntries(of.map((it) => [it.name, queryValues(it, api, ids)]));
  const good = fc.record<Record<string, string | undefined>>(fields(parameters), {
    requiredKeys: required.map(({ name }) => name),
  });
  // Of many filters at once one is nearly always wrong.
  const bare = fc.record<Record<string, string | undefined>>(fields(required));
  const names = fc.oneof(fc.constantFrom('a', ...parameters.map((it) => it.name)), fc.string());
  const bad = fc
    .tuple(good, names, fc.string())
    .map(([it, name, text]) => ({ ...it, [name]: text }));
  return fc.oneof(
    { weight: 3, arbitrary: good },
    { weight: 2, arbitrary: bare },
    { weight: 1, arbitrary: bad },
  );
}

function queryValues(
  { name, schema }: Parameter,
  api: DescribedApi,
  ids: Readonly<Record<string, string>>,
): fc.Arbitrary<string> {
  const values = valuesOf(schema, api.resolve).map(String);
  const known = ids[name];
  return known === undefined ? values : fc.oneof(values, fc.constant(known));
}

function headers(
  parameters: readonly Parameter[],
): fc.Arbitrary<Record<string, string | undefined>> {
  const values: Record<string, fc.Arbitrary<string>> = {
    'If-Match': fc.constantFrom('"1"', '"2"', '*', 'W/"1", "2"', '"x"', '1', ''),
    'Idempotency-Key': fc.constantFrom('k1', 'k2', 'k3', 'two words', 'x'.repeat(256)),
    'Accept-Language': fc.constant('en'),
  };
  const known = ['Accept-Language', ...parameters.map((it) => it.name)];
  const fields = known.map((name) => [name, values[name] ?? fc.constantFrom('a', 'maple')]);
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<string>>, {
    requiredKeys: [],
  });
}

function bodies(operation: Operation, api: DescribedApi): fc.Arbitrary<Ask> {
  const { body } = operation;
  if (body === undefined) return fc.constant({});
  const kinds = Object.entries(body).map(([type, { schema, example }]): fc.Arbitrary<Ask> => {
    const typed = { 'content-type': type };
    if (!type.endsWith('json')) {
      const texts = fc.oneof(fc.string(), fc.constant('first name,phone\nAda,+14155550123\n'));
      return texts.map((raw) => ({ raw, headers: typed }));
    }
    const made = valuesOf(schema ?? {}, api.resolve);
    const values = example === undefined ? made : fc.oneof(made, fc.constant(example));
    return fc.oneof(
      { weight: 5, arbitrary: values.map((value): Ask => ({ body: value, headers: typed })) },
      {
        weight: 3,
        arbitrary: spoiled(values).map((value): Ask => ({ body: value, headers: typed })),
      },
    );
  });
  const raw = fc.tuple(
    fc.oneof(fc.string(), fc.uint8Array({ maxLength: 40 })),
    fc.constantFrom('application/json', 'text/plain', 'text/csv', ''),
  );
  return fc.oneof(...kinds.map((arbitrary) => ({ weight: 8, arbitrary })), {
    weight: 1,
    arbitrary: raw.map(([sent, type]) => ({ raw: sent, headers: { 'content-type': type } })),
  });
}
