import type { Random } from '../random.ts';
import {
  behaviourAt,
  type ModelBehaviour,
  type ModelScript,
  THROTTLE_LATENCY_MS,
  TIMEOUT_LATENCY_MS,
} from './model-script.ts';

/** What a model is asked, as far as a script cares. */
export interface ModelRequest {
  readonly inputTokens: number;
  /** A scripted length, as a trace gives it; default: drawn from the script. */
  readonly outputTokens?: number;
  /** Most tokens the caller takes; a longer answer ends there with stop reason `max_tokens`. */
  readonly maxOutputTokens?: number;
  readonly wantsJson: boolean;
  /** How many times as likely as the script says this request is to fail, in whatever way; default 1. */
  readonly failureFactor?: number;
}

/** How a request ended. `latencyMs` is the time until its end, whatever that is. */
export type ModelAnswer =
  | {
      readonly kind: 'answer';
      readonly latencyMs: number;
      /** Short filler, or empty when malformed; `outputTokens` says how long the answer counts as. */
      readonly text: string;
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly stopReason: 'end_turn' | 'max_tokens';
      /** 1 to 10; absent when the script has no judge. A malformed answer gets 1. */
      readonly judgeScore?: number;
    }
  | { readonly kind: 'error' | 'throttle' | 'timeout'; readonly latencyMs: number };

const SHORT_TEXT = 'An answer from a scripted model.';
const SHORT_JSON = '{"answer":"from a scripted model"}';

/**
 * Draws how one request ends. Every call takes the same number of draws from `random`, whatever comes out, so that two
 * scripts that differ in one rate see the same latencies and lengths on all requests they both answer.
 */
export function drawAnswer(
  script: ModelScript,
  request: ModelRequest,
  elapsedMs: number,
  random: Random,
): ModelAnswer {
  const behaviour = behaviourAt(script, elapsedMs);
  const fate = random.uniform() / (request.failureFactor ?? 1);
  const { timeToFirstTokenMs: first } = behaviour;
  const firstTokenMs = random.logNormal(Math.log(first.median), first.logSd);
  const drawnTokens = random.logNormal(behaviour.outputTokens.logMean, behaviour.outputTokens.logSd);
  const judgment = random.uniform();
  const outcome = outcomeOf(behaviour, fate);
  if (outcome === 'throttle') return { kind: outcome, latencyMs: THROTTLE_LATENCY_MS };
  if (outcome === 'timeout') return { kind: outcome, latencyMs: TIMEOUT_LATENCY_MS };
  if (outcome === 'error') return { kind: outcome, latencyMs: firstTokenMs };
  const malformed = outcome === 'malformed';
  const wanted =
    request.outputTokens ?? Math.min(behaviour.outputTokens.cap, Math.max(1, Math.round(drawnTokens)));
  const limit = request.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  const outputTokens = malformed ? 0 : Math.min(wanted, limit);
  return {
    kind: 'answer',
    latencyMs: firstTokenMs + behaviour.msPerOutputToken * outputTokens,
    text: textOf(malformed, request),
    inputTokens: request.inputTokens,
    outputTokens,
    stopReason: !malformed && wanted > limit ? 'max_tokens' : 'end_turn',
    ...scoreOf(behaviour, malformed, judgment),
  };
}

type Outcome = 'error' | 'throttle' | 'timeout' | 'malformed' | 'answer';

/** The fates lie one after another from 0 on; what is left over is an answer. */
function outcomeOf(behaviour: ModelBehaviour, fate: number): Outcome {
  let bound = behaviour.errorRate;
  if (fate < bound) return 'error';
  bound += behaviour.throttleRate;
  if (fate < bound) return 'throttle';
  bound += behaviour.timeoutRate;
  if (fate < bound) return 'timeout';
  bound += behaviour.malformedRate;
  return fate < bound ? 'malformed' : 'answer';
}

function textOf(malformed: boolean, request: ModelRequest): string {
  if (malformed) return '';
  return request.wantsJson ? SHORT_JSON : SHORT_TEXT;
}

function scoreOf(behaviour: ModelBehaviour, malformed: boolean, judgment: number): { judgeScore?: number } {
  const weights = behaviour.judgeScores;
  if (weights === undefined) return {};
  if (malformed) return { judgeScore: 1 };
  let left = judgment * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return { judgeScore: (index < 0 ? weights.length - 1 : index) + 1 };
}
