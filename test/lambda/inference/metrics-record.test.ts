import { describe, expect, it } from 'vitest';
import { createMetricsRecord, type Measured } from '../../../lambda/inference/metrics-record.ts';
import { METRIC } from '../../../lambda/metric-names.ts';

const record = createMetricsRecord({ service: 'assistant', stage: 'prod' });

function recordOf(measured: Partial<Measured>) {
  return JSON.parse(
    record({ timestampMs: 5, metrics: { [METRIC.requests]: 1 }, properties: {}, ...measured }),
  );
}

describe('metrics record', () => {
  it('declares each metric in its unit', () => {
    const metrics = { [METRIC.latencyMs]: 1.5, [METRIC.costShare]: 0.5, [METRIC.requests]: 1 };
    expect(recordOf({ metrics })._aws.CloudWatchMetrics[0].Metrics).toEqual([
      { Name: 'LatencyMs', Unit: 'Milliseconds' },
      { Name: 'CostShare', Unit: 'None' },
      { Name: 'Requests', Unit: 'Count' },
    ]);
  });

  it('is stamped in whole milliseconds by the time it is given, however far from now', () => {
    expect(recordOf({ timestampMs: 1000.6 })._aws.Timestamp).toBe(1001);
  });

  it('tells the version of the flags apart from what is counted by role, model and flag', () => {
    const { FlagsVersion, _aws } = recordOf({ flagsVersion: 12, flag: 'f', role: 'candidate', model: 'm' });
    expect(FlagsVersion).toBe(12);
    expect(_aws.CloudWatchMetrics[1]).toMatchObject({
      Dimensions: [['Service', 'Environment']],
      Metrics: [{ Name: 'FlagsVersion', Unit: 'None' }],
    });
    expect(recordOf({})._aws.CloudWatchMetrics).toHaveLength(1);
  });

  it('replaces what CloudWatch would not take as a dimension', () => {
    expect(recordOf({ model: 'modèle 日本' }).Model).toBe('mod?le ??');
    expect(recordOf({ model: ' ' }).Model).toBe('-');
    expect(recordOf({ model: 'x'.repeat(2000) }).Model).toHaveLength(1024);
  });

  it('starts afresh after a record that could not be made', () => {
    const broken = {
      timestampMs: 5,
      role: 'candidate',
      metrics: { [METRIC.errors]: 1 },
      properties: { a: 1n },
    };
    expect(() => record(broken)).toThrow(TypeError);
    const next = recordOf({});
    expect(next).not.toHaveProperty('Role');
    expect(next).not.toHaveProperty('Errors');
    expect(next).not.toHaveProperty('a');
  });
});
