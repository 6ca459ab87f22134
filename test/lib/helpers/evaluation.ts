import type { EvaluationConfig } from '../../../lib/evaluation-config.ts';

/** What is judged of the model flag, by a model that no stage of the package serves. */
export function anEvaluation(changes: Partial<EvaluationConfig> = {}): EvaluationConfig {
  return {
    sample: { inference_model: 5 },
    rubric: 'v1',
    rubrics: { version: 1, rubrics: { v1: { criteria: 'The answer is right and complete.' } } },
    judge: { foundationModel: 'amazon.nova-pro-v1:0' },
    ...changes,
  };
}
