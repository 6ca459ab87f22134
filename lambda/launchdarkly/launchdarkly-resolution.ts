import { ErrorCode, type ResolutionReason, StandardResolutionReasons } from '@openfeature/server-sdk';
import type { LaunchDarklyDetail, LaunchDarklyReason } from './launchdarkly-client.ts';

/** LaunchDarkly's reason in OpenFeature's words. Who is in an experiment was split, whichever rule did it. */
export function reasonOf({ kind, inExperiment }: LaunchDarklyReason): ResolutionReason {
  if (inExperiment === true) return StandardResolutionReasons.SPLIT;
  return REASONS.get(kind) ?? StandardResolutionReasons.UNKNOWN;
}

const REASONS: ReadonlyMap<string, ResolutionReason> = new Map([
  ['OFF', StandardResolutionReasons.DISABLED],
  ['PREREQUISITE_FAILED', StandardResolutionReasons.DISABLED],
  ['TARGET_MATCH', StandardResolutionReasons.TARGETING_MATCH],
  ['RULE_MATCH', StandardResolutionReasons.TARGETING_MATCH],
  ['FALLTHROUGH', StandardResolutionReasons.DEFAULT],
  ['ERROR', StandardResolutionReasons.ERROR],
]);

/** OpenFeature's code for what LaunchDarkly says went wrong; `undefined` when nothing did. */
export function errorCodeOf({ kind, errorKind = '' }: LaunchDarklyReason): ErrorCode | undefined {
  return kind === 'ERROR' ? (ERROR_CODES.get(errorKind) ?? ErrorCode.GENERAL) : undefined;
}

const ERROR_CODES: ReadonlyMap<string, ErrorCode> = new Map([
  ['CLIENT_NOT_READY', ErrorCode.PROVIDER_NOT_READY],
  ['FLAG_NOT_FOUND', ErrorCode.FLAG_NOT_FOUND],
  ['MALFORMED_FLAG', ErrorCode.PARSE_ERROR],
  ['USER_NOT_SPECIFIED', ErrorCode.TARGETING_KEY_MISSING],
  ['WRONG_TYPE', ErrorCode.TYPE_MISMATCH],
]);

/** The rule that served: LaunchDarkly's id of it, or its place from 0; `prerequisite:<flag>` for one that was not met. */
export function ruleOf({ kind, ruleId, ruleIndex, prerequisiteKey }: LaunchDarklyReason): string | undefined {
  if (kind === 'RULE_MATCH') return ruleId || `rule:${ruleIndex}`;
  return kind === 'PREREQUISITE_FAILED' ? `prerequisite:${prerequisiteKey}` : undefined;
}

/** The value as text. Without a variation LaunchDarkly had none to serve, and the value is the caller's default. */
export function variantOf({ value, variationIndex }: LaunchDarklyDetail<unknown>): { variant?: string } {
  if (typeof variationIndex !== 'number') return {};
  return { variant: typeof value === 'object' ? String(variationIndex) : String(value) };
}
