import type { Environment } from './overrides.ts';

/** The variables of this process, for those who check a configuration before they write it. */
export function processEnvironment(): Environment {
  return process.env;
}
