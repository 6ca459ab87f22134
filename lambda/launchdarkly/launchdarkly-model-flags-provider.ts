import {
  ErrorCode,
  type JsonValue,
  type EvaluationContext as OpenFeatureContext,
  OpenFeatureEventEmitter,
  type Provider,
  type ResolutionDetails,
  type TrackingEventDetails,
} from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { type Clock, systemClock } from '../clock.ts';
import { flagContext } from '../openfeature/flag-context.ts';
import { flagMetadata } from '../openfeature/flag-metadata.ts';
import { OutcomeTracker, type OutcomeTrackerOptions } from '../openfeature/outcome-tracker.ts';
import { isFlagValue } from '../openfeature/resolved-flag.ts';
import { type Compared, Comparison } from './comparison.ts';
import type { LaunchDarklyClient, LaunchDarklyContext, LaunchDarklyDetail } from './launchdarkly-client.ts';
import { launchDarklyContext } from './launchdarkly-context.ts';
import { errorCodeOf, reasonOf, ruleOf, variantOf } from './launchdarkly-resolution.ts';
import {
  LaunchDarklySession,
  type LaunchDarklySessionOptions,
  type Standing,
} from './launchdarkly-session.ts';

export interface LaunchDarklyModelFlagsProviderOptions extends LaunchDarklySessionOptions {
  /** The safe default flag document as JSON text: what it serves is the control side of an experiment. */
  readonly safeDefault?: string;
  /** Name of a flag → its key in LaunchDarkly; the same where it is not named. */
  readonly flagKeys?: Readonly<Record<string, string>>;
  /** LaunchDarkly's names of the attributes that its events are not to hold; none by default. */
  readonly privateAttributes?: readonly string[];
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Where `client.track` counts besides LaunchDarkly; nowhere by default. */
  readonly outcomes?: Omit<OutcomeTrackerOptions, 'clock'>;
}

/** What `FLAG_METADATA.origin` is for values of LaunchDarkly. */
const ORIGIN = 'launchdarkly';

/** One evaluation. */
interface Question<Value> {
  readonly flag: string;
  readonly defaultValue: Value;
  /** What the control side is served if the safe default does not say; absent = the flag is in no comparison. */
  readonly control?: FlagValue;
  readonly given: OpenFeatureContext;
  readonly ask: (
    client: LaunchDarklyClient,
    key: string,
    unit: LaunchDarklyContext,
  ) => Promise<LaunchDarklyDetail<Value>>;
}

/**
 * OpenFeature provider over the LaunchDarkly SDK. Other than LaunchDarkly's own provider it tells who is in an
 * experiment, on which side, and how far the data can be trusted. The variant is the value as text, as with a flag
 * document: a fail-over from one to the other shows in the origin alone. Errors are part of the result, never thrown.
 *
 * `initialize` rejects when LaunchDarkly is not ready in time. Evaluations then serve the caller's default with
 * `PROVIDER_NOT_READY`, until LaunchDarkly is there.
 */
export class LaunchDarklyModelFlagsProvider implements Provider {
  readonly metadata = { name: 'model-rollout-launchdarkly' } as const;
  readonly runsOn = 'server';
  readonly events = new OpenFeatureEventEmitter();
  readonly #clock: Clock;
  readonly #session: LaunchDarklySession;
  readonly #comparison: Comparison;
  readonly #keys: ReadonlyMap<string, string>;
  readonly #privateAttributes: readonly string[];
  readonly #tracker: OutcomeTracker | undefined;

