import type { Independence } from '../../core/guard/guard.ts';
import { ENV } from '../contract.ts';
import type { EnvReader } from '../env-reader.ts';

/**
 * Reads whether values of the flag in motion are compared, and what is taken for independent; `undefined` where they are
 * not, or where it is wrong, which `reader` then reports.
 */
export function readComparisons(reader: EnvReader): Independence | undefined {
  const text = reader.optionalText(ENV.comparisons);
  if (text === undefined || text === 'requests' || text === 'users') return text;
  reader.report(ENV.comparisons, `is ${text}; set it to requests or users, or leave it out`);
  return undefined;
}
