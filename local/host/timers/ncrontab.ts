import { Cron } from 'croner';
import { HostStartError } from '../start-error.ts';

/** A timer's schedule. */
export interface Schedule {
  /** The first occurrence after an instant (exclusive), in UTC. */
  next(after: Date): Date;
  /** Whether two occurrences can lie less than a minute apart; the runtime then keeps no status. */
  readonly subMinute: boolean;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names that stand for min, min + 1, ... */
  readonly names?: readonly string[];
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const DAYS = 'sun mon tue wed thu fri sat'.split(' ');

const FIELDS: readonly Field[] = [
  { name: 'second', min: 0, max: 59 },
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of week', min: 0, max: 6, names: DAYS },
];

/**
 * Reads an NCRONTAB expression: second, minute, hour, day, month, day of week (0 is Sunday), in UTC;
 * five fields start at the minute. Where day and day of week are both restricted, both must fit,
 * unlike in classic cron. `n/s` means from n on, every s. Throws {@link HostStartError} for anything
 * else, so that nothing is scheduled here that the runtime would refuse or read otherwise.
 */
export function parseNcrontab(expression: string): Schedule {
  const written = expression.trim().split(/\s+/);
  const parts = written.length === 5 ? ['0', ...written] : written;
  if (parts.length !== FIELDS.length) {
    throw new HostStartError(
      `The schedule "${expression}" must have 6 fields: second minute hour day month day-of-week.`,
    );
  }
  const pattern = FIELDS.map((field, index) =>
    translateField(parts[index] ?? '', field, expression),
  ).join(' ');
  const cron = new Cron(pattern, {
    paused: true,
    timezone: 'UTC',
    domAndDow: true,
    mode: '6-part',
  });
  return {
    subMinute: !/^\d+$/.test(parts[0] ?? ''),
    next: (after) => {
      const found = cron.nextRun(after);
      if (found === null) throw new HostStartError(`The schedule "${expression}" never occurs.`);
      return found;
    },
  };
}

const ITEM = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/;

function translateField(text: string, field: Field, expression: string): string {
  const items = text.split(',').map((item) => {
    const [, star, from, to, step] = ITEM.exec(item) ?? [];
    if (star === undefined && from === undefined) throw wrong(item, field, expression);
    const low = from === undefined ? field.min : valueOf(from, field, expression);
    const open = star !== undefined || step !== undefined ? field.max : low;
    const high = to === undefined ? open : valueOf(to, field, expression);
    const every = Number(step ?? 1);
    if (low > high || every < 1) throw wrong(item, field, expression);
    return values(low, high, every);
  });
  const all = [...new Set(items.flat())].sort((a, b) => a - b);
  return all.length === field.max - field.min + 1 ? '*' : all.join(',');
}

function values(low: number, high: number, every: number): number[] {
  return Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, i) => low + i * every);
}

function valueOf(text: string, field: Field, expression: string): number {
  const named = field.names?.findIndex((name) => text.toLowerCase().startsWith(name)) ?? -1;
  const value = named >= 0 ? field.min + named : Number(text);
  if (Number.isInteger(value) && value >= field.min && value <= field.max) return value;
  throw wrong(text, field, expression);
}

function wrong(item: string, field: Field, expression: string): HostStartError {
  return new HostStartError(
    `The schedule "${expression}" has "${item}" for the ${field.name}; ` +
      `allowed are ${field.min}..${field.max}, ranges, lists and steps.`,
  );
}
