import { describe, expect, it } from 'vitest';
import type { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { anEngine, emf, START } from './builders.ts';

function withTwoRoles(): CloudWatch {
  const { cloudWatch } = anEngine();
  cloudWatch.ingestLog(emf({ Errors: 1, Requests: 1 }, START, 'candidate'));
  cloudWatch.ingestLog(emf({ Requests: 1 }, START, 'control'));
  return cloudWatch;
}

// BEHAVIOUR C6
describe('listMetrics', () => {
  it.each([
    ['everything', {}, ['Errors candidate', 'Requests candidate', 'Requests control']],
    ['a namespace', { Namespace: 'Other' }, []],
    ['a name', { MetricName: 'Requests' }, ['Requests candidate', 'Requests control']],
    ['a dimension', { Dimensions: [{ Name: 'Role', Value: 'control' }] }, ['Requests control']],
    [
      'a dimension of any value',
      { MetricName: 'Errors', Dimensions: [{ Name: 'Role' }] },
      ['Errors candidate'],
    ],
    ['a dimension nobody has', { Dimensions: [{ Name: 'Model' }] }, []],
  ])('finds by %s', (_what, input, expected) => {
    const { Metrics: metrics = [] } = withTwoRoles().listMetrics(input);
    expect(metrics.map(({ MetricName, Dimensions }) => `${MetricName} ${Dimensions?.[0]?.Value}`)).toEqual(
      expected,
    );
  });

  it('pages through more metrics than an answer holds', () => {
    const { cloudWatch } = anEngine();
    for (let index = 0; index < 501; index += 1) cloudWatch.ingestLog(emf({ [`M${index}`]: 1 }, START));
    const first = cloudWatch.listMetrics({});
    const second = cloudWatch.listMetrics({ NextToken: first.NextToken });
    expect([first.Metrics?.length, second.Metrics?.length, second.NextToken]).toEqual([500, 1, undefined]);
  });

  it('refuses to filter by recent activity', () => {
    expect(() => withTwoRoles().listMetrics({ RecentlyActive: 'PT3H' })).toThrow(/not modelled/);
  });
});
