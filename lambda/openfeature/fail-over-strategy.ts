import {
  BaseEvaluationStrategy,
  type EvaluationContext,
  type EvaluationDetails,
  type FinalResult,
  type FlagValue as OpenFeatureValue,
  type Provider,
  type ProviderResolutionResult,
  ProviderStatus,
  type StrategyEvaluationContext,
  type StrategyPerProviderContext,
} from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import { FLAG_METADATA } from './flag-metadata.ts';
import { resolvedFlag } from './resolved-flag.ts';

/** From the best to the worst source of a value. */
const RANK = { fresh: 0, stale: 1, default: 2 } as const;

const FAILED = 3;

/**
 * Order in which a `MultiProvider` takes its providers' word: fresh, then stale, then a bundled default, then an error;
 * among equals the first provider. Nobody is asked after one that is fresh.
 */
export class FailOverStrategy extends BaseEvaluationStrategy<ProviderStatus, Provider> {
  #leader: string | undefined;

  constructor() {
    super(ProviderStatus);
  }

  /** Name of the provider whose source was the best one at the last evaluation, whether or not it had the flag. */
  get leader(): string | undefined {
    return this.#leader;
  }

  override shouldEvaluateNextProvider<Value extends OpenFeatureValue>(
    _strategyContext: StrategyPerProviderContext,
    _context: EvaluationContext,
    result: ProviderResolutionResult<Value>,
  ): boolean {
    return this.#valueRank(result) !== RANK.fresh;
  }

  override determineFinalResult<Value extends OpenFeatureValue>(
    _strategyContext: StrategyEvaluationContext,
    _context: EvaluationContext,
    resolutions: ProviderResolutionResult<Value>[],
  ): FinalResult<Value> {
    this.#leader = best(resolutions, sourceRank)?.providerName;
    const chosen = best(resolutions, (resolution) => this.#valueRank(resolution));
    if (chosen === undefined || 'thrownError' in chosen) return this.collectProviderErrors(resolutions);
    const { details, provider, providerName } = chosen;
    const flagMetadata = { [FLAG_METADATA.origin]: providerName, ...details.flagMetadata };
    return { details: { ...details, flagMetadata }, provider, providerName };
  }

  #valueRank(resolution: ProviderResolutionResult<OpenFeatureValue>): number {
    return this.hasError(resolution) ? FAILED : sourceRank(resolution);
  }
}

/** A provider that does not have the flag may know that from a fresh document. */
function sourceRank(resolution: ProviderResolutionResult<OpenFeatureValue>): number {
  if ('thrownError' in resolution) return FAILED;
  // Cast: `MultiProvider` adds the flag's key; freshness does not depend on the value, which may be an object.
  const details = resolution.details as EvaluationDetails<FlagValue>;
  return RANK[resolvedFlag({ ...details, flagMetadata: details.flagMetadata ?? {} }, '').freshness];
}

/** The first of those that rank lowest. */
function best<Item>(items: readonly Item[], rank: (item: Item) => number): Item | undefined {
  let found: { readonly item: Item; readonly rank: number } | undefined;
  for (const item of items) {
    const own = rank(item);
    if (found === undefined || own < found.rank) found = { item, rank: own };
  }
  return found?.item;
}
