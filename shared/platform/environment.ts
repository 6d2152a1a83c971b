import type { Environment } from './config.ts';

/** The environment of this process. */
export function processEnvironment(): Environment {
  return process.env;
}
