import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Answer } from './edge.ts';
import type { Schema } from './schema-values.ts';

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** An operation of the description, its references followed. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  /** Below the API's root, with its placeholders. */
  readonly route: string;
  readonly parameters: readonly Parameter[];
  /** By media type. */
  readonly body: Readonly<Record<string, DescribedBody>> | undefined;
}

/** A body that an operation takes; without a schema when it is no JSON. */
export interface DescribedBody {
  readonly schema?: Schema;
  readonly example?: unknown;
}

/** Our description as a client reads it. */
export interface DescribedApi {
  readonly operations: readonly Operation[];
  readonly resolve: (reference: string) => Schema;
  /** What is wrong with an answer by the description; undefined when it fits. */
  fault(operation: Operation, answer: Answer): string | undefined;
}

type Part = Readonly<Record<string, unknown>>;

/** Reads an OpenAPI document. */
export function describedApi(document: Part): DescribedApi {
  const at = (pointer: string): Part => {
    const steps = pointer.replace(/^#\//, '').split('/').map(unescaped);
    return steps.reduce<Part>((part, step) => part[step] as Part, document);
  };
  const followed = (part: Part): Part =>
    typeof part['$ref'] === 'string' ? at(part['$ref']) : part;
  const check = bodyCheck(document);
  const operations = Object.entries(document['paths'] as Readonly<Record<string, Part>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, it]) =>
        operationOf(path, method, it as Part, followed),
      ),
  );
  return {
    operations,
    resolve: (reference) => at(reference),
    fault: ({ method, route }, answer) => {
      const responses = `#/paths/${escaped(`/${route}`)}/${method.toLowerCase()}/responses`;
      const status = String(answer.status);
      const declared = at(responses)[status] as Part | undefined;
      if (declared === undefined) return `status ${status} is not documented`;
      const pointer =
        typeof declared['$ref'] === 'string' ? declared['$ref'] : `${responses}/${status}`;
      const content = at(pointer)['content'] as Record<string, Part> | undefined;
      if (content === undefined) {
        return answer.text === '' ? undefined : `no body is documented for ${status}`;
      }
      const [type = ''] = (answer.headers.get('content-type') ?? '').split(';');
      const described = content[type];
      if (described === undefined) return `content type ${type} is not documented for ${status}`;
      if (!type.endsWith('json') || described['schema'] === undefined) return undefined;
      return check(`${pointer}/content/${escaped(type)}/schema`, answer.json);
    },
  };
}

function operationOf(
  path: string,
  method: string,
  operation: Part,
  followed: (part: Part) => Part,
): Operation {
  const body = operation['requestBody'] as
    { readonly content: Readonly<Record<string, DescribedBody>> } | undefined;
  return {
    name: String(operation['operationId']),
    method: method.toUpperCase(),
    route: path.slice(1),
    parameters: ((operation['parameters'] ?? []) as Part[]).map(
      (it) => followed(it) as unknown as Parameter,
    ),
    body: body?.content,
  };
}

function bodyCheck(document: Part): (pointer: string, body: unknown) => string | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'api');
  const compiled = new Map<string, ValidateFunction>();
  return (pointer, body) => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `api${pointer}` });
    compiled.set(pointer, validate);
    return validate(body) ? undefined : ajv.errorsText(validate.errors);
  };
}

const escaped = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');
const unescaped = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');
