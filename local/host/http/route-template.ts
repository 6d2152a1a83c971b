import { HostStartError } from '../start-error.ts';
import { parseSegments, type RouteParameter, type SegmentPart } from './route-segment.ts';

/** A compiled route template. */
export interface RouteTemplate {
  readonly text: string;
  /** The parameters found in a path of decoded segments, or undefined when it does not fit. */
  match(path: readonly string[]): Readonly<Record<string, string>> | undefined;
  /** A path of the template's own literals, with `~` for each parameter; to find hidden routes. */
  readonly sample: readonly string[];
}

interface Segment {
  readonly pattern: RegExp;
  readonly parameters: readonly RouteParameter[];
  /** The parameter, when the segment is nothing else. */
  readonly whole: RouteParameter | undefined;
}

/**
 * Compiles a route template by the rules of ASP.NET routing: literals without regard to case,
 * `{name}`, `{name?}`, `{name=default}`, `{*rest}`, inline constraints, and segments that mix text
 * and parameters. Throws {@link HostStartError} for one that breaks them.
 */
export function compileRoute(text: string): RouteTemplate {
  const parsed = text === '' ? [] : parseSegments(text);
  const segments = parsed.map(compileSegment);
  checkParameters(text, segments);
  const endless = segments.at(-1)?.whole?.catchAll === true;
  return {
    text,
    sample: parsed.map((parts) =>
      parts.map((part) => (typeof part === 'string' ? part : '~')).join(''),
    ),
    match: (path) => {
      if (path.length > segments.length && !endless) return undefined;
      const found: Record<string, string> = {};
      for (const [index, segment] of segments.entries()) {
        const rest = segment.whole?.catchAll === true;
        const value = rest ? path.slice(index).join('/') : (path[index] ?? '');
        if (!takeSegment(segment, value, found)) return undefined;
      }
      return found;
    },
  };
}

function compileSegment(parts: readonly SegmentPart[]): Segment {
  const [first] = parts;
  return {
    pattern: new RegExp(
      `^${parts.map((part) => (typeof part === 'string' ? literally(part) : '(.+)')).join('')}$`,
      'is',
    ),
    parameters: parts.filter((part) => typeof part !== 'string'),
    whole: parts.length === 1 && typeof first === 'object' ? first : undefined,
  };
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function checkParameters(text: string, segments: readonly Segment[]): void {
  const names = new Set<string>();
  for (const [index, segment] of segments.entries()) {
    for (const { name, optional, fallback, catchAll } of segment.parameters) {
      const key = name.toLowerCase();
      if (names.has(key)) throw refused(text, `names the parameter "${name}" twice`);
      names.add(key);
      if (catchAll && (segment.whole === undefined || index < segments.length - 1)) {
        throw refused(text, `has a catch-all "{*${name}}" that is not its last segment`);
      }
      if ((optional || fallback !== undefined) && segment.whole === undefined) {
        throw refused(text, `makes "{${name}}" optional inside a segment`);
      }
    }
  }
}

function refused(text: string, why: string): HostStartError {
  return new HostStartError(`The route "${text}" ${why}.`);
}

/** Matches one segment and keeps its parameters; `value` is empty when the path has ended. */
function takeSegment(segment: Segment, value: string, found: Record<string, string>): boolean {
  if (value === '' && segment.whole !== undefined) {
    const { name, optional, fallback, catchAll } = segment.whole;
    if (fallback !== undefined) found[name] = fallback;
    return optional || catchAll || fallback !== undefined;
  }
  const values = segment.pattern.exec(value)?.slice(1);
  if (values === undefined) return false;
  return segment.parameters.every(({ name, constraints }, index) => {
    const text = values[index] ?? '';
    found[name] = text;
    return constraints.every((allows) => allows(text));
  });
}
