import { describe, expect, it } from 'vitest';
import { STAGES } from '../../../config/stages.ts';
import { createGuardRecord } from '../../../lambda/guard/guard-record.ts';
import { guardrailMetric } from '../../../lambda/guard/guardrail-metrics.ts';
import { createMetricsRecord } from '../../../lambda/inference/metrics-record.ts';
import { GUARD_METRIC, METRIC, OUTCOME_METRIC, VERSION_METRIC } from '../../../lambda/metric-names.ts';
import { createOutcomeRecord } from '../../../lambda/outcomes/outcome-record.ts';
import { checkGuardConfig } from '../../../lib/guard-config.ts';
import { synthesizeStage } from '../../../lib/synthesize.ts';
import { MINUTE_MS, VirtualClock } from '../../../local/clock.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import {
  dimensionValuesOf,
  graphOf,
  metricNameOf,
  queriesOf,
  type Widget,
  widgetsOf,
} from '../helpers/dashboard.ts';
import { aStage } from '../helpers/stage.ts';
import { propertiesOf, resourcesOf } from '../helpers/template.ts';
import '../helpers/scratch.ts';

const AT = Date.UTC(2026, 0, 1);
const NAMES = { service: 'model-rollout', stage: 'prod' };
const { template } = synthesizeStage(STAGES.prod);
const WIDGETS = widgetsOf(template);
const LINES = WIDGETS.flatMap(({ properties: { metrics = [] } }) => metrics);
const { guard: GUARD } = checkGuardConfig(STAGES.prod.guard ?? { guardrails: [] });

/** Names of the metrics that are drawn under these dimensions. */
function drawn(narrower: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  const dimensions = { Service: 'model-rollout', Environment: 'prod', ...narrower };
  return LINES.filter((line) => {
    const values = dimensionValuesOf(line);
    return (
      JSON.stringify(Object.entries(values).sort()) === JSON.stringify(Object.entries(dimensions).sort())
    );
  }).map(metricNameOf);
}

/** Every shown line of a graph that has datapoints, by label, after records of each kind. */
function labelsWithData(widget: Widget): readonly (string | undefined)[] {
  const clock = new VirtualClock(AT);
  const cloudWatch = new CloudWatch({ clock });
  for (const line of recordsOfEveryKind()) cloudWatch.ingestLog(line);
  clock.advance(2 * MINUTE_MS);
  const { MetricDataResults = [] } = cloudWatch.getMetricData({
    MetricDataQueries: [...queriesOf(widget)],
    StartTime: new Date(AT),
    EndTime: new Date(AT + MINUTE_MS),
  });
  return MetricDataResults.filter(({ Values = [] }) => Values.length > 0).map(({ Label }) => Label);
}

function recordsOfEveryKind(): readonly string[] {
  const request = createMetricsRecord({ ...NAMES, guard: GUARD });
  const outcome = createOutcomeRecord({ ...NAMES, guard: GUARD });
  const measured = Object.fromEntries(Object.values(METRIC).map((name) => [name, 0.5]));
  const models = Object.keys(STAGES.prod.models);
  const requests = ['candidate', 'control'].flatMap((role, at) =>
    models.map((model) =>
      request({
        ...{ role, model, flag: 'inference_model', bucket: at, flagsVersion: at + 3 },
        ...{ metrics: measured, properties: {}, timestampMs: AT },
      }),
    ),
  );
  const outcomes = (['candidate', 'control'] as const).map((role) =>
    outcome({ name: 'judge_score', value: 0.5, role, timestampMs: AT }),
  );
  return [...requests, ...outcomes, ...looks()];
}

function looks(): readonly string[] {
  const metrics = { [GUARD_METRIC.deploymentPercentage]: 20, [GUARD_METRIC.watchActions]: 0 };
  const rollout = { flag: 'm', candidates: ['new'], controls: ['old'], sinceMs: 0, shares: [] };
  const against = { log: 1, totals: {}, dispersion: { factor: 1, effectiveGroups: 1 }, enough: true };
  const findings = GUARD.guardrails.map((guardrail) => ({ guardrail, against, ratio: 1 }));
  const verdict = {
    verdict: 'continue',
    logEvidence: 1,
    findings,
    sampleRatio: { log: 0, isMismatch: false },
  };
  const assessment = { kind: 'judged', verdict, rollout, data: {} };
  // The record reads nothing else of an assessment.
  return createGuardRecord('model-rollout', 'prod')({ assessment, timestampMs: AT, metrics } as never);
}

