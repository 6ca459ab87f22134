import { ErrorCode, type EvaluationDetails } from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import { type ResolvedFlag, resolvedFlag } from '../openfeature/resolved-flag.ts';

/** Flags that a program asks for, each with the value it goes on with when nothing better is known. */
export type FlagDefaults = Readonly<Record<string, FlagValue>>;

/** Type of a flag's values by that of its default: a document may serve any value of that type. */
export type FlagType<Default extends FlagValue> = Default extends string
  ? string
  : Default extends number
    ? number
    : boolean;

/** What a flag serves to one user and why, in the type of its default. */
export interface FlagDecision<Value extends FlagValue = FlagValue> extends ResolvedFlag {
  /** The default where `errorCode` is present, except for `TARGETING_KEY_MISSING`: there it is the flag's own. */
  readonly value: Value;
  /** What users on the control side are served; present where the role is `candidate`. */
  readonly control: Value | undefined;
}

/** What all flags serve to one user, by their names. */
export type FlagDecisions<Defaults extends FlagDefaults> = {
  readonly [Flag in keyof Defaults]: FlagDecision<FlagType<Defaults[Flag]>>;
};

/** A provider's details as a decision. A control value of another type is none: nothing could be called with it. */
export function flagDecision<Value extends FlagValue>(
  details: EvaluationDetails<Value>,
  provider: string,
): FlagDecision<Value> {
  const resolved = resolvedFlag(details, provider);
  const { value } = resolved;
  const control = typeof resolved.control === typeof value ? resolved.control : undefined;
  // Cast: value and control are of the type of the details' value, which is what `Value` says.
  return (resolved.control === control ? resolved : { ...resolved, control }) as FlagDecision<Value>;
}

/** What a candidate is answered with when its own value fails; `undefined` where there is no other value. */
export function controlOf<Value extends FlagValue>({
  role,
  control,
}: FlagDecision<Value>): Value | undefined {
  return role === 'candidate' ? control : undefined;
}

/** The decision where not even a provider could be asked. */
export function failedDecision<Value extends FlagValue>(flag: string, value: Value): FlagDecision<Value> {
  const details = { flagKey: flag, value, reason: 'ERROR', errorCode: ErrorCode.GENERAL, flagMetadata: {} };
  return flagDecision(details, 'default');
}
