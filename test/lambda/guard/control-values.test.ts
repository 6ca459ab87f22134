import { describe, expect, it } from 'vitest';
import type { Role } from '../../../core/evaluation/decision.ts';
import { readControlValues } from '../../../lambda/guard/control-values.ts';
import { createMetricsRecord } from '../../../lambda/inference/metrics-record.ts';
import { METRIC } from '../../../lambda/metric-names.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { aDocument, aFlag, parsed } from '../../helpers/flag-documents.ts';
import { NAMES } from './guarded-scene.ts';

const MINUTE = 60_000;
/** Twenty to one. */
const SINCE = Date.UTC(2026, 0, 1, 12, 40);
const ALLOWED = ['old', 'new', 'other', 'é'];

/** What was served, by whom and how many minutes after the beginning. */
type Served = readonly [value: string, role: Role, minute: number, flag?: string];

function controlsIn(served: readonly Served[], toMs = SINCE + 10 * MINUTE) {
  const cloudWatch = new CloudWatch({ clock: new VirtualClock(SINCE) });
  const record = createMetricsRecord(NAMES);
  for (const [value, role, minute, flag = 'm'] of served) {
    const measured = {
      metrics: { [METRIC.requests]: 1 },
      properties: {},
      timestampMs: SINCE + minute * MINUTE,
    };
    cloudWatch.ingestLog(record({ ...measured, flag, role, value }));
  }
  const metrics = {
    getMetricData: async (...[input]: Parameters<CloudWatch['getMetricData']>) =>
      cloudWatch.getMetricData(input),
  };
  const document = parsed(aDocument([aFlag({ allowed: ALLOWED }), aFlag({ flag: 'n' })]));
  const { signal } = new AbortController();
  const query = { flag: 'm', range: { fromMs: SINCE, toMs }, signal };
  return readControlValues({ ...NAMES, metrics }, document, query);
}

describe('what the control is served where no document says so', () => {
  it('is what its exposures say, of the values that the document lists', async () => {
    expect(await controlsIn([['old', 'control', 0]])).toEqual(['old']);
    expect(
      await controlsIn([
        ['é', 'control', 9],
        ['unlisted', 'control', 1],
        ['other', 'control', 3],
      ]),
    ).toEqual(['other', 'é']);
  });

  it.each<[string, Served]>([
    ['candidates are served', ['new', 'candidate', 1]],
    ['it was served before', ['other', 'control', -1]],
    ['it is served of another flag', ['other', 'control', 1, 'n']],
  ])('is not what %s', async (_what, served) => {
    expect(await controlsIn([['old', 'control', 0], served])).toEqual(['old']);
  });

  it('is nothing before a minute is over', async () => {
    expect(await controlsIn([['old', 'control', 0]], SINCE)).toEqual([]);
  });
});
