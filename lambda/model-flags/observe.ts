import type { Clock } from '../clock.ts';
import { failureKind } from '../inference/failure-kind.ts';
import { quietly } from '../quietly.ts';
import { controlOf, type FlagDecision } from './flag-decision.ts';
import type { Measures, Observation, Tried } from './observation.ts';

export interface ObserveOptions<Result> {
  /** What an answer came to: tokens, cost, whether it can be used. What it throws is ignored. */
  readonly measure?: (result: Result) => Measures;
  /** Whether a candidate that fails is answered for by the control; default `true`. */
  readonly fallback?: boolean;
}

/** What is called, with which decisions. */
export interface ObservedCall<Result> {
  readonly decisions: readonly FlagDecision[];
  /** With the candidate's value, or with the control's in its place. */
  readonly call: (side: 'decided' | 'control') => Result | Promise<Result>;
}

/**
 * Calls, and where a candidate's call fails calls once more with the control value. Gives what the last call gave, or
 * throws what it threw. `record` is told what happened; what it throws is ignored.
 */
export async function observe<Result>(
  { decisions, call }: ObservedCall<Result>,
  { measure, fallback = true }: ObserveOptions<Result>,
  { clock, record }: { readonly clock: Clock; readonly record: (observation: Observation) => void },
): Promise<Result> {
  const first = await attempt(() => call('decided'), measure, clock);
  const isOwed =
    first.kind !== undefined && fallback && decisions.some((decision) => controlOf(decision) !== undefined);
  const second = isOwed ? await attempt(() => call('control'), measure, clock) : undefined;
  // The answer is there; a record that cannot be written must not take it away.
  quietly(() => record({ decisions, first, second }));
  const last = second ?? first;
  if ('thrown' in last) throw last.thrown;
  return last.result;
}

async function attempt<Result>(
  call: () => Result | Promise<Result>,
  measure: ObserveOptions<Result>['measure'],
  clock: Clock,
): Promise<Tried<Result>> {
  const startedMs = clock.now();
  try {
    const result = await call();
    const latencyMs = clock.now() - startedMs;
    const measures = measured(result, measure);
    return { kind: measures.malformed === true ? 'malformed' : undefined, result, latencyMs, measures };
  } catch (thrown) {
    return { kind: failureKind(thrown), thrown, latencyMs: clock.now() - startedMs, measures: {} };
  }
}

function measured<Result>(result: Result, measure: ObserveOptions<Result>['measure']): Measures {
  try {
    return measure?.(result) ?? {};
  } catch {
    return {};
  }
}
