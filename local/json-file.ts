import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import { ConfigurationError } from '../shared/platform/config.ts';

/**
 * What a small JSON file of the data folder holds; undefined without the file. Throws
 * {@link ConfigurationError} that names the file when it holds anything else; `remedy` says
 * what to do then.
 */
export function readJsonFile<T>(file: string, schema: z.ZodType<T>, remedy: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unreadable(file, remedy, error);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(file, remedy, error);
  }
}

/** Replaces the file as a whole: a crash leaves the old content or the new one, never half of it. */
export function writeJsonFile(file: string, content: unknown): void {
  const draft = `${file}.${String(process.pid)}.new`;
  writeFileSync(draft, JSON.stringify(content));
  renameSync(draft, file);
}

function unreadable(file: string, remedy: string, cause: unknown): ConfigurationError {
  return new ConfigurationError(`The file ${file} cannot be read: ${remedy}.`, { cause });
}
