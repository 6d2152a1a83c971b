import fc from 'fast-check';

/** A JSON Schema as our description writes them. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** Finds what a `$ref` points at. */
export type Resolve = (reference: string) => Schema;

/** Values that fit a schema, or nearly: lengths count characters here and there, formats are tried hard. */
export function valuesOf(schema: Schema, resolve: Resolve): fc.Arbitrary<unknown> {
  return valuesWithin(schema, { resolve, inside: [] });
}

/** Where in a schema values are made: how to follow references, and those that it lies inside of. */
interface Place {
  readonly resolve: Resolve;
  readonly inside: readonly string[];
}

/** How often a schema that speaks of itself is followed. */
const MAX_DEPTH = 2;

/** Values of a schema by reference; deep inside of itself only those of its alternatives that end. */
function referred(reference: string, { resolve, inside }: Place): fc.Arbitrary<unknown> {
  const target = resolve(reference);
  const depth = inside.filter((it) => it === reference).length;
  const within = { resolve, inside: [...inside, reference] };
  if (depth < MAX_DEPTH) return valuesWithin(target, within);
  const ends = (target.anyOf ?? []).filter((it) => !JSON.stringify(it).includes(reference));
  return ends.length === 0 ? fc.constant(null) : valuesWithin({ anyOf: ends }, within);
}

function valuesWithin(schema: Schema, place: Place): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return referred(schema.$ref, place);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices !== undefined) return fc.oneof(...choices.map((it) => valuesWithin(it, place)));
  switch (schema.type) {
    case 'string':
      return textsOf(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valuesWithin(schema.items ?? {}, place), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    case 'object':
      return objectsOf(schema, place);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function textsOf({ format, pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (format === 'date') return dates();
  if (format === 'email') return fc.emailAddress();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'));
  const bounds = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) };
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.string({
        ...bounds,
        unit: fc.constantFrom('a', 'b', 'e', 'n', 'o', 'r', 's', ' ', '0', '7'),
      }),
    },
    { weight: 2, arbitrary: fc.string({ ...bounds, unit: 'grapheme' }) },
    { weight: 1, arbitrary: fc.string({ ...bounds, unit: 'binary' }) },
    {
      weight: 4,
      // What people really send, where it is as long as it may be.
      arbitrary: fc
        .constantFrom('rabies', 'DHPP', '+14155550199', '(617) 555-0111', 'Ada', 'US', '09:30')
        .filter((text) => text.length >= minLength && text.length <= maxLength),
    },
  );
}

function dates(): fc.Arbitrary<string> {
  const [min, max] = [new Date('1979-12-30'), new Date('2100-01-02')];
  return fc.oneof(
    fc.date({ min, max, noInvalidDate: true }).map((it) => it.toISOString().slice(0, 10)),
    fc
      .date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
      .map((it) => it.toISOString().slice(0, 10)),
    fc.constantFrom('2026-02-30', '2028-02-29', '2026-13-01'),
  );
}

function objectsOf(schema: Schema, place: Place): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, it]) => [name, valuesWithin(it, place)]),
  );
  const known = fc.record(fields, { requiredKeys: [...required] });
  if (typeof additionalProperties !== 'object') return known;
  const others = fc.dictionary(
    fc.string({ maxLength: 20 }),
    valuesWithin(additionalProperties, place),
    {
      maxKeys: 4,
    },
  );
  return fc.tuple(others, known).map(([more, named]) => ({ ...more, ...named }));
}

/** What no schema of ours had in mind: a value with one part replaced, lost or added, or something else altogether. */
export function spoiled(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const junk = fc.jsonValue({ maxDepth: 3 });
  const names = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', 'constructor', 'id', 'tenantId'),
  );
  return fc.oneof(
    junk,
    fc.tuple(values, fc.nat(20), junk).map(([value, at, other]) => withPart(value, at, other)),
    fc.tuple(values, fc.nat(20)).map(([value, at]) => withPart(value, at, undefined)),
    fc
      .tuple(values, names, junk)
      .map(([value, name, other]) =>
        isRecord(value) ? Object.fromEntries([...Object.entries(value), [name, other]]) : value,
      ),
  );
}

function withPart(value: unknown, at: number, part: unknown): unknown {
  if (!isRecord(value)) return part;
  const names = Object.keys(value);
  const name = names[at % Math.max(1, names.length)];
  return name === undefined ? value : { ...value, [name]: part };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
