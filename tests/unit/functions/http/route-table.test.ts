import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endpoints } from '../../../../functions/http/endpoints.ts';

const placeholders = (route: string): string[] =>
  [...route.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

/** Whether every path of `second` also fits `first`. */
function swallows(first: string, second: string): boolean {
  const [a, b] = [first.split('/'), second.split('/')];
  return a.length === b.length && a.every((part, n) => part.startsWith('{') || part === b[n]);
}

describe('the route table', () => {
  it('names each endpoint once', () => {
    const names = endpoints.map((it) => it.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
  });

  it('has one endpoint per method and route, whatever its placeholders are called', () => {
    const keys = endpoints.map((it) => `${it.method} ${it.route.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(endpoints)('$method $route can be registered by the host', ({ route }) => {
    expect(route).toMatch(/^[a-z.-]+(\/([a-z.-]+|\{\w+\}))*$/);
    expect(route).not.toMatch(/^(admin|runtime)/);
  });

  it('leaves nothing but health, links to people and its own description open to everybody', () => {
    const open = endpoints.filter((it) => it.role === 'public').map((it) => it.route);
    expect(open.filter((route) => !/^docs(\/|$)/.test(route))).toEqual([
      'health',
      'l/{code}',
      'unsubscribe/{token}',
      'unsubscribe/{token}',
      'opt-in/{token}',
      'opt-in/{token}',
      'openapi.json',
    ]);
  });

  it('lets a route with a fixed segment come before one that would swallow it', () => {
    // The runtime tries routes in the order of function names; the first that fits wins.
    const byName = endpoints.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const hidden = byName.flatMap((first, index) =>
      byName
        .slice(index + 1)
        .filter((it) => it.method === first.method && swallows(first.route, it.route))
        .map((it) => `${it.name} behind ${first.name}`),
    );
    expect(hidden).toEqual([]);
  });

  it.each(endpoints.filter((it) => it.method === 'POST' && 201 in it.replies))(
    '$name, which creates, can be repeated under a key',
    (it) => {
      expect(it.creates).toBeDefined();
      expect(Object.keys(it.replies)).toHaveLength(1);
    },
  );

  it.each(endpoints.filter((it) => it.body !== undefined))(
    '$name has an example, and would take it',
    ({ body, example }) => {
      expect(example).toBeDefined();
      expect(body?.safeParse(example).error).toBeUndefined();
    },
  );

  it.each(endpoints)('$name declares each placeholder of its route, and no other', (it) => {
    const declared = it.params === undefined ? [] : Object.keys(jsonSchema(it.params).properties);
    expect(declared.sort()).toEqual(placeholders(it.route));
  });

  it.each(endpoints)('$name refuses unknown fields of query and body', (it) => {
    for (const schema of [it.query, it.body]) {
      if (schema !== undefined) expect(jsonSchema(schema).additionalProperties).toBe(false);
    }
  });
});

function jsonSchema(schema: z.ZodType) {
  const written = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  // A schema with a name of its own is written as a reference to it.
  const name = written.$ref?.replace('#/$defs/', '') ?? '';
  const described = (written.$defs?.[name] ?? written) as typeof written;
  return {
    properties: described.properties ?? {},
    additionalProperties: described.additionalProperties,
  };
}
