import { z } from 'zod';

const TIME_SPAN = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?$/;

/**
 * A time span as host.json writes it (`hh:mm:ss`, optionally `d.` before and a fraction after), in
 * milliseconds. Hours up to 23, minutes and seconds up to 59.
 */
export const timeSpanSchema = z.string().transform((text, context): number => {
  const [, days = '0', hours = '', minutes = '', seconds = '', fraction = ''] =
    TIME_SPAN.exec(text) ?? [];
  const parts = [Number(hours), Number(minutes), Number(seconds)] as const;
  if (hours === '' || parts[0] > 23 || parts[1] > 59 || parts[2] > 59) {
    context.addIssue(`"${text}" is no time span; write it like "00:00:30"`);
    return z.NEVER;
  }
  const wholeSeconds = Number(days) * 86_400 + parts[0] * 3600 + parts[1] * 60 + parts[2];
  return wholeSeconds * 1000 + Math.round(Number(`0.${fraction || '0'}`) * 1000);
});
