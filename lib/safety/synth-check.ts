import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Every check of synthesis by its id, with what becomes of a finding: an error ends synthesis, a warning can be
 * acknowledged. `docs/synth-checks.md` has the message and the fix of each.
 */
export const SYNTH_CHECKS = {
  'props-refused': 'error',
  'out-of-range': 'error',
  'strategy-out-of-range': 'error',
  'no-bake-in-production': 'error',
  'too-many-monitors': 'error',
  'actions-disabled': 'error',
  'document-refused': 'error',
  'flag-overdue': 'error',
  'gate-in-safe-default': 'error',
  'not-in-catalogue': 'error',
  'models-refused': 'error',
  'model-without-permission': 'error',
  'short-function-timeout': 'error',
  'agent-layer-unknown': 'error',
  'agent-too-old': 'error',
  'reads-twice': 'error',
  'circular-reader': 'error',
  'no-function-urls': 'error',
  'name-refused': 'error',
  'name-taken': 'error',
  'guard-refused': 'error',
  'provider-refused': 'error',
  'outcomes-refused': 'error',
  'comparison-refused': 'error',
  'evaluation-refused': 'error',
  'sdk-key-in-template': 'error',
  'first-version-changed': 'error',
  'deployment-tags': 'error',
  'foreign-deployment-tags': 'warning',
  'first-deployment-race': 'warning',
  'missing-data': 'warning',
  'short-step': 'warning',
  'short-bake': 'warning',
  'no-bake': 'warning',
  'unseen-permission': 'warning',
  undetectable: 'warning',
  'cleanup-soon': 'warning',
  'imported-key': 'warning',
  'no-way-to-launchdarkly': 'warning',
  'unnamed-candidates': 'warning',
} as const satisfies Record<string, 'error' | 'warning'>;

export type SynthCheck = keyof typeof SYNTH_CHECKS;

type ChecksOf<Level> = {
  [Check in SynthCheck]: (typeof SYNTH_CHECKS)[Check] extends Level ? Check : never;
}[SynthCheck];

export type ErrorCheck = ChecksOf<'error'>;
export type WarningCheck = ChecksOf<'warning'>;

/** What a check has found in a tree that is complete. */
export interface Finding {
  readonly check: SynthCheck;
  /** What was got, what is allowed, what to do. */
  readonly message: string;
}

/** The id of a check in messages, and for `Annotations.acknowledgeWarning`. */
export function checkId(check: SynthCheck): string {
  return `model-rollout:${check}`;
}

/** Errors that say already where they were found, and by which check. */
const REFUSALS = new WeakSet<Error>();

/** The error of a check, with the path of the construct it was found at: that names the stage, too. */
export function refusal(
  scope: IConstruct,
  check: ErrorCheck,
  message: string,
  options?: ErrorOptions,
): Error {
  // An app has no path of its own.
  const error = new Error(`[${scope.node.path || 'App'}] ${message} [${checkId(check)}]`, options);
  REFUSALS.add(error);
  return error;
}

/**
 * Runs what refuses a prop by throwing, and has it say which check that was and where. What an inner check threw stays as
 * it is, and so does a fault of our own.
 */
export function checked<Value>(scope: IConstruct, check: ErrorCheck, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError || REFUSALS.has(error)) throw error;
    throw refusal(scope, check, error.message, { cause: error });
  }
}

/** Warns on a construct, which the warning names; acknowledged there or above, it is not given. */
export function warn(scope: IConstruct, check: WarningCheck, message: string): void {
  Annotations.of(scope).addWarningV2(checkId(check), message);
}

/**
 * Looks once the tree is complete and every aspect has been applied, escape hatches included: what only the whole tree
 * shows. Errors end synthesis all together.
 */
export function checkAtSynth(scope: IConstruct, look: () => readonly Finding[]): void {
  scope.node.addValidation({
    validate: () =>
      look().flatMap(({ check, message }) => {
        if (isWarning(check)) warn(scope, check, message);
        return isWarning(check) ? [] : [`${message} [${checkId(check)}]`];
      }),
  });
}

function isWarning(check: SynthCheck): check is WarningCheck {
  return SYNTH_CHECKS[check] === 'warning';
}
