import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isContent } from '../../../../functions/http/content.ts';
import { endpoints } from '../../../../functions/http/endpoints.ts';

const placeholders = (route: string): string[] =>
  [...route.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

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
    expect(route).toMatch(/^[a-z-]+(\/([a-z-]+|\{\w+\}))*$/);
    expect(route).not.toMatch(/^(admin|runtime)/);
  });

  it('leaves nothing but health open to everybody', () => {
    const open = endpoints.filter((it) => it.role === 'public').map((it) => it.route);
    expect(open).toEqual(['health']);
  });

  it.each(endpoints)('$name declares each placeholder of its route, and no other', (it) => {
    const declared = it.params === undefined ? [] : Object.keys(jsonSchema(it.params).properties);
    expect(declared.sort()).toEqual(placeholders(it.route));
  });

  it.each(endpoints)('$name refuses unknown fields of query and body', (it) => {
    for (const schema of [it.query, it.body]) {
      if (schema !== undefined) expect(jsonSchema(schema).additionalProperties).toBe(false);
    }
  });

  it.each(endpoints)('$name can be described in JSON Schema, replies included', (it) => {
    expect(Object.keys(it.replies).length).toBeGreaterThan(0);
    for (const schema of Object.values(it.replies)) {
      if (isContent(schema)) continue;
      expect(z.toJSONSchema(schema, { target: 'draft-2020-12' })).toHaveProperty('type', 'object');
    }
  });
});

function jsonSchema(schema: z.ZodType) {
  const described = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return {
    properties: described.properties ?? {},
    additionalProperties: described.additionalProperties,
  };
}
