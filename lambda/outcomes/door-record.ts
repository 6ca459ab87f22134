import { createEmbeddedMetrics } from '../embedded-metrics.ts';
import { DIMENSION, DIMENSION_SETS, OUTCOMES_METRIC } from '../metric-names.ts';
import type { Report } from './outcome-answer.ts';

export interface DoorRecordOptions {
  readonly service: string;
  readonly stage: string;
}

/**
 * Makes one line of CloudWatch embedded metric format for each request of the outcomes function: how many outcomes were
 * counted and how many were not, by reason. `undefined` stands for a request without outcomes.
 */
export function createDoorRecord({ service, stage }: DoorRecordOptions) {
  const write = createEmbeddedMetrics({});
  return (report: Report | undefined, timestampMs: number): string => {
    const { accepted = [], duplicates = [], refused = [], unsettled = 0 } = report ?? {};
    const deferred = refused.filter(({ retry }) => retry).length;
    const reasons: Record<string, number> = {};
    for (const { code } of refused) reasons[code] = (reasons[code] ?? 0) + 1;
    return write({
      timestampMs,
      dimensionSets: [DIMENSION_SETS.environment],
      dimensions: { [DIMENSION.service]: service, [DIMENSION.environment]: stage },
      metrics: {
        [OUTCOMES_METRIC.counted]: accepted.length,
        [OUTCOMES_METRIC.duplicate]: duplicates.length,
        [OUTCOMES_METRIC.refused]: report === undefined ? 1 : refused.length - deferred,
        [OUTCOMES_METRIC.deferred]: deferred,
        [OUTCOMES_METRIC.unsettled]: unsettled,
      },
      properties: { reasons: report === undefined ? { 'bad-request': 1 } : reasons },
    });
  };
}
