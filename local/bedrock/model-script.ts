/** How a scripted model behaves. Rates are probabilities per request; together at most 1. */
export interface ModelBehaviour {
  /** Time until the first token: log-normal, `median` in milliseconds, `logSd` of its natural logarithm. */
  readonly timeToFirstTokenMs: { readonly median: number; readonly logSd: number };
  readonly msPerOutputToken: number;
  /** Length of an answer in tokens: log-normal of natural logarithm, at least 1, at most `cap`. */
  readonly outputTokens: { readonly logMean: number; readonly logSd: number; readonly cap: number };
  /** The model fails (`ModelErrorException`). */
  readonly errorRate: number;
  /** The account's quota is used up (`ThrottlingException`). */
  readonly throttleRate: number;
  /** The model gives no answer within {@link TIMEOUT_LATENCY_MS} (`ModelTimeoutException`). */
  readonly timeoutRate: number;
  /** The answer is empty. */
  readonly malformedRate: number;
  /** Weights of the judge scores 1 to 10, in this order; absent = answers are not judged. */
  readonly judgeScores?: readonly number[];
}

/** Members of a behaviour that are rates. */
export const RATES = ['errorRate', 'throttleRate', 'timeoutRate', 'malformedRate'] as const;

/** A model's behaviour, and what changes of it `afterMs` after the engine's start. */
export interface ModelScript extends ModelBehaviour {
  readonly fault?: Partial<ModelBehaviour> & { readonly afterMs: number };
}

/** Nobody waits this long: ten minutes. */
export const TIMEOUT_LATENCY_MS = 600_000;

/** A throttled request is turned away at the door; the figure is ours. */
export const THROTTLE_LATENCY_MS = 20;

const SCORES = 10;

/** Slack for rates that add up to 1 in decimal but not in binary. */
const ROUNDING = 1e-9;

/** The behaviour in force `elapsedMs` after the engine's start. */
export function behaviourAt(script: ModelScript, elapsedMs: number): ModelBehaviour {
  const { fault } = script;
  return fault !== undefined && elapsedMs >= fault.afterMs ? { ...script, ...fault } : script;
}

/** Refuses a script that cannot be drawn from, before and after its fault. Throws `RangeError` naming the member. */
export function checkModelScript(model: string, script: ModelScript): void {
  check(model, script);
  if (script.fault === undefined) return;
  if (!(script.fault.afterMs >= 0)) fail(model, 'fault.afterMs', script.fault.afterMs, 'milliseconds from 0');
  check(`${model} after its fault`, behaviourAt(script, script.fault.afterMs));
}

function check(model: string, behaviour: ModelBehaviour): void {
  let sum = 0;
  for (const rate of RATES) {
    const value = behaviour[rate];
    if (!(value >= 0 && value <= 1)) fail(model, rate, value, '0 to 1');
    sum += value;
  }
  if (sum > 1 + ROUNDING) fail(model, 'sum of rates', sum, 'at most 1');
  const { timeToFirstTokenMs: first, outputTokens: output, msPerOutputToken } = behaviour;
  if (!(first.median > 0)) fail(model, 'timeToFirstTokenMs.median', first.median, 'above 0');
  if (!(first.logSd >= 0)) fail(model, 'timeToFirstTokenMs.logSd', first.logSd, '0 or more');
  if (!(msPerOutputToken >= 0)) fail(model, 'msPerOutputToken', msPerOutputToken, '0 or more');
  if (!Number.isFinite(output.logMean))
    fail(model, 'outputTokens.logMean', output.logMean, 'a finite number');
  if (!(output.logSd >= 0)) fail(model, 'outputTokens.logSd', output.logSd, '0 or more');
  if (!(output.cap >= 1)) fail(model, 'outputTokens.cap', output.cap, '1 or more');
  if (behaviour.judgeScores !== undefined) checkJudge(model, behaviour.judgeScores);
}

function checkJudge(model: string, weights: readonly number[]): void {
  const usable = weights.every((weight) => weight >= 0) && weights.some((weight) => weight > 0);
  if (weights.length !== SCORES || !usable) {
    fail(model, 'judgeScores', weights.join(' '), `${SCORES} weights from 0, not all 0`);
  }
}

function fail(model: string, member: string, got: number | string, allowed: string): never {
  throw new RangeError(`got ${member} ${got} for model ${model}, allowed is ${allowed}; correct the script`);
}
