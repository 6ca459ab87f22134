import {
  type JsonValue,
  type EvaluationContext as OpenFeatureContext,
  OpenFeatureEventEmitter,
  type Provider,
  type ResolutionDetails,
  type TrackingEventDetails,
} from '@openfeature/server-sdk';
import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { type Clock, systemClock } from '../clock.ts';
import { FLAGS } from '../contract.ts';
import type { AgentAddress } from '../flags/agent-client.ts';
import { flagContext } from '../openfeature/flag-context.ts';
import {
  type ComparedUnit,
  OutcomeTracker,
  type OutcomeTrackerOptions,
} from '../openfeature/outcome-tracker.ts';
import { readBoolean, readNumber, readString } from '../openfeature/resolution.ts';
import { AnswerWatch } from './answer-watch.ts';
import { CONTROL_VARIANT, comparedUnit } from './experiment-role.ts';
import { FeatureFlagReader, type ReadFlag } from './feature-flag-reader.ts';
import { featureResolution } from './feature-flag-resolution.ts';
import { DEFAULT_VALUE_ATTRIBUTE, type FlagAnswer } from './flag-answer.ts';
import { ServedVariants } from './served-variants.ts';

export interface AppConfigFeatureFlagsProviderOptions extends AgentAddress {
  /** Attribute that holds the value of a flag, by the flag's key; default {@link DEFAULT_VALUE_ATTRIBUTE}. */
  readonly valueAttributes?: Readonly<Record<string, string>>;
  /** How long an agent that failed is left alone; default 1000. */
  readonly retryAfterMs?: number;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Where `client.track` counts; without it tracking does nothing. */
  readonly outcomes?: Omit<OutcomeTrackerOptions, 'clock'> & {
    /** Flags that experiments may run on, asked for in this order; default the four of the inference function. */
    readonly flags?: readonly string[];
  };
}

/**
 * OpenFeature provider over AppConfig's own feature flags, which the agent evaluates. A boolean is whether the flag is
 * enabled; a text or a number is an attribute of it, an object all of them. Treatments of an experiment are candidates
 * against its control. Ready at once; where the agent fails, a user keeps the last good answer, else gets the caller's
 * default.
 */
export class AppConfigFeatureFlagsProvider implements Provider {
  readonly metadata = { name: 'model-rollout-appconfig-feature-flags' } as const;
  readonly runsOn = 'server';
  readonly events = new OpenFeatureEventEmitter();
  readonly #reader: FeatureFlagReader;
  readonly #valueAttributes: ReadonlyMap<string, string>;
  readonly #watch = new AnswerWatch(this.events);
  readonly #controls = new Map<string, FlagAnswer>();
  readonly #served: ServedVariants;
  readonly #tracker: OutcomeTracker | undefined;
  readonly #tracked: readonly string[];

  constructor(options: AppConfigFeatureFlagsProviderOptions) {
    const { clock = systemClock, outcomes, valueAttributes = {} } = options;
    this.#reader = new FeatureFlagReader({ ...options, clock });
    this.#valueAttributes = new Map(Object.entries(valueAttributes));
    this.#served = new ServedVariants((flag) => this.#attributeOf(flag));
    this.#tracker = outcomes && new OutcomeTracker({ ...outcomes, clock });
    this.#tracked = outcomes?.flags ?? Object.values(FLAGS);
  }

  /** The attribute where one is named for the flag, otherwise whether the flag is enabled. */
  resolveBooleanEvaluation(
    flag: string,
    defaultValue: boolean,
    context: OpenFeatureContext,
  ): Promise<ResolutionDetails<boolean>> {
    const read = this.#valueAttributes.has(flag)
      ? this.#attribute(flag, readBoolean)
      : ({ enabled }: FlagAnswer) => enabled;
    return this.#resolve(flag, defaultValue, read, context);
  }

  resolveStringEvaluation(
    flag: string,
    defaultValue: string,
    context: OpenFeatureContext,
  ): Promise<ResolutionDetails<string>> {
    const read = this.#attribute(flag, readString);
    return this.#resolve(flag, defaultValue, read, context);
  }

  resolveNumberEvaluation(
    flag: string,
    defaultValue: number,
    context: OpenFeatureContext,
  ): Promise<ResolutionDetails<number>> {
    const read = this.#attribute(flag, readNumber);
    return this.#resolve(flag, defaultValue, read, context);
  }

  /** All attributes of an enabled flag. */
  resolveObjectEvaluation<Value extends JsonValue>(
    flag: string,
    defaultValue: Value,
    context: OpenFeatureContext,
  ): Promise<ResolutionDetails<Value>> {
    const read = ({ enabled, attributes }: FlagAnswer) =>
      // What the caller asks for is what the caller takes the attributes to be.
      enabled ? (Object.fromEntries(attributes) as Value) : undefined;
    return this.#resolve(flag, defaultValue, read, context);
  }

  /**
   * Counts an outcome (`details.value`, 0…1) for the side of the experiment that the unit is on now. Give the context
   * that the flags were evaluated with.
   */
  track(name: string, context: OpenFeatureContext, details: TrackingEventDetails): void {
    this.#tracker?.track(name, details, () => this.#comparedUnit(flagContext(context)));
  }

  /** Resolves when every outcome tracked so far is written; the SDK calls it when it closes the provider. */
  async onClose(): Promise<void> {
    await this.#tracker?.flush();
  }

  #attribute<Value>(flag: string, typed: (value: unknown) => Value | undefined) {
    const name = this.#attributeOf(flag);
    return ({ attributes }: FlagAnswer) => typed(attributes.get(name));
  }

  #attributeOf(flag: string): string {
    return this.#valueAttributes.get(flag) ?? DEFAULT_VALUE_ATTRIBUTE;
  }

  async #resolve<Value extends JsonValue>(
    flag: string,
    defaultValue: Value,
    read: (answer: FlagAnswer) => Value | undefined,
    given: OpenFeatureContext,
  ): Promise<ResolutionDetails<Value>> {
    const context = flagContext(given);
    const found = await this.#look(flag, context);
    const control = this.#controls.get(flag);
    const details = featureResolution({ flag, defaultValue, read, context, control }, found);
    if (details.errorCode === undefined) this.#served.note(flag, details);
    return details;
  }

  async #look(flag: string, context: EvaluationContext): Promise<ReadFlag> {
    const found = await this.#reader.read(flag, context);
    this.#watch.look(found);
    if (found.answer?.variant === CONTROL_VARIANT) this.#controls.set(flag, found.answer);
    return found;
  }

  async #comparedUnit(context: EvaluationContext): Promise<ComparedUnit | undefined> {
    for (const flag of this.#tracked) {
      const { answer } = await this.#look(flag, context);
      const unit = comparedUnit(flag, answer?.variant, context);
      if (unit === undefined) continue;
      const value = this.#served.of(flag, answer);
      return { ...unit, ...(value !== undefined && { arm: { flag, value } }) };
    }
    return undefined;
  }
}
