import { HostStartError } from '../start-error.ts';
import { routeConstraint, type RouteConstraint } from './route-constraints.ts';

/** A parameter of a route. */
export interface RouteParameter {
  readonly name: string;
  readonly constraints: readonly RouteConstraint[];
  /** May be missing at the end of the path. */
  readonly optional: boolean;
  /** Taken when it is missing. */
  readonly fallback: string | undefined;
  /** Takes the whole rest of the path. */
  readonly catchAll: boolean;
}

/** A piece of a segment: text, compared without regard to case, or a parameter. */
export type SegmentPart = string | RouteParameter;

/** Splits a route template into segments of parts. Throws {@link HostStartError} when it is malformed. */
export function parseSegments(template: string): readonly (readonly SegmentPart[])[] {
  const segments: SegmentPart[][] = [[]];
  let at = 0;
  while (at < template.length) {
    const segment = segments[segments.length - 1] ?? [];
    if (template[at] === '/') {
      segments.push([]);
      at += 1;
    } else if (template[at] === '{' && template[at + 1] !== '{') {
      const end = endOfParameter(template, at + 1);
      segment.push(parseParameter(unescape(template.slice(at + 1, end)), template));
      at = end + 1;
    } else {
      const literal = /^(?:\{\{|\}\}|[^{}/])+/.exec(template.slice(at))?.[0];
      if (literal === undefined) throw malformed(template, 'has a brace without its partner');
      segment.push(unescape(literal));
      at += literal.length;
    }
  }
  if (segments.some((segment) => segment.length === 0)) {
    throw malformed(template, 'has an empty segment');
  }
  return segments;
}

function malformed(template: string, why: string): HostStartError {
  return new HostStartError(`The route "${template}" ${why}.`);
}

function unescape(text: string): string {
  return text.replaceAll('{{', '{').replaceAll('}}', '}');
}

/** Where the parameter that starts at `from` closes; doubled braces belong to its regex. */
function endOfParameter(template: string, from: number): number {
  let at = from;
  while (at < template.length) {
    const two = template.slice(at, at + 2);
    if (two === '{{' || two === '}}') at += 2;
    else if (template[at] === '}') return at;
    else at += 1;
  }
  throw malformed(template, 'has a brace without its partner');
}

const PARAMETER = /^(\*{0,2})([^:=?*{}/]+)(.*)$/s;
const CONSTRAINT = /^:([a-z]+)(?:\((.*?)\)(?=$|[:=?]))?/is;

function parseParameter(text: string, template: string): RouteParameter {
  const [, stars = '', name = '', tail = ''] = PARAMETER.exec(text) ?? [];
  if (name === '') throw malformed(template, `has a parameter "{${text}}" without a name`);
  const constraints: RouteConstraint[] = [];
  let rest = tail;
  for (let found = CONSTRAINT.exec(rest); found !== null; found = CONSTRAINT.exec(rest)) {
    const [whole, constraint = '', argument] = found;
    constraints.push(routeConstraint(constraint, argument));
    rest = rest.slice(whole.length);
  }
  if (rest !== '' && rest !== '?' && !rest.startsWith('=')) {
    throw malformed(template, `has a parameter "{${text}}" that cannot be read`);
  }
  return {
    name,
    constraints,
    optional: rest === '?',
    fallback: rest.startsWith('=') ? rest.slice(1) : undefined,
    catchAll: stars !== '',
  };
}
