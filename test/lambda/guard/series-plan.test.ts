import type { GetMetricDataInput } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../../core/evaluation/decision.ts';
import type { Independence } from '../../../core/guard/guard.ts';
import { CloudWatchGuardData, METRIC_SETTLE_MS } from '../../../lambda/guard/guard-data-source.ts';
import type { MetricReader } from '../../../lambda/guard/metric-series.ts';
import type { Rollout } from '../../../lambda/guard/rollout.ts';
import { SeriesPlan } from '../../../lambda/guard/series-plan.ts';
import { createOutcomeRecord } from '../../../lambda/outcomes/outcome-record.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { aGuard, NAMES } from './guarded-scene.ts';

const MINUTE = 60_000;
const SINCE = Date.UTC(2026, 0, 1, 12);
const MINUTES = 3;
const JUDGED = { direction: 'down', tolerance: 0.97 } as const;

function guardOf(outcomes: readonly string[], independence: Independence = 'users') {
  return aGuard({
    independence,
    guardrails: outcomes.map((name) => ({ metric: `outcome:${name}` as const, ...JUDGED })),
  });
}

function aRollout(candidates: Rollout['candidates'], controls: Rollout['controls']): Rollout {
  return { flag: 'm', candidates, controls, sinceMs: SINCE, shares: [] };
}

interface Reported {
  readonly flag: string;
  readonly role: Role;
  readonly served: string;
  readonly minute: number;
  readonly bucket: number;
  readonly value: number;
}

const VALUES = ['a', 'b', 'c', 'd'];
const reported: fc.Arbitrary<Reported> = fc.record({
  flag: fc.constantFrom('m', 'm', 'n'),
  role: fc.constantFrom<Role>('candidate', 'control'),
  served: fc.constantFrom(...VALUES),
  minute: fc.nat(MINUTES - 1),
  bucket: fc.nat(99_999),
  // Sums of quarters have no rounding.
  value: fc.nat(4).map((quarters) => quarters / 4),
});

function cloudWatchWith(outcomes: readonly Reported[]): CloudWatch {
  const cloudWatch = new CloudWatch({ clock: new VirtualClock(SINCE) });
  const write = createOutcomeRecord({ ...NAMES, guard: guardOf(['score']) });
  for (const { flag, role, served, minute, bucket, value } of outcomes) {
    const arm = { flag, value: served };
    const timestampMs = SINCE + minute * MINUTE;
    cloudWatch.ingestLog(write({ name: 'score', value, role, bucket, arm, timestampMs }));
  }
  return cloudWatch;
}

async function dataOf(rollout: Rollout, outcomes: readonly Reported[]) {
  const cloudWatch = cloudWatchWith(outcomes);
  const reader: MetricReader = { getMetricData: async (input) => cloudWatch.getMetricData(input) };
  const source = new CloudWatchGuardData(reader, { ...NAMES, guard: guardOf(['score']) });
  const nowMs = SINCE + MINUTES * MINUTE + METRIC_SETTLE_MS;
  return (await source.read(rollout, nowMs, new AbortController().signal)).metrics[0];
}

describe('what a guardrail of an outcome compares', () => {
  it('is what was reported of all values of a side in the rollout, and of nothing else', async () => {
    const served = fc.subarray(VALUES);
    await fc.assert(
      fc.asyncProperty(served, served, fc.array(reported), async (candidates, controls, outcomes) => {
        const data = await dataOf(aRollout(candidates, controls), outcomes);
        for (const [role, values] of [['candidate', candidates] as const, ['control', controls] as const]) {
          const own = outcomes.filter(
            (one) => one.flag === 'm' && one.role === role && values.includes(one.served),
          );
          const byMinute = Array.from({ length: MINUTES }, (_, minute) =>
            own.filter((one) => one.minute === minute),
          );
          expect(Array.from(data?.minutes[role].exposures ?? [])).toEqual(
            byMinute.map(({ length }) => length),
          );
          expect(Array.from(data?.minutes[role].sums ?? [])).toEqual(byMinute.map(sumOf));
          const byGroup = Array.from({ length: 16 }, (_, group) =>
            own.filter(({ bucket }) => bucket % 16 === group),
          );
          expect(data?.groups?.[role].sums).toEqual([byGroup.map(sumOf)]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('counts values once that CloudWatch cannot tell apart', async () => {
    const outcome = { flag: 'm', role: 'candidate', served: 'é', minute: 0, bucket: 0, value: 1 } as const;
    const data = await dataOf(aRollout(['é', 'è'], ['a']), [outcome]);
    expect(Array.from(data?.minutes.candidate.sums ?? [])).toEqual([1, 0, 0]);
  });
});

function sumOf(outcomes: readonly Reported[]): number {
  return outcomes.reduce((sum, { value }) => sum + value, 0);
}

describe('the series of a look', () => {
  it('are of requests by role, whatever is compared', () => {
    const plan = new SeriesPlan({ ...NAMES, guard: guardOf(['score'], 'requests') }, aRollout(VALUES, []));
    plan.requests();
    expect(plan.series.map(({ dimensions }) => dimensions)).toEqual(
      ['candidate', 'control'].map((Role) => ({ Service: 'shop', Environment: 'prod', Role })),
    );
  });

  it('are read in calls that CloudWatch takes, of a split with users for two weeks', async () => {
    const guard = guardOf(['one', 'two', 'three', 'four', 'five', 'six']);
    const sizes: number[] = [];
    const reader: MetricReader = {
      getMetricData: async ({ MetricDataQueries = [], StartTime, EndTime }: GetMetricDataInput) => {
        const lengthSeconds = (Number(EndTime) - Number(StartTime)) / 1000;
        const points = MetricDataQueries.map(({ MetricStat }) => lengthSeconds / (MetricStat?.Period ?? 1));
        expect(points.reduce((sum, each) => sum + Math.ceil(each), 0)).toBeLessThanOrEqual(100_800);
        sizes.push(MetricDataQueries.length);
        return { MetricDataResults: MetricDataQueries.map(({ Id }) => ({ Id, StatusCode: 'Complete' })) };
      },
    };
    const rollout = aRollout(['a', 'b', 'c'], ['d', 'e']);
    const nowMs = SINCE + 14 * 24 * 3_600_000 - MINUTE;
    const source = new CloudWatchGuardData(reader, { ...NAMES, guard });
    await source.read(rollout, nowMs, new AbortController().signal);
    const arms = 3 + 2;
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2 * 17 + 6 * arms * 2 * 17);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  });
});
