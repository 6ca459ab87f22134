import type { ModelScript } from '../../../local/bedrock/model-script.ts';

/** A model that never fails, without spread: first token after 200 ms, 10 ms a token, 100 tokens an answer. */
export function aScript(more: Partial<ModelScript> = {}): ModelScript {
  return {
    timeToFirstTokenMs: { median: 200, logSd: 0 },
    msPerOutputToken: 10,
    outputTokens: { logMean: Math.log(100), logSd: 0, cap: 1000 },
    errorRate: 0,
    throttleRate: 0,
    timeoutRate: 0,
    malformedRate: 0,
    ...more,
  };
}
