import { type Evaluation, JUDGE_SCORE } from '../../core/rubrics/evaluation.ts';
import { ENV } from '../contract.ts';
import { type Environment, EnvReader } from '../env-reader.ts';
import { CATALOGUE_FORM, readCatalogue } from '../inference/settings.ts';
import {
  type OutcomesConnections,
  type OutcomesSettings,
  outcomesSettings,
} from '../outcomes/outcomes-settings.ts';
import { readEvaluation } from './read-evaluation.ts';

export interface EvaluatorSettings extends OutcomesSettings {
  readonly evaluation: Evaluation;
  /** Limit on one call of the judge. */
  readonly judgeTimeoutMs: number;
}

const MAX_MS = 900_000;

/** In place of an evaluation that is reported. */
const NOTHING: Evaluation = {
  ...{ sample: new Map(), rubric: '', judge: '', budgetPerHour: 0 },
  ...{ allowModelUnderTest: false, rationale: false, ownTemperature: false },
};

/** Reads the settings from environment variables; throws `settings-invalid` naming every bad one. */
export function evaluatorSettings(env: Environment): EvaluatorSettings & OutcomesConnections {
  const outcomes = outcomesSettings(env);
  const reader = new EnvReader(env);
  const catalogue = reader.json(ENV.catalogue, CATALOGUE_FORM, readCatalogue) ?? {};
  const models = Object.values(catalogue).map(({ modelId }) => modelId);
  reader.text(ENV.evaluation);
  const evaluation = readEvaluation(reader, models) ?? NOTHING;
  const judgeTimeoutMs = reader.number(ENV.modelTimeoutMs, { min: 1, max: MAX_MS });
  if (!outcomes.declared.some(({ name }) => name === JUDGE_SCORE)) {
    reader.report(ENV.outcomes, `does not declare ${JUDGE_SCORE}; declare it with direction up`);
  }
  reader.done();
  return { ...outcomes, evaluation, judgeTimeoutMs };
}
