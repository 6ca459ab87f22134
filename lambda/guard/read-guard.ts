import type { Guard } from '../../core/guard/guard.ts';
import { parseGuard } from '../../core/guard/parse-guard.ts';
import { ENV } from '../contract.ts';
import type { EnvReader } from '../env-reader.ts';

/** Reads the guard from its environment variable; `undefined` without one, or where it is wrong, which `reader` then reports. */
export function readGuard(reader: EnvReader): Guard | undefined {
  if (reader.optionalText(ENV.guard) === undefined) return undefined;
  return reader.parsed(ENV.guard, '{ "guardrails": [{ "metric": "errors", "tolerance": 1.1 }] }', parseGuard);
}
