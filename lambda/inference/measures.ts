import { type CatalogueEntry, FLAGS, METRIC, type MetricName } from '../contract.ts';
import type { Attempt, FailureKind } from './attempt.ts';
import { FLAG_KEYS } from './decisions.ts';
import type { Measured } from './metrics-record.ts';
import type { Completion } from './model-invoker.ts';
import { reportDecisions } from './reported-decision.ts';
import type { Served } from './serve.ts';
import type { InferenceSettings } from './settings.ts';

type Counts = Partial<Record<MetricName, number>>;

/** What is measured of a request that was served: its first attempt, and how it ended. */
export function measureServed(served: Served, settings: InferenceSettings): Omit<Measured, 'timestampMs'> {
  const { motion } = served;
  return {
    model: served.modelName,
    ...(motion && { flag: FLAGS[motion.key], role: motion.role }),
    metrics: {
      [METRIC.requests]: 1,
      ...attemptCounts(served.first, settings),
      ...costs(served, settings),
      [METRIC.fallbacks]: bit(!served.first.ok && served.last.ok),
      ...configurationCounts(served),
    },
    properties: properties(served),
  };
}

function attemptCounts(first: Attempt, settings: InferenceSettings): Counts {
  const kind: FailureKind | undefined = first.ok ? undefined : first.kind;
  const { latencyMs } = first;
  return {
    [METRIC.errors]: bit(kind !== undefined),
    [METRIC.timeouts]: bit(kind === 'timeout'),
    [METRIC.throttles]: bit(kind === 'throttle'),
    [METRIC.malformedResponses]: bit(kind === 'malformed'),
    [METRIC.overLatencyLimit]: bit(latencyMs !== undefined && latencyMs > settings.latencyLimitMs),
    ...(latencyMs === undefined ? {} : { [METRIC.latencyMs]: latencyMs }),
  };
}

function costs(served: Served, settings: InferenceSettings): Counts {
  const { completion } = served.first;
  if (completion === undefined) return {};
  return {
    [METRIC.inputTokens]: completion.inputTokens,
    [METRIC.outputTokens]: completion.outputTokens,
    [METRIC.costShare]: Math.min(1, costUsd(completion, served.model) / settings.costCapUsd),
  };
}

function costUsd(completion: Completion, entry: CatalogueEntry): number {
  const { inputTokens, outputTokens } = completion;
  return (inputTokens * entry.inputUsdPerMillion + outputTokens * entry.outputUsdPerMillion) / 1e6;
}

function configurationCounts({ flags, prompts, decisions, replaced }: Served): Counts {
  // A flag that the document leaves out was meant to be the default's; a value that means nothing here was not.
  const isDefault = replaced.some((key) => decisions[key].value !== undefined);
  return {
    [METRIC.configStale]: bit(flags.freshness === 'stale' || prompts.freshness === 'stale'),
    [METRIC.configDefault]: bit(
      isDefault || flags.freshness === 'default' || prompts.freshness === 'default',
    ),
    [METRIC.unbucketed]: bit(FLAG_KEYS.some((key) => decisions[key].errorCode === 'TARGETING_KEY_MISSING')),
  };
}

function properties(served: Served): Readonly<Record<string, unknown>> {
  const { flags, prompts, first, last } = served;
  return {
    decisions: reportDecisions(served),
    document_version: flags.version,
    document_origin: flags.origin,
    document_freshness: flags.freshness,
    document_problem: flags.problem,
    prompts_version: prompts.version,
    prompts_origin: prompts.origin,
    prompts_freshness: prompts.freshness,
    prompts_problem: prompts.problem,
    failure: failure(first),
    fallback_model: last === first ? undefined : served.plan.modelName,
    fallback_failure: last === first ? undefined : failure(last),
  };
}

function failure(
  tried: Attempt,
): { readonly kind: string; readonly reason?: string | undefined } | undefined {
  return tried.ok ? undefined : { kind: tried.kind, reason: tried.reason };
}

function bit(condition: boolean): 0 | 1 {
  return condition ? 1 : 0;
}
