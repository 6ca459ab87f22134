import {
  ErrorCode,
  type ErrorEvent,
  type EvaluationContext,
  type Hook,
  type JsonValue,
  MultiProvider,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ReadyEvent,
  type ResolutionDetails,
  type TrackingEventDetails,
} from '@openfeature/server-sdk';
import { FailOverStrategy } from './fail-over-strategy.ts';

export interface FailOverProviders {
  readonly primary: Provider;
  readonly secondary: Provider;
}

/**
 * One provider of two that stand behind each other: the primary while it is fresh, else the secondary while that is,
 * else the last good value of either, else a bundled default. A unit keeps its value through a fail-over when both
 * serve it the same; what served is in the metadata `origin`. Events of both are passed on.
 */
export function failOver(providers: FailOverProviders): Provider {
  return new FailOverProvider(providers);
}

class FailOverProvider implements Provider {
  readonly metadata = { name: 'model-rollout-fail-over' } as const;
  readonly runsOn = 'server';
  readonly events = new OpenFeatureEventEmitter();
  readonly #strategy = new FailOverStrategy();
  readonly #both: MultiProvider;
  /** Neither has been ready so far. */
  #isDown = false;

  constructor({ primary, secondary }: FailOverProviders) {
    this.#both = new MultiProvider([{ provider: primary }, { provider: secondary }], this.#strategy);
    for (const provider of [primary, secondary]) {
      provider.events?.addHandler(ProviderEvents.Ready, (details) => this.#start(details));
    }
    const { events } = this.#both;
    for (const type of [ProviderEvents.Ready, ProviderEvents.Stale, ProviderEvents.ConfigurationChanged]) {
      events.addHandler(type, (details) => this.events.emit(type, details));
    }
    events.addHandler(ProviderEvents.Error, (details) => {
      this.events.emit(ProviderEvents.Error, notFatal(details));
    });
  }

  /** Hooks of the two run with the provider that is asked. */
  get hooks(): Hook[] {
    return this.#both.hooks;
  }

  /**
   * Waits for both, each as long as it allows itself; rejects only when neither can start, since one is enough to
   * answer.
   */
  async initialize(context?: EvaluationContext, domain?: string): Promise<void> {
    const started = await Promise.allSettled(
      this.#both.providerEntries.map(async ({ provider }) => provider.initialize?.(context, domain)),
    );
    const reasons = started.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    if (reasons.length < started.length) return;
    this.#isDown = true;
    // What only one of them cannot recover from would keep the client from asking the other.
    throw reasons.find((reason) => Object(reason).code !== ErrorCode.PROVIDER_FATAL) ?? reasons[0];
  }

  /** `MultiProvider` takes providers for ready that have said nothing yet, so that one is ready is no news to it. */
  #start(details: ReadyEvent | undefined): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.events.emit(ProviderEvents.Ready, details);
  }

  onClose(): Promise<void> {
    return this.#both.onClose();
  }

  resolveBooleanEvaluation(
    flag: string,
    defaultValue: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return this.#both.resolveBooleanEvaluation(flag, defaultValue, context);
  }

  resolveStringEvaluation(
    flag: string,
    defaultValue: string,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return this.#both.resolveStringEvaluation(flag, defaultValue, context);
  }

  resolveNumberEvaluation(
    flag: string,
    defaultValue: number,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return this.#both.resolveNumberEvaluation(flag, defaultValue, context);
  }

  resolveObjectEvaluation<Value extends JsonValue>(
    flag: string,
    defaultValue: Value,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<Value>> {
    return this.#both.resolveObjectEvaluation(flag, defaultValue, context);
  }

  /** Tells one of the two, the one that leads now: told by both, an outcome would count twice. */
  track(name: string, context: EvaluationContext, details: TrackingEventDetails): void {
    const [primary] = this.#both.providerEntries;
    const leading = this.#both.providerEntries.find((entry) => entry.name === this.#strategy.leader);
    (leading ?? primary)?.provider.track?.(name, context, details);
  }
}

/** Without a code: what one provider cannot recover from would keep the client from asking the other. */
function notFatal({ message = 'a provider failed', metadata = {} }: ErrorEvent = {}): ErrorEvent {
  return { message, metadata };
}
