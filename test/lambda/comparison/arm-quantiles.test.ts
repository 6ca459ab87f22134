import type { GetMetricDataInput } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileDifferences } from '../../../core/experiment/quantiles.ts';
import { readArmQuantiles } from '../../../lambda/comparison/arm-quantiles.ts';
import { distributions } from '../../../lambda/comparison/distributions.ts';
import type { Trial } from '../../../lambda/comparison/trials.ts';
import type { MetricReader } from '../../../lambda/guard/metric-series.ts';

const DAY = 86_400_000;
const TRIAL: Trial = {
  ...{ flag: 'm', control: 'old', candidates: ['new'], servedToControl: ['old'], weights: undefined },
  ...{ spans: [{ fromMs: 0, toMs: DAY }], deployments: [1] },
};

/** A CloudWatch that has so many values of each arm, spread evenly from 0 to 1,000. */
function evenlySpread(n: number): MetricReader {
  const measured = (statistic = ''): number =>
    statistic === 'SampleCount' ? n : 10 * Number(statistic.slice(1));
  return {
    getMetricData: async ({ MetricDataQueries = [], StartTime }: GetMetricDataInput) => ({
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => ({
        ...{ Id, StatusCode: 'Complete', Timestamps: [StartTime as Date] },
        Values: [measured(MetricStat?.Stat)],
      })),
    }),
  };
}

describe('percentiles of arms', () => {
  it('reach as far as the intervals need, however many exposures there are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 500, max: 1_000_000 }), async (n) => {
        const source = { metrics: evenlySpread(n), service: 's', stage: 'prod', nowMs: DAY };
        const query = { measured: 'LatencyMs', values: ['new', 'old'] };
        const { signal } = new AbortController();
        const { new: arm = [], old = [] } = (await readArmQuantiles(source, TRIAL, query, signal)) ?? {};
        const intervals = quantileDifferences(arm, old, 0.05, distributions).map(({ interval }) => interval);
        expect(intervals).toHaveLength(3);
        for (const interval of intervals) {
          expect(interval?.low).toBeLessThan(0);
          expect(interval?.high).toBeGreaterThan(0);
        }
      }),
      { numRuns: 50 },
    );
  });
});
