import { type CatalogueEntry, FLAGS } from '../contract.ts';
import { METRIC } from '../metric-names.ts';
import { comparedValue } from '../openfeature/compared-value.ts';
import type { ResolvedFlag } from '../openfeature/resolved-flag.ts';
import type { RequestArm } from './arm-directives.ts';
import type { Attempt } from './attempt.ts';
import { FLAG_KEYS } from './decisions.ts';
import type { Measurement } from './metrics-record.ts';
import type { Completion } from './model-invoker.ts';
import { reportDecisions } from './reported-decision.ts';
import { bit, type Counts, callCounts, configurationCounts, versionNumber } from './request-counts.ts';
import type { Served } from './serve.ts';
import type { InferenceSettings } from './settings.ts';

/** What is measured of a request that was served: its first attempt, and how it ended. */
export function measureServed(served: Served, settings: InferenceSettings): Measurement {
  const { motion } = served;
  return {
    model: served.modelName,
    ...(motion && { flag: FLAGS[motion.key], role: motion.role, bucket: motion.bucket }),
    value: settings.namesCandidates && motion ? comparedValue(served.decisions[motion.key]) : undefined,
    arm: settings.comparisons ? armOf(served) : undefined,
    flagsVersion: versionNumber(tellingFlag(served).documentVersion),
    metrics: {
      [METRIC.requests]: 1,
      ...callCounts(served.first, settings.latencyLimitMs),
      ...costs(served, settings),
      [METRIC.fallbacks]: bit(!served.first.ok && served.last.ok),
      ...decidedBy(served),
    },
    properties: properties(served),
  };
}

/** By what the unit is to be served, not by what it got: a value that means nothing here was still compared. */
function armOf({ decisions, motion, first, model }: Served): RequestArm | undefined {
  if (motion === undefined) return undefined;
  const { completion } = first;
  return {
    value: String(decisions[motion.key].value),
    ...(completion && { costUsd: costUsd(completion, model) }),
    isAnswered: first.ok,
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

/** The flag that says where the flags came from; the others say the same unless providers stand in for each other. */
function tellingFlag({ decisions, motion }: Served): ResolvedFlag {
  return decisions[motion?.key ?? 'model'];
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

function decidedBy({ prompts, decisions, replaced }: Served): Counts {
  return configurationCounts({
    decisions: FLAG_KEYS.map((key) => decisions[key]),
    others: [prompts.freshness],
    // A flag that the document leaves out was meant to be the default's; a value that means nothing here was not.
    isReplaced: replaced.some((key) => decisions[key].errorCode !== 'FLAG_NOT_FOUND'),
  });
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

/** First frame of the stack. The stack begins with the message, and a line of that may look like a frame. */
function placeOf({ message, stack = '' }: Error): string | undefined {
  const messageAt = stack.indexOf(message);
  if (messageAt < 0) return undefined;
  const frames = stack.slice(messageAt + message.length).split('\n');
  return frames.find((line) => line.startsWith('    at '))?.trim();
}
