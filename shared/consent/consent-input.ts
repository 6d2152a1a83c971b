import { z } from 'zod';
import { manyLines, oneLine } from '../customers/input-fields.ts';
import { parseInstant, type Instant } from '../kernel/instant.ts';
import { CHANNELS, PURPOSES } from './model.ts';

const instant = z
  .string()
  .refine((text) => parseInstant(text).ok, {
    error: 'must be an instant with its offset, such as 2026-03-02T15:00:00Z',
    params: { allowed: 'an instant with its offset, such as 2026-03-02T15:00:00Z' },
  })
  .transform((text) => {
    const read = parseInstant(text);
    return read.ok ? read.value : (text as Instant);
  });

/** An owner's word as a person or a form enters it. */
export const consentInput = z
  .strictObject({
    channel: z.enum(CHANNELS),
    purpose: z.enum(PURPOSES),
    word: z.enum(['given', 'refused']),
    /** form: they said it themselves on a page. staff: they said or signed it in front of you. */
    source: z.enum(['form', 'staff']),
    /** Exactly what they read; consent to marketing is none without it. */
    wording: manyLines(4000).optional(),
    evidence: z
      .strictObject({
        page: oneLine(500).optional(),
        pageVersion: oneLine(100).optional(),
        ip: z.union([z.ipv4(), z.ipv6()]).optional(),
        userAgent: oneLine(500).optional(),
        note: manyLines(1000).optional(),
      })
      .optional(),
    /** When they said it; now when absent. */
    occurredAt: instant.optional(),
  })
  .refine((it) => it.word === 'refused' || it.purpose === 'service' || it.wording !== undefined, {
    path: ['wording'],
    error: 'is missing: consent to marketing must show what the person read',
    params: { allowed: 'the exact words that were shown' },
  });
/** An owner's word, checked. */
export type ConsentInput = z.output<typeof consentInput>;
