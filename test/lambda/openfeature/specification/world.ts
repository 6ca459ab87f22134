import {
  AsyncLocalStorageTransactionContextPropagator,
  type Client,
  type EvaluationContext,
  type EvaluationDetails,
  type FlagEvaluationOptions,
  type FlagValue,
  type Hook,
  type JsonValue,
  type OpenFeatureAPI,
  ProviderFatalError,
  type ResolutionDetails,
} from '@openfeature/server-sdk';
import { AppConfigModelFlagsProvider } from '../../../../lambda/openfeature/app-config-model-flags-provider.ts';
import { VirtualClock } from '../../../../local/clock.ts';
import { isolatedOpenFeature } from '../../../../local/openfeature/isolated-open-feature.ts';
import { TestFlags } from './test-flags.ts';

/** The flag that a scenario is about. */
export interface Asked {
  readonly type: string;
  readonly key: string;
  readonly fallback: FlagValue;
}

/** What the provider of a scenario is like; `stable` is ours as it is. */
export type ProviderState = 'stable' | 'stale' | 'error' | 'not ready' | 'fatal';

/** Our provider, which remembers the context that reached it and is made to begin as a scenario wants it. */
class ObservedProvider extends AppConfigModelFlagsProvider {
  lastContext: EvaluationContext = {};
  initialize?: () => Promise<void>;

  override resolveBooleanEvaluation(
    flag: string,
    defaultValue: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    this.lastContext = context;
    return super.resolveBooleanEvaluation(flag, defaultValue, context);
  }
}

/** What one scenario makes and sees. */
export class World {
  readonly api: OpenFeatureAPI = isolatedOpenFeature();
  readonly flags = new TestFlags();
  readonly client: Client;
  /** Stages of hooks as they ran, with the details that they were given. */
  readonly stages: { readonly stage: string; readonly details?: EvaluationDetails<FlagValue> }[] = [];
  readonly options: FlagEvaluationOptions = { hooks: [] };
  asked: Asked = { type: 'boolean', key: 'boolean-flag', fallback: false };
  context: Record<string, string | number | boolean | null> = {};
  transaction: EvaluationContext = {};
  /** Names of the levels that contexts merge from, in order. */
  levels: readonly string[] = [];
  details: EvaluationDetails<FlagValue> | undefined;
  #isDown = false;
  #provider: ObservedProvider | undefined;

  constructor() {
    this.api.setTransactionContextPropagator(new AsyncLocalStorageTransactionContextPropagator());
    this.client = this.api.getClient('specification');
  }

  get lastContext(): EvaluationContext {
    return this.#provider?.lastContext ?? {};
  }

  async provide(state: ProviderState): Promise<void> {
    const bytes = Buffer.from(this.flags.document());
    const provider = new ObservedProvider({
      source: {
        fetch: async () => {
          if (this.#isDown) throw new Error('down');
          return { bytes, version: '1' };
        },
      },
      safeDefault: bytes.toString(),
      clock: new VirtualClock(0),
    });
    if (state === 'not ready') provider.initialize = () => new Promise(() => {});
    if (state === 'fatal') provider.initialize = () => Promise.reject(new ProviderFatalError('as scripted'));
    this.#provider = provider;
    this.api.setLogger(SILENT).setProvider('specification', provider);
    await this.#begin(state);
  }

  async evaluate(): Promise<void> {
    const context = { ...this.context };
    this.details = await new Promise((resolve, reject) => {
      this.api.setTransactionContext(this.transaction, () => {
        this.#ask(context).then(resolve, reject);
      });
    });
  }

  /** A hook that notes under which name each of its stages ran. */
  hook(prefix = ''): Hook {
    return {
      before: () => this.#note(`${prefix}before`),
      after: (_context, details) => this.#note(`${prefix}after`, details),
      error: () => this.#note(`${prefix}error`),
      finally: (_context, details) => this.#note(`${prefix}finally`, details),
    };
  }

  #note(stage: string, details?: EvaluationDetails<FlagValue>): void {
    this.stages.push({ stage, ...(details && { details }) });
  }

  /** A source is noticed to be down by whoever reads from it. */
  async #begin(state: ProviderState): Promise<void> {
    if (state === 'stale') await this.evaluate();
    this.#isDown = state === 'stale' || state === 'error';
    if (this.#isDown) await this.evaluate();
    if (state === 'fatal') await new Promise(setImmediate);
  }

  #ask(context: EvaluationContext): Promise<EvaluationDetails<FlagValue>> {
    const { type, key, fallback } = this.asked;
    switch (type.toLowerCase()) {
      case 'boolean':
        return this.client.getBooleanDetails(key, fallback as boolean, context, this.options);
      case 'string':
        return this.client.getStringDetails(key, fallback as string, context, this.options);
      case 'object':
        return this.client.getObjectDetails(key, fallback as JsonValue, context, this.options);
      default:
        return this.client.getNumberDetails(key, fallback as number, context, this.options);
    }
  }
}

/** The SDK prints that a provider failed as scripted. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}
