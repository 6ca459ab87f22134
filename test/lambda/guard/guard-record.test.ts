import { describe, expect, it } from 'vitest';
import { createGuardRecord, guardrailName } from '../../../lambda/guard/guard-record.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { NO_DATA } from '../../helpers/guard-data.ts';

const AT = Date.UTC(2026, 0, 1);
const record = createGuardRecord('shop', 'prod');

/** Metrics of the environment after this report, as CloudWatch has them. */
function metricsAfter(...reports: Parameters<typeof record>): readonly string[] {
  const cloudWatch = new CloudWatch({ clock: new VirtualClock(AT) });
  for (const line of record(...reports)) cloudWatch.ingestLog(line);
  const { Metrics = [] } = cloudWatch.listMetrics({ Namespace: 'ModelRollout' });
  return Metrics.map(({ MetricName, Dimensions = [] }) =>
    [MetricName, ...Dimensions.map(({ Value }) => Value).toSorted()].join(' '),
  ).toSorted();
}

describe('the record of a look', () => {
  it('of nothing in motion says that the guard sees, and no evidence', () => {
    const report = { assessment: { kind: 'nothing-in-motion' } as const, timestampMs: AT };
    expect(JSON.parse(record(report)[0] ?? '')).toMatchObject({ GuardBlind: 0, SampleRatioMismatch: 0 });
    expect(metricsAfter(report)).toEqual(['GuardBlind prod shop', 'SampleRatioMismatch prod shop']);
  });

  it.each([
    ['unreachable', 0],
    ['partial', 0],
    ['sample-ratio', 1],
    ['internal', 0],
  ] as const)('of a look that was blind, %s, gives the reason and no evidence', (reason, mismatch) => {
    const assessment = { kind: 'blind', reason, detail: 'why' } as const;
    const [line = '', ...rest] = record({ assessment, timestampMs: AT });
    expect(rest).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({
      GuardBlind: 1,
      SampleRatioMismatch: mismatch,
      reason,
      detail: 'why',
    });
    expect(JSON.parse(line)).not.toHaveProperty('Evidence');
  });

  it('of a verdict with shares that are off says so beside the evidence', () => {
    const sampleRatio = { log: 9, isMismatch: true };
    const verdict = { verdict: 'roll_back', logEvidence: 4, findings: [], sampleRatio } as const;
    const rollout = { flag: 'm', candidates: ['new'], controls: ['old'], sinceMs: 0, shares: [] };
    const assessment = { kind: 'judged', verdict, rollout, data: NO_DATA } as const;
    const [line = ''] = record({ assessment, timestampMs: AT });
    expect(JSON.parse(line)).toMatchObject({ GuardBlind: 0, SampleRatioMismatch: 1, look: 'roll_back' });
  });

  it('takes further metrics and properties of the look', () => {
    const assessment = { kind: 'nothing-in-motion' } as const;
    const report = {
      assessment,
      timestampMs: AT,
      metrics: { WatchActions: 1 },
      properties: { action: 'reverted' },
    };
    expect(JSON.parse(record(report)[0] ?? '')).toMatchObject({ WatchActions: 1, action: 'reverted' });
    expect(metricsAfter(report)).toContain('WatchActions prod shop');
  });

  it('names a guardrail by its metric and direction', () => {
    expect(guardrailName({ metric: 'outcome:judge_score', direction: 'down' })).toBe(
      'outcome:judge_score:down',
    );
  });
});
