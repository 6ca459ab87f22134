import { describe, expect, it } from 'vitest';
import type { GuardData, MetricMinutes } from '../../../core/guard/guard-data.ts';
import { judge, type Verdict } from '../../../core/guard/judge.ts';
import { meanMethod } from '../../../core/guard/mean-method.ts';
import { parseGuard } from '../../../core/guard/parse-guard.ts';
import { specialFunctions } from '../../../lambda/guard/special-functions.ts';
import { aMinute, momentMinutes } from '../../helpers/moment-minutes.ts';

/** Latencies around one second, a fifth of a second apart. */
function latencies(count: number, factor: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => factor * (800 + (400 * at) / (count - 1)));
}

function judged(factor: number, minutes: number): Verdict {
  const parsed = parseGuard({ guardrails: [{ metric: 'latency_ms', tolerance: 1.1 }] });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const minute = aMinute(latencies(30, factor), latencies(30, 1));
  const series: MetricMinutes = momentMinutes(Array.from({ length: minutes }, () => minute));
  const data: GuardData = {
    firstMinute: 0,
    metrics: [{ minutes: series }],
    requests: { minutes: series },
    shares: [],
  };
  return judge(parsed.value, data, meanMethod(specialFunctions));
}

describe('a guardrail on a mean', () => {
  it('rolls back a candidate slower than tolerated, once there are exposures enough', () => {
    expect(judged(1.2, 6).verdict).toBe('continue');
    expect(judged(1.2, 20).verdict).toBe('roll_back');
    const { low = 0, high = 0 } = judged(1.2, 20).interval ?? {};
    expect(low).toBeGreaterThan(1.1);
    expect(high).toBeLessThan(1.3);
  });

  it('promotes one that is as fast', () => {
    expect(judged(1, 20).verdict).toBe('promote');
  });

  it('goes on with one exactly at the tolerance', () => {
    expect(judged(1.1, 200).verdict).toBe('continue');
  });
});
