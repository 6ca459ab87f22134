import { describe, expect, it } from 'vitest';
import { createMetricsRecord } from '../../lambda/inference/metrics-record.ts';
import { ARM_DIMENSION_SETS, METRIC } from '../../lambda/metric-names.ts';
import { createOutcomeRecord } from '../../lambda/outcomes/outcome-record.ts';
import { read, tableBelow } from './markdown.ts';

const NAMES = { service: 'shop', stage: 'prod', comparisons: 'users' } as const;
const ARM = { flag: 'm', role: 'candidate', bucket: 0, timestampMs: 0 } as const;
const ARMS = 2;
const GROUPS = 16;
const DOLLARS = 0.3;
const HOURS = 730;

type Directive = { readonly Dimensions: readonly string[][]; readonly Metrics: readonly unknown[] };

/** Metrics that a record holds under a set of dimensions. */
function counted(line: string, set: readonly string[]): number {
  const directives: Directive[] = JSON.parse(line)._aws.CloudWatchMetrics;
  const own = directives.filter(({ Dimensions }) => JSON.stringify(Dimensions) === JSON.stringify([set]));
  return own.reduce((sum, { Metrics }) => sum + Metrics.length, 0);
}

function counts(): readonly number[] {
  const metrics = Object.fromEntries(Object.values(METRIC).map((name) => [name, 1]));
  const request = createMetricsRecord(NAMES)({
    ...{ ...ARM, metrics, properties: {} },
    arm: { value: 'new', costUsd: 0.1, isAnswered: true },
  });
  const outcome = createOutcomeRecord(NAMES)({
    ...{ ...ARM, name: 'rating', value: 1 },
    arm: { flag: 'm', value: 'new' },
  });
  const { arm, group, outcome: ofOutcome, outcomeGroup } = ARM_DIMENSION_SETS;
  return [
    counted(request, arm) * ARMS,
    counted(request, group) * ARMS * GROUPS,
    counted(outcome, ofOutcome) * ARMS,
    counted(outcome, outcomeGroup) * ARMS * GROUPS,
  ];
}

describe('the costs of a comparison in the README', () => {
  const rows = tableBelow('README.md', 'for a comparison of two arms, open all month', 'metrics', 'cost');

  it('are of as many metrics as the records hold', () => {
    expect(rows.map(([, metrics]) => Number(metrics))).toEqual(counts());
  });

  it('are the price of a metric times their number', () => {
    expect(rows.map(([, , cost]) => cost)).toEqual(
      counts().map((count) => `$${(count * DOLLARS).toFixed(2)}`),
    );
  });

  it('are by the hour: a week is a week of them', () => {
    const [arms = 0, groups = 0, outcome = 0, outcomeGroups = 0] = counts();
    const week = (count: number): string => `$${((count * DOLLARS * 24 * 7) / HOURS).toFixed(2)}`;
    expect(read('README.md')).toContain(
      `A week of it is ${week(arms + groups)} and ${week(outcome + outcomeGroups)} for each outcome.`,
    );
  });
});
