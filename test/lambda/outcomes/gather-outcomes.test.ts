import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRIC_NAMESPACE } from '../../../lambda/metric-names.ts';
import { gatherOutcomes, type SingleOutcome } from '../../../lambda/outcomes/gather-outcomes.ts';
import { createOutcomeRecord } from '../../../lambda/outcomes/outcome-record.ts';
import { anEngine, START } from '../../local/cloudwatch/builders.ts';

const outcomes: fc.Arbitrary<SingleOutcome> = fc.record({
  name: fc.constantFrom('task_completed', 'rating'),
  value: fc.constantFrom(0, 0.25, 0.5, 1),
  role: fc.constantFrom('candidate', 'control'),
  bucket: fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined }),
  arm: fc.record({ flag: fc.constant('model'), value: fc.constantFrom<string | number>('a', 'b', 1) }),
  timestampMs: fc.constant(START),
});

/** What CloudWatch makes of records: samples and sums of each series. */
function seriesOf(lines: readonly string[]): readonly unknown[] {
  const { clock, cloudWatch } = anEngine();
  for (const line of lines) cloudWatch.ingestLog(line);
  clock.advance(3_600_000);
  const { Metrics = [] } = cloudWatch.listMetrics({ Namespace: METRIC_NAMESPACE });
  const queries = Metrics.flatMap((Metric, at) =>
    ['Sum', 'SampleCount'].map((Stat) => ({
      Id: `${Stat.toLowerCase()}${at}`,
      Label: JSON.stringify(Metric),
      MetricStat: { Metric, Period: 3600, Stat },
    })),
  );
  if (queries.length === 0) return [];
  const [StartTime, EndTime] = [new Date(START), new Date(START + 3_600_000)];
  const { MetricDataResults = [] } = cloudWatch.getMetricData({
    ...{ MetricDataQueries: queries.slice(0, 500), StartTime, EndTime },
  });
  return MetricDataResults.map(({ Label, Values }) => JSON.stringify([Label, Values])).toSorted();
}

const write = createOutcomeRecord({ service: 'assistant', stage: 'prod', comparisons: 'users' });

describe('outcomes that are gathered', () => {
  it('make the same series as outcomes that are written one by one', () => {
    fc.assert(
      fc.property(fc.array(outcomes, { maxLength: 60 }), (all) => {
        expect(seriesOf(gatherOutcomes(all).map(write))).toEqual(seriesOf(all.map(write)));
      }),
      { numRuns: 30 },
    );
  });

  it('are a hundred in a record at most, which is all that CloudWatch takes', () => {
    const alike: SingleOutcome = { name: 'rating', value: 0.5, role: 'control', timestampMs: START };
    const gathered = gatherOutcomes(Array<SingleOutcome>(250).fill(alike));
    expect(gathered.map(({ value }) => (value as readonly number[]).length)).toEqual([100, 100, 50]);
    expect(gatherOutcomes([])).toEqual([]);
  });

  it('are refused together when one of them is no share, and named', () => {
    expect(() => write({ name: 'rating', value: [0.5, 1.5], role: 'control', timestampMs: START })).toThrow(
      'the outcome rating is 1.5',
    );
  });
});
