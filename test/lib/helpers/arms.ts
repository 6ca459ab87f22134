import { STAGES } from '../../../config/stages.ts';
import { drawAnswer } from '../../../local/bedrock/model-answer.ts';
import type { ModelBehaviour } from '../../../local/bedrock/model-script.ts';
import type { Random } from '../../../local/random.ts';
import { HEALTHY_MODEL } from '../../../local/rehearsal/scenarios.ts';
import { binomial } from './arrivals.ts';

/** What some requests of one role came to. */
export interface Answers {
  readonly requests: number;
  readonly errors: number;
  /** Empty where latency is not looked at. */
  readonly latenciesMs: readonly number[];
}

/** Draws what becomes of so many requests. */
export type Arm = (requests: number, random: Random) => Answers;

/** An arm whose requests fail independently at one rate; no latencies, so that hours take milliseconds. */
export function failing(errorRate: number): Arm {
  return (requests, random) => ({ requests, errors: binomial(requests, errorRate, random), latenciesMs: [] });
}

/** An arm of a scripted model, as the rehearsal plays it: latencies, and the failures that belong to them. */
export function answering(behaviour: ModelBehaviour): Arm {
  return (requests, random) => {
    const request = { inputTokens: 0, maxOutputTokens: STAGES.prod.maxOutputTokens, wantsJson: false };
    const answers = Array.from({ length: requests }, () => drawAnswer(behaviour, request, 0, random));
    const failed = answers.filter((answer) => answer.kind !== 'answer' || answer.outputTokens === 0);
    return {
      requests,
      errors: failed.length,
      latenciesMs: ascending(answers.map(({ latencyMs }) => Math.min(latencyMs, STAGES.prod.modelTimeoutMs))),
    };
  };
}

/** A healthy model that takes so many times as long for everything. */
export function slowerBy(factor: number): ModelBehaviour {
  const { timeToFirstTokenMs, msPerOutputToken } = HEALTHY_MODEL;
  return {
    ...HEALTHY_MODEL,
    timeToFirstTokenMs: { ...timeToFirstTokenMs, median: timeToFirstTokenMs.median * factor },
    msPerOutputToken: msPerOutputToken * factor,
  };
}

/** The order of samples means nothing to CloudWatch, but its percentiles are had faster from ordered ones. */
function ascending(values: readonly number[]): readonly number[] {
  return [...Float64Array.from(values).sort()];
}
