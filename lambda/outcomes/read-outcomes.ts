import type { OutcomeDeclaration } from '../../core/outcomes/outcome-declaration.ts';
import { parseOutcomes } from '../../core/outcomes/parse-outcomes.ts';
import { ENV } from '../contract.ts';
import type { EnvReader } from '../env-reader.ts';

/** Reads the declared outcomes, which have to be there; none where they are wrong, which `reader` then reports. */
export function readOutcomes(reader: EnvReader): readonly OutcomeDeclaration[] {
  return reader.parsed(ENV.outcomes, '{ "task_completed": { "direction": "up" } }', parseOutcomes) ?? [];
}