  /** Throws a `RolloutError` `safe-default-invalid` for a safe default that does not parse. */
  constructor(options: LaunchDarklyModelFlagsProviderOptions) {
    const { clock = systemClock, flagKeys = {}, outcomes, safeDefault, privateAttributes = [] } = options;
    this.#clock = clock;
    this.#comparison = new Comparison(safeDefault);
    this.#keys = new Map(Object.entries(flagKeys));
    this.#privateAttributes = privateAttributes;
    this.#tracker = outcomes && new OutcomeTracker({ ...outcomes, clock });
    const names = new Map(Object.entries(flagKeys).map(([name, key]) => [key, name]));
    this.#session = new LaunchDarklySession(
      options,
      { clock, events: this.events },
      (key) => names.get(key) ?? key,
    );
  }

  initialize(): Promise<void> {
    return this.#session.initialize();
  }

  /** Resolves when every outcome tracked so far is written, and LaunchDarkly has taken or refused its events. */
  async onClose(): Promise<void> {
    await this.#tracker?.flush();
    await this.#session.client?.flush();
  }

  resolveBooleanEvaluation(
    flag: string,
    defaultValue: boolean,
    given: OpenFeatureContext,
  ): Promise<ResolutionDetails<boolean>> {
    const ask: Question<boolean>['ask'] = (client, key, unit) =>
      client.boolVariationDetail(key, unit, defaultValue);
    return this.#resolve({ flag, defaultValue, control: defaultValue, given, ask });
  }

  resolveStringEvaluation(
    flag: string,
    defaultValue: string,
    given: OpenFeatureContext,
  ): Promise<ResolutionDetails<string>> {
    const ask: Question<string>['ask'] = (client, key, unit) =>
      client.stringVariationDetail(key, unit, defaultValue);
    return this.#resolve({ flag, defaultValue, control: defaultValue, given, ask });
  }

  resolveNumberEvaluation(
    flag: string,
    defaultValue: number,
    given: OpenFeatureContext,
  ): Promise<ResolutionDetails<number>> {
    const ask: Question<number>['ask'] = (client, key, unit) =>
      client.numberVariationDetail(key, unit, defaultValue);
    return this.#resolve({ flag, defaultValue, control: defaultValue, given, ask });
  }

  /** Objects and lists. Their variant is LaunchDarkly's index of the variation, and they are in no comparison. */
  resolveObjectEvaluation<Value extends JsonValue>(
    flag: string,
    defaultValue: Value,
    given: OpenFeatureContext,
  ): Promise<ResolutionDetails<Value>> {
    const ask: Question<Value>['ask'] = (client, key, unit) => askObject(client, key, unit, defaultValue);
    return this.#resolve({ flag, defaultValue, given, ask });
  }

  /**
   * Sends LaunchDarkly an event with `details.value` as its metric value and the rest as its data, and counts the
   * outcome (0…1) for the side that the unit is on now. What has no user id, or comes before the client, goes nowhere.
   */
  track(name: string, given: OpenFeatureContext, details: TrackingEventDetails): void {
    const { client } = this.#session;
    const context = flagContext(given);
    const unit = launchDarklyContext(context, this.#privateAttributes);
    if (client === undefined || unit === undefined) return;
    const { value, ...data } = details;
    client.track(name, unit, Object.keys(data).length > 0 ? data : undefined, value);
    this.#tracker?.track(name, details, () => this.#comparedUnit(client, context, unit));
  }

  async #resolve<Value>(question: Question<Value>): Promise<ResolutionDetails<Value>> {
    const { flag, given, ask } = question;
    const standing = this.#session.look();
    const client = this.#session.ready;
    if (client === undefined) {
      return failed(question, standing, ErrorCode.PROVIDER_NOT_READY, 'launchdarkly has no data yet');
    }
    const context = flagContext(given);
    const unit = launchDarklyContext(context, this.#privateAttributes);
    if (unit === undefined) {
      const message = 'the context has neither targetingKey nor user_id, give it one of them';
      return failed(question, standing, ErrorCode.TARGETING_KEY_MISSING, message);
    }
    const key = this.#keys.get(flag) ?? flag;
    const detail = await ask(client, key, unit).catch(() => threw(question.defaultValue));
    const errorCode = errorCodeOf(detail.reason);
    if (errorCode !== undefined) {
      return failed(question, standing, errorCode, `launchdarkly says ${detail.reason.errorKind} of ${key}`);
    }
    return {
      value: detail.value,
      ...variantOf(detail),
      reason: reasonOf(detail.reason),
      flagMetadata: flagMetadata({
        ...this.#comparedAs(question, context, detail),
        ...standing,
        rule: ruleOf(detail.reason),
        documentVersion: await this.#session.versionOf(key),
        origin: ORIGIN,
      }),
    };
  }

  #comparedAs<Value>(
    { flag, control }: Question<Value>,
    context: EvaluationContext,
    { value, reason }: LaunchDarklyDetail<Value>,
  ): Compared | undefined {
    if (reason.inExperiment !== true || control === undefined) return undefined;
    const known = this.#comparison.control(flag, context, this.#clock.now());
    return this.#comparison.sideOf(flag, context, value, known ?? control);
  }

  /** Where a unit is in several experiments, the first flag of the safe default counts. */
  async #comparedUnit(
    client: LaunchDarklyClient,
    context: EvaluationContext,
    unit: LaunchDarklyContext,
  ): Promise<Compared | undefined> {
    const state = await client.allFlagsState(unit, { withReasons: true });
    for (const flag of this.#comparison.flags) {
      const key = this.#keys.get(flag) ?? flag;
      const control = this.#comparison.control(flag, context, this.#clock.now());
      if (control === undefined || state.getFlagReason(key)?.inExperiment !== true) continue;
      const value: unknown = state.getFlagValue(key);
      const side = this.#comparison.sideOf(flag, context, value, control);
      return isFlagValue(value) ? { ...side, arm: { flag, value } } : side;
    }
    return undefined;
  }
}

/** LaunchDarkly looks at no type here; a scalar is as wrong as a text where a number was asked for. */
async function askObject<Value extends JsonValue>(
  client: LaunchDarklyClient,
  key: string,
  unit: LaunchDarklyContext,
  defaultValue: Value,
): Promise<LaunchDarklyDetail<Value>> {
  const { value, ...detail } = await client.jsonVariationDetail(key, unit, defaultValue);
  if (typeof value === 'object' && value !== null) return { ...detail, value: value as Value };
  return { value: defaultValue, reason: { kind: 'ERROR', errorKind: 'WRONG_TYPE' } };
}

/** The SDK throws at a flag named like a member of every object, such as `constructor` (9.13.7, `EventSummarizer`). */
function threw<Value>(value: Value): LaunchDarklyDetail<Value> {
  return { value, reason: { kind: 'ERROR', errorKind: 'EXCEPTION' } };
}

function failed<Value>(
  { defaultValue }: Question<Value>,
  standing: Standing,
  errorCode: ErrorCode,
  errorMessage: string,
): ResolutionDetails<Value> {
  return {
    value: defaultValue,
    reason: 'ERROR',
    errorCode,
    errorMessage,
    flagMetadata: flagMetadata({ ...standing, origin: ORIGIN }),
  };
}
