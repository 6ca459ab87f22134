import {
  ErrorCode,
  type FlagMetadata,
  type JsonValue,
  type ResolutionDetails,
  StandardResolutionReasons,
} from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { flagMetadata } from '../openfeature/flag-metadata.ts';
import { isFlagValue } from '../openfeature/resolved-flag.ts';
import { comparedUnit, isOfExperiment, roleOfVariant } from './experiment-role.ts';
import type { ReadFlag } from './feature-flag-reader.ts';
import type { FlagAnswer } from './flag-answer.ts';

/** What `FLAG_METADATA.origin` is for flags that the agent evaluates. */
export const FEATURE_FLAGS_ORIGIN = 'appconfig-feature-flags';

/** Flag metadata of this provider alone: how many attributes of the context no header could say. */
export const UNSENT_ATTRIBUTES = 'unsent_attributes';

/** What one evaluation goes by. */
export interface FeatureQuestion<Value> {
  readonly flag: string;
  /** Served where the flag is disabled, or has no value of this type. */
  readonly defaultValue: Value;
  /** The value of an enabled flag as the type that was asked for; `undefined` when it has none. */
  readonly read: (answer: FlagAnswer) => Value | undefined;
  readonly context: EvaluationContext;
  /** The control's answer, where one has been seen. */
  readonly control: FlagAnswer | undefined;
}

/** What the agent answered one user, in OpenFeature's words. An error is part of the result and never thrown. */
export function featureResolution<Value extends JsonValue>(
  question: FeatureQuestion<Value>,
  found: ReadFlag,
): ResolutionDetails<Value> {
  const { flag, defaultValue } = question;
  const { answer } = found;
  const metadata = metadataOf(question, found);
  const failed = { value: defaultValue, reason: StandardResolutionReasons.ERROR, flagMetadata: metadata };
  if (answer === undefined && found.problem === undefined) {
    const errorMessage = `the flag ${flag} is not in version ${found.version}, name one that is`;
    return { ...failed, errorCode: ErrorCode.FLAG_NOT_FOUND, errorMessage };
  }
  if (answer === undefined) {
    const errorMessage = `the agent gave no answer: ${found.problem}`;
    return { ...failed, errorCode: ErrorCode.GENERAL, errorMessage };
  }
  const variant = answer.variant === undefined ? {} : { variant: answer.variant };
  const value = served(question, answer);
  if (value === undefined) {
    const errorMessage = `the flag ${flag} has no value of the type that was asked for, ask for another or name its attribute`;
    return { ...failed, errorCode: ErrorCode.TYPE_MISMATCH, errorMessage };
  }
  return { value: value.of, ...variant, reason: value.reason, flagMetadata: metadata };
}

/** The reason is not told by the agent: only that of an experiment shows in the variant's name. */
function served<Value>(
  { read, defaultValue }: FeatureQuestion<Value>,
  answer: FlagAnswer,
): { readonly of: Value; readonly reason: string } | undefined {
  const value = read(answer);
  if (value === undefined) {
    return answer.enabled ? undefined : { of: defaultValue, reason: StandardResolutionReasons.DISABLED };
  }
  const { variant } = answer;
  if (variant === undefined) return { of: value, reason: StandardResolutionReasons.STATIC };
  if (roleOfVariant(variant) !== undefined) return { of: value, reason: StandardResolutionReasons.SPLIT };
  const reason = isOfExperiment(variant)
    ? StandardResolutionReasons.TARGETING_MATCH
    : StandardResolutionReasons.UNKNOWN;
  return { of: value, reason };
}

function metadataOf<Value>(
  question: FeatureQuestion<Value>,
  { answer, version: documentVersion, freshness, problem, unsent }: ReadFlag,
): FlagMetadata {
  const compared = comparedUnit(question.flag, answer?.variant, question.context);
  const metadata = flagMetadata({
    ...compared,
    ...{ documentVersion, freshness, problem, origin: FEATURE_FLAGS_ORIGIN },
    control: compared?.role === 'candidate' ? controlOf(question) : undefined,
  });
  return unsent > 0 ? { ...metadata, [UNSENT_ATTRIBUTES]: unsent } : metadata;
}

/** What the control was seen to be, else the caller's default; an object fits in no metadata. */
function controlOf<Value>({ control, read, defaultValue }: FeatureQuestion<Value>): FlagValue | undefined {
  const value: unknown = (control && read(control)) ?? defaultValue;
  return isFlagValue(value) ? value : undefined;
}
