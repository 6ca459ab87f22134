import { type Clock, systemClock } from '../clock.ts';
import { createEmbeddedMetrics } from '../embedded-metrics.ts';
import { unitGroupOf } from '../guard/unit-group.ts';
import { guardDirectives } from '../inference/guard-directives.ts';
import { type MetricsRecordOptions, valueDirectives } from '../inference/metrics-record.ts';
import { DIMENSION, DIMENSION_SETS, METRIC } from '../metric-names.ts';
import { writeLine } from '../write-line.ts';
import { comparedValue } from './compared-value.ts';
import type { ResolvedFlag } from './resolved-flag.ts';

export interface ExposureRecordsOptions extends MetricsRecordOptions {
  /** Whether records name what either side is served, as in `ModelFlagsOptions`; default: no. */
  readonly namesCandidates?: boolean;
  /** Takes one line an exposure; default: standard output. */
  readonly emit?: (line: string) => void;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Listener of an `ExposureHook` that counts an exposure as a request of its side of the comparison, by one record in
 * CloudWatch's embedded metric format. A flag without a role is in no comparison and counts nowhere. Not for code whose
 * requests are counted otherwise: they would count twice.
 */
export function exposureRecords(options: ExposureRecordsOptions): (exposure: ResolvedFlag) => void {
  const { service, stage, guard, comparisons, namesCandidates = false } = options;
  const { emit = writeLine, clock = systemClock } = options;
  const write = createEmbeddedMetrics({});
  const further = guard && guardDirectives(guard);
  const metrics = { [METRIC.requests]: 1 };
  return (exposure) => {
    const { flag, role, bucket, variant, reason, rule, documentVersion } = exposure;
    if (role === undefined) return;
    const compared = comparedValue(exposure);
    const value = namesCandidates ? compared : undefined;
    const arm = comparisons && compared !== undefined ? { value: compared, isAnswered: false } : undefined;
    return emit(
      write({
        timestampMs: clock.now(),
        dimensionSets: [DIMENSION_SETS.comparison, DIMENSION_SETS.role],
        dimensions: {
          [DIMENSION.service]: service,
          [DIMENSION.environment]: stage,
          [DIMENSION.flag]: flag,
          [DIMENSION.role]: role,
          [DIMENSION.unitGroup]: unitGroupOf(bucket),
          [DIMENSION.value]: arm?.value ?? value,
        },
        metrics,
        properties: { variant, reason, rule, document_version: documentVersion },
        further: [...valueDirectives({ comparisons, metrics, arm, value }), ...(further?.(metrics) ?? [])],
      }),
    );
  };
}
