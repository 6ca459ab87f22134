import { type CatalogueEntry, FLAGS, METRIC, type MetricName } from '../contract.ts';
import { candidateValue } from '../openfeature/candidate-value.ts';
import type { ResolvedFlag } from '../openfeature/resolved-flag.ts';
import type { Attempt, FailureKind } from './attempt.ts';
import { FLAG_KEYS } from './decisions.ts';
import type { Measurement } from './metrics-record.ts';
import type { Completion } from './model-invoker.ts';
import { reportDecisions } from './reported-decision.ts';
import type { Served } from './serve.ts';
import type { InferenceSettings } from './settings.ts';

type Counts = Partial<Record<MetricName, number>>;

/** What is measured of a request that was served: its first attempt, and how it ended. */
export function measureServed(served: Served, settings: InferenceSettings): Measurement {
  const { motion } = served;
  return {
    model: served.modelName,
    ...(motion && { flag: FLAGS[motion.key], role: motion.role, bucket: motion.bucket }),
    candidate: settings.namesCandidates && motion ? candidateValue(served.decisions[motion.key]) : undefined,
    flagsVersion: versionNumber(tellingFlag(served).documentVersion),
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

/** What is recorded of a request that was refused with 400. */
export function measureRefusal(): Measurement {
  return { metrics: { [METRIC.badRequests]: 1 }, properties: {} };
}

/** What is recorded of a fault of this code: name and place only, its message might quote what the user sent. */
export function measureInternalError(error: unknown): Measurement {
  const cause =
    error instanceof Error ? { reason: error.name, place: placeOf(error) } : { reason: typeof error };
  return {
    metrics: { [METRIC.requests]: 1, [METRIC.errors]: 1 },
    properties: { failure: { kind: 'internal', ...cause } },
  };
}

/** AppConfig numbers hosted versions from 1; a source of one's own may name them as it likes, and the default is `bundled`. */
function versionNumber(version: string | undefined): number | undefined {
  return version !== undefined && /^[1-9]\d{0,14}$/.test(version) ? Number(version) : undefined;
}

/** The flag that says where the flags came from; the others say the same unless providers stand in for each other. */
function tellingFlag({ decisions, motion }: Served): ResolvedFlag {
  return decisions[motion?.key ?? 'model'];
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

function configurationCounts({ prompts, decisions, replaced }: Served): Counts {
  // A flag that the document leaves out was meant to be the default's; a value that means nothing here was not.
  const isDefault = replaced.some((key) => decisions[key].errorCode !== 'FLAG_NOT_FOUND');
  const read = [prompts, ...FLAG_KEYS.map((key) => decisions[key])];
  return {
    [METRIC.configStale]: bit(read.some(({ freshness }) => freshness === 'stale')),
    [METRIC.configDefault]: bit(isDefault || read.some(({ freshness }) => freshness === 'default')),
    [METRIC.unbucketed]: bit(FLAG_KEYS.some((key) => decisions[key].errorCode === 'TARGETING_KEY_MISSING')),
  };
}

function properties(served: Served): Readonly<Record<string, unknown>> {
  const { prompts, first, last } = served;
  const flags = tellingFlag(served);
  return {
    decisions: reportDecisions(served),
    document_version: flags.documentVersion,
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

/** First frame of the stack. The stack begins with the message, and a line of that may look like a frame. */
function placeOf({ message, stack = '' }: Error): string | undefined {
  const messageAt = stack.indexOf(message);
  if (messageAt < 0) return undefined;
  const frames = stack.slice(messageAt + message.length).split('\n');
  return frames.find((line) => line.startsWith('    at '))?.trim();
}
