import type { Evaluation } from '../../core/rubrics/evaluation.ts';
import { parseEvaluation } from '../../core/rubrics/parse-evaluation.ts';
import { ENV } from '../contract.ts';
import type { EnvReader } from '../env-reader.ts';

const FORM = '{ "sample": { "inference_model": 5 }, "rubric": "v1", "judge": "…" }';

/**
 * Reads what is judged; `undefined` without it, or where it is wrong, which `reader` then reports. `models` are the Bedrock
 * ids of those that are judged.
 */
export function readEvaluation(reader: EnvReader, models: readonly string[]): Evaluation | undefined {
  if (reader.optionalText(ENV.evaluation) === undefined) return undefined;
  return reader.parsed(ENV.evaluation, FORM, (input) => parseEvaluation(input, { models }));
}
