import { describe, expect, it } from 'vitest';
import { BUCKETS } from '../../../core/evaluation/bucket.ts';
import { type GuardProps, parseGuard } from '../../../core/guard/parse-guard.ts';
import { createMetricsRecord, type Measured } from '../../../lambda/inference/metrics-record.ts';
import { DIMENSION, DIMENSION_SETS, GUARD_DIMENSION_SETS } from '../../../lambda/metric-names.ts';

type Directive = { readonly Dimensions: readonly string[][]; readonly Metrics: readonly { Name: string }[] };

const MEASURED: Measured = {
  timestampMs: 5,
  ...{ model: 'haiku', flag: 'inference_model', role: 'candidate', bucket: 35 },
  metrics: { Requests: 1, Errors: 0, LatencyMs: 30, CostShare: 0.5 },
  properties: {},
};

function recordOf(guard: GuardProps | undefined, measured: Partial<Measured> = {}) {
  const parsed = guard && parseGuard(guard);
  if (parsed?.ok === false) throw new Error(parsed.problems.join());
  const write = createMetricsRecord({ service: 'assistant', stage: 'prod', guard: parsed?.value });
  const record = JSON.parse(write({ ...MEASURED, ...measured }));
  const [main, ...further]: Directive[] = record._aws.CloudWatchMetrics;
  const shown = further.map(({ Dimensions, Metrics }) => [Dimensions, Metrics.map(({ Name }) => Name)]);
  return { record, main, further: shown };
}

const ERRORS = { metric: 'errors', tolerance: 1.1 };
const LATENCY = { metric: 'latency_ms', tolerance: 1.2 };

describe('the record of a request under a guard', () => {
  it('holds requests and what the guardrails compare by group of units', () => {
    const { record, further } = recordOf({ guardrails: [ERRORS, { metric: 'cost_share', tolerance: 1.1 }] });
    expect(further).toEqual([[[GUARD_DIMENSION_SETS.unitGroup], ['Requests', 'Errors', 'CostShare']]]);
    // 35 of 100,000 buckets leaves 3 when shared out among 16 groups.
    expect(record[DIMENSION.unitGroup]).toBe('03');
  });

  it('holds squares by role where means are compared', () => {
    const { record, further } = recordOf({ guardrails: [LATENCY], independence: 'requests' });
    expect(further).toEqual([[[DIMENSION_SETS.comparison], ['LatencyMsSquared']]]);
    expect(record).toMatchObject({ LatencyMs: 30, LatencyMsSquared: 900 });
  });

  it('leaves out what was not measured', () => {
    const { record, further } = recordOf({ guardrails: [LATENCY] }, { metrics: { Requests: 1 } });
    expect(further).toEqual([[[GUARD_DIMENSION_SETS.unitGroup], ['Requests']]]);
    expect(record).not.toHaveProperty('LatencyMsSquared');
  });

  it('leaves outcomes to records of their own', () => {
    const { further } = recordOf({
      guardrails: [{ metric: 'outcome:judge_score', direction: 'down', tolerance: 0.9 }],
    });
    expect(further).toEqual([[[GUARD_DIMENSION_SETS.unitGroup], ['Requests']]]);
  });

  it('is as without a guard, but for the members it adds', () => {
    const { _aws: _one, ...plain } = recordOf(undefined).record;
    const guarded = recordOf({ guardrails: [ERRORS] });
    expect(guarded.record).toMatchObject(plain);
    expect(guarded.main).toEqual(recordOf(undefined).main);
  });
});

describe('the record of a request', () => {
  const outside = { role: undefined, flag: undefined, bucket: undefined } as unknown as Partial<Measured>;

  it.each([
    ['no guard', undefined, {}],
    ['a user in no comparison', { guardrails: [ERRORS, LATENCY] }, outside],
  ])('says nothing for a guard with %s', (_what, guard, measured) => {
    const { record, further } = recordOf(guard, measured);
    expect(further).toEqual([]);
    expect(record).not.toHaveProperty(DIMENSION.unitGroup);
  });

  it('spreads the units evenly over the groups', () => {
    const counts = new Map<string, number>();
    for (let bucket = 0; bucket < BUCKETS; bucket += 97) {
      const group = recordOf({ guardrails: [ERRORS] }, { bucket }).record[DIMENSION.unitGroup];
      counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    const even = BUCKETS / 97 / 16;
    expect([...counts.keys()].toSorted().at(-1)).toBe('15');
    for (const count of counts.values()) expect(Math.abs(count - even)).toBeLessThan(2);
  });
});
