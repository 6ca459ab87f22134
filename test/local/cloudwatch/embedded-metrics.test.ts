import { describe, expect, it } from 'vitest';
import { ingestEmbeddedMetrics } from '../../../local/cloudwatch/embedded-metrics.ts';
import { type DimensionPair, MetricStore } from '../../../local/cloudwatch/metric-store.ts';
import { parseStatistic } from '../../../local/cloudwatch/statistic.ts';
import { emf, MINUTE, START } from './builders.ts';

function sum(store: MetricStore, name: string, dimensions: DimensionPair[]): number | undefined {
  const series = store.find('App', name, dimensions);
  return series?.statistic(parseStatistic('Sum'), START, START + MINUTE, START);
}

/** A document whose one directive can be overridden. */
function document(directive: object, members: object): string {
  const complete = { Namespace: 'App', Dimensions: [[]], Metrics: [{ Name: 'N' }], ...directive };
  return JSON.stringify({ _aws: { Timestamp: START, CloudWatchMetrics: [complete] }, ...members });
}

// BEHAVIOUR C1, C4
describe('ingestEmbeddedMetrics', () => {
  it('puts each metric under each dimension set', () => {
    const store = new MetricStore();
    const sets = { Dimensions: [['A'], ['B', 'A'], []] };
    expect(ingestEmbeddedMetrics(store, document(sets, { A: 'a', B: 'b', N: 7 }), START)).toBe(3);
    expect(sum(store, 'N', [['A', 'a']])).toBe(7);
    expect(sum(store, 'N', [])).toBe(7);
    const both: DimensionPair[] = [
      ['A', 'a'],
      ['B', 'b'],
    ];
    expect(sum(store, 'N', both)).toBe(7);
    expect(sum(store, 'N', both.toReversed())).toBe(7);
  });

  it('takes an array as one sample for each number', () => {
    const store = new MetricStore();
    expect(ingestEmbeddedMetrics(store, emf({ Latency: [1, 2, 3] }, START), START)).toBe(3);
    expect(sum(store, 'Latency', [['Role', 'candidate']])).toBe(6);
  });

  it('reads a document behind the text that Lambda puts before it', () => {
    const line = `2026-01-01T00:00:00.000Z\tb1d\tINFO\t${emf({ N: 1 }, START)}`;
    expect(ingestEmbeddedMetrics(new MetricStore(), line, START)).toBe(1);
  });

  it.each([
    ['plain text', 'START RequestId: 1'],
    ['JSON without metadata', '{"level":"info","N":1}'],
    ['text that only mentions metadata', 'the "_aws" member'],
    ['half a document', emf({ N: 1 }, START).slice(0, -1)],
    ['metadata without a timestamp', '{"_aws":{"CloudWatchMetrics":[]}}'],
    ['metadata that is not an object', '{"_aws":1,"N":1}'],
    ['a directive without a namespace', document({ Namespace: undefined }, { N: 1 })],
    ['a directive that is not an object', '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[1]}}'],
    ['a missing dimension', document({ Dimensions: [['A']] }, { N: 1 })],
    ['a dimension that is not text', document({ Dimensions: [['A']] }, { A: 1, N: 1 })],
    ['a missing metric', document({}, {})],
    ['a metric that is not a number', document({}, { N: '1' })],
    ['a metric inherited from every object', document({ Metrics: [{ Name: 'constructor' }] }, {})],
    ['an array with something else than numbers', document({}, { N: [1, 'x'] })],
    ['an array over the limit', document({}, { N: Array(101).fill(1) })],
    [
      'more metrics than a directive may hold',
      document({ Metrics: Array(101).fill({ Name: 'N' }) }, { N: 1 }),
    ],
  ])('ignores %s', (_what, line) => {
    const store = new MetricStore();
    expect(ingestEmbeddedMetrics(store, line, START)).toBe(0);
    expect([...store.groups()].flatMap(({ metrics }) => [...metrics])).toEqual([]);
  });
});
