import type { Independence } from '../../core/guard/guard.ts';
import { ENV } from '../contract.ts';
import type { EnvReader } from '../env-reader.ts';

/** What comparisons take for independent: users are told apart by groups. */
export type Comparisons = Independence;

/** Reads whether arms are told apart; `undefined` where they are not, or where it is wrong, which `reader` then reports. */
export function readComparisons(reader: EnvReader): Comparisons | undefined {
  const text = reader.optionalText(ENV.comparisons);
  if (text === undefined || text === 'requests' || text === 'users') return text;
  reader.report(ENV.comparisons, `is ${text}; set it to requests or users, or leave it out`);
  return undefined;
}
