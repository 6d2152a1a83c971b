import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { InvariantError } from '../../../shared/kernel/result.ts';
import type { JsonObject } from './json-object.ts';

/** Writes zod schemas as JSON Schema and keeps those with a name in one place. */
export interface SchemaBook {
  /** What a client may send (`input`) or gets (`output`); a named schema becomes a reference. */
  describe(schema: z.ZodType, io: 'input' | 'output'): JsonObject;
  /** The named schemas described so far. A schema has a name when its metadata carries an `id`. */
  named(): Readonly<Record<string, JsonObject>>;
}

/** An empty book. Two different schemas of one name are refused by throwing. */
export function schemaBook(): SchemaBook {
  const named: Record<string, JsonObject> = {};
  const keep = (name: string, schema: JsonObject): void => {
    const { id: _id, ...described } = schema;
    const present = named[name];
    if (present !== undefined && !isDeepStrictEqual(present, described)) {
      throw new InvariantError(`Two schemas are called ${name}`);
    }
    named[name] = described;
  };
  return {
    describe: (schema, io) => {
      const { $schema, $defs, ...described } = pointingHere(jsonSchemaOf(schema, io));
      for (const [name, it] of Object.entries($defs ?? {})) keep(name, it as JsonObject);
      return described;
    },
    named: () => named,
  };
}

function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  return z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    override: ({ jsonSchema }) => {
      // A reply may gain fields: clients that take it for closed would break then.
      if (io === 'output' && jsonSchema.additionalProperties === false) {
        delete jsonSchema.additionalProperties;
      }
      // A number in a query is text with digits; what counts for a client is the number.
      if (jsonSchema.type === 'integer') delete jsonSchema.pattern;
    },
  });
}

function pointingHere(schema: JsonObject): Record<string, unknown> {
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(text) as Record<string, unknown>;
}
