import { HostStartError } from '../start-error.ts';

/** Says whether a route parameter's decoded value is allowed. */
export type RouteConstraint = (value: string) => boolean;

const INT = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
const LONG = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

function integer(range: { readonly min: bigint; readonly max: bigint }): RouteConstraint {
  return (value) =>
    /^[+-]?\d{1,20}$/.test(value) &&
    BigInt(value.replace('+', '')) >= range.min &&
    BigInt(value.replace('+', '')) <= range.max;
}

const decimal: RouteConstraint = (value) => /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(value);
const float: RouteConstraint = (value) => /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value);

const PLAIN: Readonly<Record<string, RouteConstraint>> = {
  int: integer(INT),
  long: integer(LONG),
  bool: (value) => /^(true|false)$/i.test(value),
  alpha: (value) => /^[a-z]*$/i.test(value),
  guid: (value) => /^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i.test(value),
  decimal,
  double: float,
  float,
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  required: (value) => value !== '',
};

const COUNTED: Readonly<
  Record<string, (limits: readonly number[]) => RouteConstraint | undefined>
> = {
  length: ([min, max]) =>
    min === undefined ? undefined : (value) => value.length >= min && value.length <= (max ?? min),
  minlength: ([min]) => (min === undefined ? undefined : (value) => value.length >= min),
  maxlength: ([max]) => (max === undefined ? undefined : (value) => value.length <= max),
  min: ([min]) =>
    min === undefined ? undefined : (value) => integer(LONG)(value) && Number(value) >= min,
  max: ([max]) =>
    max === undefined ? undefined : (value) => integer(LONG)(value) && Number(value) <= max,
  range: ([min, max]) =>
    min === undefined || max === undefined
      ? undefined
      : (value) => integer(LONG)(value) && Number(value) >= min && Number(value) <= max,
};

/**
 * The inline constraint of a route (`int`, `length(2,5)`, `regex(^a)`), by the rules of ASP.NET
 * routing; bounds are inclusive. Throws {@link HostStartError} for one that does not exist.
 */
export function routeConstraint(name: string, argument: string | undefined): RouteConstraint {
  const plain = PLAIN[name];
  if (plain !== undefined && argument === undefined) return plain;
  if (name === 'regex' && argument !== undefined) {
    const pattern = new RegExp(argument, 'i');
    return (value) => pattern.test(value);
  }
  const limits = (argument ?? '').split(',').map((part) => Number.parseInt(part.trim(), 10));
  const counted = limits.some(Number.isNaN) ? undefined : COUNTED[name]?.(limits);
  if (counted !== undefined) return counted;
  const written = argument === undefined ? name : `${name}(${argument})`;
  throw new HostStartError(`There is no route constraint "${written}".`);
}