describe('the dashboard of a stage', () => {
  it('shows candidate beside control in every metric that a guardrail may name', () => {
    const names = [
      ...['errors', 'timeouts', 'throttles', 'malformed_responses', 'over_latency_limit', 'cost_share'],
      ...['latency_ms', 'input_tokens', 'output_tokens'],
    ] as const;
    for (const Role of ['candidate', 'control']) {
      expect(drawn({ Role })).toEqual(
        expect.arrayContaining(names.map((name) => guardrailMetric(name).metric)),
      );
      expect(drawn({ Role, OutcomeName: 'judge_score' })).toEqual([OUTCOME_METRIC]);
    }
  });

  it('leaves no metric out that a request or a look has', () => {
    const names = LINES.map(metricNameOf);
    const all = [...Object.values(METRIC), ...Object.values(GUARD_METRIC), OUTCOME_METRIC, VERSION_METRIC];
    expect(all.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('shows every alarm', () => {
    const shown = WIDGETS.flatMap(({ properties: { alarms = [] } }) => alarms);
    const alarms = [...resourcesOf(template, 'AWS::CloudWatch::Alarm').keys()];
    expect(shown.toSorted()).toEqual(alarms.map((id) => `${id}.Arn`).toSorted());
  });

  it.each(WIDGETS.filter(({ type }) => type === 'metric').map((widget) => [widget.properties.title, widget]))(
    'draws every line of "%s" that is not another service’s',
    (_, widget) => {
      const ours = queriesOf(widget as Widget).filter(
        ({ ReturnData, MetricStat }) => ReturnData && MetricStat?.Metric?.Namespace !== 'AWS/Lambda',
      );
      expect(labelsWithData(widget as Widget)).toEqual(ours.map(({ Label }) => Label));
    },
  );

  it('marks what the guard tolerates, and at what evidence it rolls back', () => {
    for (const { metric, tolerance } of GUARD.guardrails) {
      const tolerated = LINES.flat().filter((part) =>
        JSON.stringify(part).includes(`${tolerance} times control`),
      );
      expect([metric, tolerated.length]).toEqual([metric, 1]);
    }
    const { annotations } = graphOf(WIDGETS, 'Evidence against the candidate').properties;
    expect(annotations?.horizontal.map(({ value }) => 10 ** value)).toEqual([
      expect.closeTo(1 / GUARD.alpha),
      1,
    ]);
  });

  it('needs no guard', () => {
    const { guard: _, ...unguarded } = aStage();
    const widgets = widgetsOf(synthesizeStage(unguarded).template);
    const titles = widgets.map(({ properties: { title } }) => title);
    expect(titles).toContain('Errors of any kind');
    expect(titles).not.toContain('Evidence against the candidate');
    expect(JSON.stringify(widgets)).not.toContain(GUARD_METRIC.deploymentPercentage);
  });

  it('can be left out', () => {
    const { template: without } = synthesizeStage(aStage({ dashboard: false }));
    expect(propertiesOf(without, 'AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});

// Limits: Amazon CloudWatch User Guide, "dashboard body structure" and "service quotas".
describe('the body of the dashboard', () => {
  it('has no more widgets and metrics than CloudWatch takes', () => {
    expect(WIDGETS.length).toBeLessThanOrEqual(500);
    for (const { properties } of WIDGETS) expect(properties.metrics?.length ?? 0).toBeLessThanOrEqual(500);
    expect(LINES.length).toBeLessThanOrEqual(2500);
  });

  it('places every widget within its columns, and none over another', () => {
    const taken = new Set<string>();
    for (const { x, y, width, height } of WIDGETS) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column += 1) {
        for (let row = y; row < y + height; row += 1) {
          expect(taken).not.toContain(`${column},${row}`);
          taken.add(`${column},${row}`);
        }
      }
    }
  });
});
