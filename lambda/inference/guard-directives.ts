import type { Guard } from '../../core/guard/guard.ts';
import type { FurtherDirective } from '../embedded-metrics.ts';
import { type GuardrailMetric, guardrailMetric } from '../guard/guardrail-metrics.ts';
import { GUARD_DIMENSION_SETS, METRIC } from '../metric-names.ts';

type Metrics = Readonly<Record<string, number>>;

/**
 * What a guard needs of a request beyond its ordinary metrics: the requests and the guardrails' metrics by group of
 * units, where it counts users, and the squares of the metrics whose means it compares. Outcomes have records of their
 * own.
 */
export function guardDirectives(guard: Guard): (measured: Metrics) => readonly FurtherDirective[] {
  const ofRequests = guard.guardrails
    .map(({ metric, method }) => ({ ...guardrailMetric(metric), method }))
    .filter(({ outcome }) => outcome === undefined);
  const grouped =
    guard.independence === 'users' ? [METRIC.requests, ...ofRequests.map(({ metric }) => metric)] : [];
  const compared = ofRequests.filter(({ method }) => method === 'mean');
  return (measured) => [
    { dimensionSet: GUARD_DIMENSION_SETS.unitGroup, metrics: among(measured, grouped) },
    ...compared.map((square) => squareOf(measured, square)),
  ];
}

function among(measured: Metrics, names: readonly string[]): Metrics {
  const chosen: Record<string, number> = {};
  for (const name of names) {
    const value = measured[name];
    if (value !== undefined) chosen[name] = value;
  }
  return chosen;
}

function squareOf(measured: Metrics, { metric, squared, byRole }: GuardrailMetric): FurtherDirective {
  const value = measured[metric];
  return { dimensionSet: byRole, metrics: value === undefined ? {} : { [squared]: value ** 2 } };
}
