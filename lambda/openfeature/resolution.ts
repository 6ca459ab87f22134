import { ErrorCode, type JsonValue, type ResolutionDetails } from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import type { CompiledDocument } from '../../core/evaluation/compile.ts';
import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { evaluate, evaluateControl } from '../../core/evaluation/evaluate.ts';
import { isRecord } from '../../core/record.ts';
import type { Snapshot } from '../flags/configuration-store.ts';
import { flagMetadata } from './flag-metadata.ts';

/** What one evaluation goes by. */
export interface Question<Value> {
  readonly flag: string;
  /** Served where the flag has no value of this type. */
  readonly defaultValue: Value;
  /** The flag's value as the type that was asked for; `undefined` when it is of another one. */
  readonly read: (value: FlagValue) => Value | undefined;
}

/**
 * What a document serves one unit, in OpenFeature's words. An error is part of the result and never thrown: metadata
 * would be lost. A unit that could not be bucketed is no error, for its value stays valid.
 */
export function resolution<Value>(
  { flag, defaultValue, read }: Question<Value>,
  snapshot: Snapshot<CompiledDocument>,
  context: EvaluationContext,
  nowMs: number,
): ResolutionDetails<Value> {
  const decision = evaluate(snapshot.value, flag, context, nowMs);
  const { rule, role, bucket } = decision;
  const { version: documentVersion, origin, freshness, problem } = snapshot;
  const metadata = flagMetadata({
    ...{ rule, role, bucket, documentVersion, origin, freshness, problem },
    control: role === 'candidate' ? evaluateControl(snapshot.value, flag, context, nowMs).value : undefined,
    unbucketed: decision.errorCode === 'TARGETING_KEY_MISSING' || undefined,
  });
  const failed = { value: defaultValue, reason: 'ERROR', flagMetadata: metadata };
  if (decision.value === undefined) {
    const errorMessage = `the flag ${flag} is not in version ${snapshot.version}, name one that is`;
    return { ...failed, errorCode: ErrorCode[decision.errorCode], errorMessage };
  }
  const value = read(decision.value);
  if (value === undefined) {
    const errorMessage = `the flag ${flag} serves a ${typeof decision.value} of another form than was asked for, ask for that`;
    return { ...failed, errorCode: ErrorCode.TYPE_MISMATCH, errorMessage };
  }
  return { value, variant: decision.variant, reason: decision.reason, flagMetadata: metadata };
}

export function readString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function readBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The JSON object that a text holds, made anew each time: the caller may change it. */
export function readObject<Value extends JsonValue>(value: FlagValue): Value | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const object: unknown = JSON.parse(value);
    return isRecord(object) ? (object as Value) : undefined;
  } catch {
    return undefined;
  }
}
