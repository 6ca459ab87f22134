import {
  type JsonValue,
  type EvaluationContext as OpenFeatureContext,
  OpenFeatureEventEmitter,
  type Provider,
  type ResolutionDetails,
  type TrackingEventDetails,
} from '@openfeature/server-sdk';
import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { evaluate } from '../../core/evaluation/evaluate.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Snapshot } from '../flags/configuration-store.ts';
import { createFlagStore, type FlagStore, type StoredDocument } from '../flags/flag-store.ts';
import type { StoreOptions } from '../flags/store-options.ts';
import { DocumentWatch } from './document-watch.ts';
import { flagContext, unitOf } from './flag-context.ts';
import { type ComparedUnit, OutcomeTracker, type OutcomeTrackerOptions } from './outcome-tracker.ts';
import { type Question, readBoolean, readNumber, readObject, readString, resolution } from './resolution.ts';

/** A store that is there already, or what one is made of. */
export type ProvidedFlags =
  | { readonly flags: FlagStore; readonly source?: never; readonly safeDefault?: never }
  | (Omit<StoreOptions, 'origin' | 'clock'> & {
      readonly flags?: never;
      /** Name of the source in the metadata; default `appconfig`. */
      readonly origin?: string;
    });

export type AppConfigModelFlagsProviderOptions = ProvidedFlags & {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Where `client.track` counts; without it tracking does nothing. */
  readonly outcomes?: Omit<OutcomeTrackerOptions, 'clock'>;
};

/** A unit and the document that it is served from now. */
interface Look {
  readonly context: EvaluationContext;
  readonly snapshot: Snapshot<StoredDocument>;
  readonly nowMs: number;
}

/**
 * OpenFeature provider over a flag document. Ready at once: there is always a document to serve, the last good one or
 * the bundled default where the source fails, and metadata and events say which. Throws a `RolloutError`
 * `safe-default-invalid` when it is made with a default document that does not parse, and nothing later.
 */
export class AppConfigModelFlagsProvider implements Provider {
  readonly metadata = { name: 'model-rollout-appconfig' } as const;
  readonly runsOn = 'server';
  readonly events = new OpenFeatureEventEmitter();
  readonly #flags: FlagStore;
  readonly #clock: Clock;
  readonly #watch = new DocumentWatch(this.events);
  readonly #tracker: OutcomeTracker | undefined;

  constructor(options: AppConfigModelFlagsProviderOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#flags = options.flags ?? createFlagStore({ origin: 'appconfig', ...options, clock: this.#clock });
    this.#tracker = options.outcomes && new OutcomeTracker({ ...options.outcomes, clock: this.#clock });
  }

  resolveBooleanEvaluation(
    flag: string,
    defaultValue: boolean,
    context: OpenFeatureContext,
  ): Promise<ResolutionDetails<boolean>> {
    return this.#resolve({ flag, defaultValue, read: readBoolean }, context);
  }

  resolveStringEvaluation(
    flag: string,
    defaultValue: string,
    context: OpenFeatureContext,
  ): Promise<ResolutionDetails<string>> {
    return this.#resolve({ flag, defaultValue, read: readString }, context);
  }

  resolveNumberEvaluation(
    flag: string,
    defaultValue: number,
    context: OpenFeatureContext,
  ): Promise<ResolutionDetails<number>> {
    return this.#resolve({ flag, defaultValue, read: readNumber }, context);
  }

  /** A flag serves an object as its JSON text. */
  resolveObjectEvaluation<Value extends JsonValue>(
    flag: string,
    defaultValue: Value,
    context: OpenFeatureContext,
  ): Promise<ResolutionDetails<Value>> {
    return this.#resolve({ flag, defaultValue, read: readObject<Value> }, context);
  }

  /**
   * Counts an outcome (`details.value`, 0…1) for the side of the comparison that the unit is on now. Give the context
   * that the flags were evaluated with.
   */
  track(name: string, context: OpenFeatureContext, details: TrackingEventDetails): void {
    this.#tracker?.track(name, details, async () => comparedUnit(await this.#look(context)));
  }

  /** Resolves when every outcome tracked so far is written; the SDK calls it when it closes the provider. */
  async onClose(): Promise<void> {
    await this.#tracker?.flush();
  }

  async #resolve<Value>(
    question: Question<Value>,
    given: OpenFeatureContext,
  ): Promise<ResolutionDetails<Value>> {
    const { snapshot, context, nowMs } = await this.#look(given);
    return resolution(question, snapshot, context, nowMs);
  }

  async #look(given: OpenFeatureContext): Promise<Look> {
    const context = flagContext(given);
    const snapshot = await this.#flags.read(unitOf(context));
    const nowMs = this.#clock.now();
    this.#watch.look(snapshot, nowMs);
    return { context, snapshot, nowMs };
  }
}

/** At most one flag of a document is in motion. */
function comparedUnit({ snapshot, context, nowMs }: Look): ComparedUnit | undefined {
  for (const flag of snapshot.value.flags.keys()) {
    const { role, bucket, value } = evaluate(snapshot.value, flag, context, nowMs);
    if (role !== undefined) return { role, bucket, ...(value !== undefined && { arm: { flag, value } }) };
  }
  return undefined;
}
