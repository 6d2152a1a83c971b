import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Endpoint } from '../../../../functions/http/endpoint.ts';
import { endpoints } from '../../../../functions/http/endpoints.ts';
import { API_VERSION, describeApi } from '../../../../functions/http/openapi/describe-api.ts';
import { schemaBook } from '../../../../functions/http/openapi/schema-book.ts';

interface Operation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const document = describeApi(endpoints) as unknown as Description;
const operationOf = ({ route, method }: Endpoint): Operation | undefined =>
  document.paths[`/${route}`]?.[method.toLowerCase()];

describe('the OpenAPI document', () => {
  it('is one, by its standard’s own schema', async () => {
    const validator = new Validator();
    const result = await validator.validate({ ...describeApi(endpoints) });
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('refers to nothing that it does not hold', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(100);
    for (const reference of new Set(references)) {
      const [, place = '', kind = '', name = ''] = reference.split('/');
      expect(place).toBe('components');
      expect(document.components[kind], reference).toHaveProperty([name]);
    }
  });

  it.each(endpoints)('describes $method $route, who may call it and what it takes', (it) => {
    const operation = operationOf(it);
    expect(operation?.operationId).toBe(it.name);
    expect(operation?.security).toEqual(['public', 'provider'].includes(it.role) ? [] : undefined);
    expect(operation?.requestBody !== undefined).toBe(
      it.body !== undefined || it.upload !== undefined,
    );
    expect(Object.keys(operation?.responses ?? {})).toEqual(
      expect.arrayContaining([...Object.keys(it.replies), '400', '500', '503']),
    );
  });

  it('describes nothing else', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations).toHaveLength(endpoints.length);
  });

  it('says where If-Match and Idempotency-Key count', () => {
    const withParameter = (name: string): string[] =>
      endpoints
        .filter((it) =>
          operationOf(it)?.parameters?.some((parameter) => parameter.$ref?.endsWith(`/${name}`)),
        )
        .map((it) => it.name);
    expect(withParameter('IfMatch')).toEqual(
      expect.arrayContaining(['update-owner', 'set-required-vaccines']),
    );
    expect(withParameter('IfMatch')).not.toContain('suppress-phone');
    expect(withParameter('IdempotencyKey')).toEqual(
      expect.arrayContaining(['create-owner', 'create-pet', 'record-vaccination']),
    );
  });

  it('has the version of the package', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(API_VERSION).toBe(manifest.version);
  });

  it('cannot hold two different schemas of one name', () => {
    const book = schemaBook();
    book.describe(z.object({ a: z.string() }).meta({ id: 'TestThing' }), 'output');
    const other = z.object({ b: z.string() }).meta({ id: 'TestThing' });
    expect(() => book.describe(other, 'output')).toThrow('TestThing');
  });

  it('leaves replies open to new fields, and closes what clients send', () => {
    const book = schemaBook();
    const shape = { thing: z.strictObject({ a: z.string() }) };
    expect(JSON.stringify(book.describe(z.object(shape), 'output'))).not.toContain('additional');
    expect(JSON.stringify(book.describe(z.object(shape), 'input'))).toContain('additional');
  });
});
