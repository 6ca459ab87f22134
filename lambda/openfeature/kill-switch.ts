import type {
  FlagMetadata,
  JsonValue,
  EvaluationContext as OpenFeatureContext,
  Provider,
  ResolutionDetails,
  TrackingEventDetails,
} from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import { evaluate } from '../../core/evaluation/evaluate.ts';
import type { Clock } from '../clock.ts';
import type { FlagStore, StoredDocument } from '../flags/flag-store.ts';
import { flagContext, unitOf } from './flag-context.ts';
import { FLAG_METADATA } from './flag-metadata.ts';

export interface KillSwitchOptions {
  /** Decides, except for what is killed. */
  readonly provider: Provider;
  /** The stage's flag document, whose killed values nobody is served. */
  readonly flags: FlagStore;
  readonly clock: Clock;
}

/**
 * Another provider, under the stage's own kill switch: what the flag document kills is served to nobody, whoever decided
 * so. A candidate gets what its control gets, anybody else what the document says, and the unit is in no comparison; the
 * document's word is also what a candidate falls back to where its control is killed. The document and the decision are
 * asked for at the same time; an error of the provider stays as it is.
 */
export class KillSwitch implements Provider {
  readonly metadata: Provider['metadata'];
  readonly runsOn = 'server';
  readonly hooks?: NonNullable<Provider['hooks']>;
  readonly events?: NonNullable<Provider['events']>;
  /** Absent where the provider has none: the SDK takes one without it to be ready. */
  readonly initialize?: NonNullable<Provider['initialize']>;
  readonly #provider: Provider;
  readonly #flags: FlagStore;
  readonly #clock: Clock;

  constructor({ provider, flags, clock }: KillSwitchOptions) {
    this.#provider = provider;
    this.#flags = flags;
    this.#clock = clock;
    this.metadata = provider.metadata;
    if (provider.hooks) this.hooks = provider.hooks;
    if (provider.events) this.events = provider.events;
    if (provider.initialize) this.initialize = async (...given) => provider.initialize?.(...given);
  }

  resolveBooleanEvaluation(
    ...given: Parameters<Provider['resolveBooleanEvaluation']>
  ): Promise<ResolutionDetails<boolean>> {
    return this.#guarded(given, this.#provider.resolveBooleanEvaluation(...given));
  }

  resolveStringEvaluation(
    ...given: Parameters<Provider['resolveStringEvaluation']>
  ): Promise<ResolutionDetails<string>> {
    return this.#guarded(given, this.#provider.resolveStringEvaluation(...given));
  }

  resolveNumberEvaluation(
    ...given: Parameters<Provider['resolveNumberEvaluation']>
  ): Promise<ResolutionDetails<number>> {
    return this.#guarded(given, this.#provider.resolveNumberEvaluation(...given));
  }

  /** As the provider has it: a flag document kills texts, numbers and truth values. */
  resolveObjectEvaluation<Value extends JsonValue>(
    flag: string,
    defaultValue: Value,
    context: OpenFeatureContext,
    logger: Parameters<Provider['resolveObjectEvaluation']>[3],
  ): Promise<ResolutionDetails<Value>> {
    return this.#provider.resolveObjectEvaluation(flag, defaultValue, context, logger);
  }

  track(name: string, context: OpenFeatureContext, details: TrackingEventDetails): void {
    this.#provider.track?.(name, context, details);
  }

  async onClose(): Promise<void> {
    await this.#provider.onClose?.();
  }

  async #guarded<Value extends FlagValue>(
    [flag, , given]: readonly [flag: string, defaultValue: Value, context: OpenFeatureContext, ...unknown[]],
    resolving: Promise<ResolutionDetails<Value>>,
  ): Promise<ResolutionDetails<Value>> {
    const context = flagContext(given);
    const [details, { value: document }] = await Promise.all([resolving, this.#flags.read(unitOf(context))]);
    const killed = killedValues(document, flag);
    if (details.errorCode !== undefined) return details;
    const { [FLAG_METADATA.control]: control } = details.flagMetadata ?? {};
    const lives = (value: unknown): value is Value =>
      isOfType(value, details.value) && !killed.includes(value);
    // One type a flag, and a document serves none of the values that it kills.
    const instead = () => evaluate(document, flag, context, this.#clock.now()).value;
    if (!killed.includes(details.value)) {
      return control === undefined || lives(control) ? details : withControl(details, instead());
    }
    if (lives(control)) return inPlaceOf(details, control);
    const value = instead();
    return isOfType(value, details.value) ? inPlaceOf(details, value) : details;
  }
}

function killedValues({ document }: StoredDocument, flag: string): readonly FlagValue[] {
  return document.flags.find((one) => one.flag === flag)?.killed ?? [];
}

function isOfType<Value extends FlagValue>(value: unknown, as: Value): value is Value {
  return typeof value === typeof as;
}

function inPlaceOf<Value extends FlagValue>(
  { flagMetadata = {} }: ResolutionDetails<Value>,
  value: Value,
): ResolutionDetails<Value> {
  return { value, variant: String(value), reason: 'DISABLED', flagMetadata: withoutComparison(flagMetadata) };
}

/** What a candidate falls back to lives, too; a control of another type means nothing here and stays. */
function withControl<Value extends FlagValue>(
  details: ResolutionDetails<Value>,
  control: FlagValue | undefined,
): ResolutionDetails<Value> {
  if (!isOfType(control, details.value)) return details;
  return { ...details, flagMetadata: { ...details.flagMetadata, [FLAG_METADATA.control]: control } };
}

const OF_COMPARISON: readonly string[] = [
  FLAG_METADATA.rule,
  FLAG_METADATA.role,
  FLAG_METADATA.bucket,
  FLAG_METADATA.control,
  FLAG_METADATA.unbucketed,
];

function withoutComparison(metadata: FlagMetadata): FlagMetadata {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !OF_COMPARISON.includes(name)));
}
