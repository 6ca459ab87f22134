import type { Role } from '../../core/evaluation/decision.ts';
import type { Catalogue } from '../../lambda/contract.ts';
import type { ReportedDecision } from '../../lambda/inference/reported-decision.ts';
import { DIMENSION, METRIC } from '../../lambda/metric-names.ts';
import type { ComparedRequest } from './arm-sums.ts';
import { inUnitInterval } from './evaluator.ts';
import type { InvocationResult } from './execution-environment.ts';

/** Members of an invocation's metric record. */
export type RecordFields = Readonly<Record<string, unknown>>;

/** What a comparison is told of an invocation; `undefined` where its user is in no comparison. */
export function comparedRequest(
  { endedAtMs, score }: Pick<InvocationResult, 'endedAtMs' | 'score'>,
  fields: RecordFields,
  catalogue: Catalogue,
): { readonly role: Role; readonly request: ComparedRequest } | undefined {
  const { decisions = [] } = fields as { decisions?: readonly ReportedDecision[] };
  const { role, bucket } = decisions.find((decision) => decision.role !== undefined) ?? {};
  if ((role !== 'candidate' && role !== 'control') || bucket === undefined) return undefined;
  const latencyMs = numberIn(fields, METRIC.latencyMs);
  const costUsd = costOf(fields, catalogue);
  const request = {
    ...{ atMs: endedAtMs, bucket },
    error: fields[METRIC.errors] === 1,
    overLatencyLimit: fields[METRIC.overLatencyLimit] === 1,
    ...(latencyMs !== undefined && { latencyMs }),
    ...(costUsd !== undefined && { costUsd }),
    ...(score !== undefined && { score: inUnitInterval(score) }),
  };
  return { role, request };
}

function costOf(fields: RecordFields, catalogue: Catalogue): number | undefined {
  const price = catalogue[String(fields[DIMENSION.model])];
  const [input, output] = [numberIn(fields, METRIC.inputTokens), numberIn(fields, METRIC.outputTokens)];
  if (!price || input === undefined || output === undefined) return undefined;
  return (input * price.inputUsdPerMillion + output * price.outputUsdPerMillion) / 1e6;
}

function numberIn(fields: RecordFields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === 'number' ? value : undefined;
}
