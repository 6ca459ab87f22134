import { createEmbeddedMetrics } from '../embedded-metrics.ts';
import { DIMENSION, DIMENSION_SETS, EVALUATION_METRIC } from '../metric-names.ts';

/** What became of one answer. */
export interface Evaluated {
  readonly result: EvaluationResult;
  /** Why it was refused or deferred; of a fixed set of words. */
  readonly reason?: string | undefined;
  readonly rubric?: string | undefined;
  /** 0…1 */
  readonly score?: number | undefined;
  /** UTF-16 units of the answer: whether longer ones score better shows in the log. */
  readonly characters?: number | undefined;
  /** Only where reasons are asked for. */
  readonly rationales?: readonly string[] | undefined;
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
}

export type EvaluationResult = 'judged' | 'unusable' | 'overBudget' | 'refused' | 'deferred';

const RESULTS: readonly EvaluationResult[] = ['judged', 'unusable', 'overBudget', 'refused', 'deferred'];

export interface EvaluatorRecordOptions {
  readonly service: string;
  readonly stage: string;
}

/** Makes one line of CloudWatch embedded metric format for each batch. Nothing of questions and answers but their length. */
export function createEvaluatorRecord({ service, stage }: EvaluatorRecordOptions) {
  const write = createEmbeddedMetrics({});
  return (evaluated: readonly Evaluated[], timestampMs: number): string => {
    const counts = RESULTS.map((result) => [
      EVALUATION_METRIC[result],
      evaluated.filter((one) => one.result === result).length,
    ]);
    return write({
      timestampMs,
      dimensionSets: [DIMENSION_SETS.environment],
      dimensions: { [DIMENSION.service]: service, [DIMENSION.environment]: stage },
      metrics: {
        ...Object.fromEntries(counts),
        [EVALUATION_METRIC.inputTokens]: total(evaluated, 'inputTokens'),
        [EVALUATION_METRIC.outputTokens]: total(evaluated, 'outputTokens'),
      },
      properties: { evaluations: evaluated.map(({ inputTokens, outputTokens, ...told }) => told) },
    });
  };
}

function total(evaluated: readonly Evaluated[], name: 'inputTokens' | 'outputTokens'): number {
  return evaluated.reduce((sum, { [name]: tokens = 0 }) => sum + tokens, 0);
}
