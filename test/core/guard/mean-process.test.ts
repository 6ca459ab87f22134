import { describe, expect, it } from 'vitest';
import type { GuardData, MetricMinutes } from '../../../core/guard/guard-data.ts';
import { judge } from '../../../core/guard/judge.ts';
import { meanProcess } from '../../../core/guard/mean-process.ts';
import { parseGuard } from '../../../core/guard/parse-guard.ts';
import { specialFunctions } from '../../../lambda/guard/special-functions.ts';
import { aMinute, momentMinutes } from '../../helpers/moment-minutes.ts';

/** Latencies around one second, a fifth of a second apart. */
function latencies(count: number, factor: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => factor * (800 + (400 * at) / (count - 1)));
}

function judged(factor: number, minutes: number): string {
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
  return judge(parsed.value, data, meanProcess(specialFunctions)).verdict;
}

describe('a guardrail on a mean', () => {
  it('rolls back a candidate slower than tolerated, once there are exposures enough', () => {
    expect(judged(1.2, 6)).toBe('continue');
    expect(judged(1.2, 20)).toBe('roll_back');
  });

  it('promotes one that is as fast', () => {
    expect(judged(1, 20)).toBe('promote');
  });

  it('goes on with one exactly at the tolerance', () => {
    expect(judged(1.1, 200)).toBe('continue');
  });
});
