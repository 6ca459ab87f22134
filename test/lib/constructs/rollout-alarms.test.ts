import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { DIMENSION_SETS, GUARD_METRIC, METRIC, METRIC_NAMESPACE } from '../../../lambda/metric-names.ts';
import { RolloutAlarms, type RolloutAlarmsProps } from '../../../lib/constructs/rollout-alarms.ts';
import type { CloudFormationTemplate } from '../../../lib/synthesize.ts';
import { alarmStates, requests, type Traffic } from '../helpers/alarm-trial.ts';
import { aStack } from '../helpers/stage.ts';
import { propertiesOf } from '../helpers/template.ts';

interface Dimension {
  readonly Name: string;
}

interface MetricStat {
  readonly Metric: {
    readonly MetricName: string;
    readonly Namespace: string;
    readonly Dimensions: Dimension[];
  };
  readonly Period: number;
}

interface AlarmProperties {
  readonly AlarmName: string;
  readonly TreatMissingData: string;
  readonly EvaluationPeriods: number;
  readonly Metrics: readonly { readonly MetricStat?: MetricStat; readonly Expression?: string }[];
  readonly AlarmActions?: readonly unknown[];
  readonly OKActions?: readonly unknown[];
}

function anAlarmTemplate(props: Partial<RolloutAlarmsProps> = {}): CloudFormationTemplate {
  const stack = aStack();
  new RolloutAlarms(stack, 'Alarms', { service: 'model-rollout', stage: 'prod', ...props });
  return Template.fromStack(stack).toJSON() as CloudFormationTemplate;
}

const GUARD = { guardrails: [{ metric: 'errors', tolerance: 1.1 }] };
const template = anAlarmTemplate({ guard: GUARD });
const alarms = propertiesOf<AlarmProperties>(template, 'AWS::CloudWatch::Alarm');
const every = (count: number, traffic: Traffic) => Array.from({ length: count }, () => traffic);
const latencies = (count: number, ms: number) => ({ ...requests(count), LatencyMs: Array(count).fill(ms) });

describe('every alarm', () => {
  it('treats missing data as well, and is one of five monitors at most', () => {
    expect(alarms.map(({ TreatMissingData }) => TreatMissingData)).toEqual(Array(5).fill('notBreaching'));
    expect(alarms.length).toBeLessThanOrEqual(5);
  });

  it('is named after service and stage', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual([
      'model-rollout-prod-candidate-error-fuse',
      'model-rollout-prod-candidate-error-rate',
      'model-rollout-prod-candidate-latency',
      'model-rollout-prod-flag-configuration-health',
      'model-rollout-prod-guard-evidence',
    ]);
  });

  it('watches metrics of the contract, by the minute, in a dimension set that is recorded', () => {
    const stats = alarms.flatMap(({ Metrics }) => Metrics.flatMap(({ MetricStat }) => MetricStat ?? []));
    const recorded = Object.values(DIMENSION_SETS).map((set) => [...set].sort().join());
    for (const { Metric, Period } of stats) {
      expect([...Object.values<string>(METRIC), GUARD_METRIC.evidence]).toContain(Metric.MetricName);
      expect(Metric.Namespace).toBe(METRIC_NAMESPACE);
      expect(recorded).toContain(
        Metric.Dimensions.map(({ Name }) => Name)
          .sort()
          .join(),
      );
      expect(Period).toBe(60);
    }
    expect(stats.length).toBeGreaterThan(10);
  });

  it('uses at most the ten metrics that CloudWatch allows in an alarm', () => {
    for (const { Metrics } of alarms) expect(Metrics.length).toBeLessThanOrEqual(10);
  });

  it('tells every topic when it fires and when it is well again', () => {
    const stack = aStack();
    const topics = [Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:123456789012:on-call')];
    new RolloutAlarms(stack, 'Alarms', { service: 'shop', stage: 'prod', topics });
    const told = propertiesOf<AlarmProperties>(
      Template.fromStack(stack).toJSON() as CloudFormationTemplate,
      'AWS::CloudWatch::Alarm',
    );
    for (const { AlarmActions, OKActions } of told) {
      expect(AlarmActions).toEqual(['arn:aws:sns:us-east-1:123456789012:on-call']);
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  it('is well without any traffic', () => {
    for (const { AlarmName } of alarms) {
      expect(alarmStates(template, AlarmName, every(3, {})).at(-1)).toBe('OK');
    }
  });
});

describe('candidate-error-rate', () => {
  const states = (minutes: readonly Traffic[], of = template) =>
    alarmStates(of, 'candidate-error-rate', minutes);

  it('fires within two minutes when a quarter of few candidate requests fails', () => {
    expect(states(every(2, { candidate: requests(16, 4), control: requests(16) }))).toContain('ALARM');
  });

  it('waits for a second bad minute', () => {
    const bad = { candidate: requests(16, 4), control: requests(16) };
    const good = { candidate: requests(16), control: requests(16) };
    expect(states([good, bad, good, good, bad, good])).not.toContain('ALARM');
  });

  it('stays well when the control fails as often', () => {
    expect(states(every(5, { candidate: requests(160, 40), control: requests(160, 40) }))).not.toContain(
      'ALARM',
    );
  });

  it('stays well while too few requests or errors speak against the candidate', () => {
    expect(states(every(5, { candidate: requests(4, 4), control: requests(16) }))).not.toContain('ALARM');
    expect(states(every(5, { candidate: requests(16, 2), control: requests(16) }))).not.toContain('ALARM');
  });

  it('takes a control without requests for faultless', () => {
    expect(
      states([
        { candidate: requests(16, 8), control: requests(1) },
        ...every(2, { candidate: requests(16, 8) }),
      ]),
    ).toContain('ALARM');
  });

  it('follows the limits it is given', () => {
    const lenient = anAlarmTemplate({ limits: { errorRateTolerancePoints: 30 } });
    const minutes = every(5, { candidate: requests(160, 40), control: requests(160) });
    expect(states(minutes)).toContain('ALARM');
    expect(states(minutes, lenient)).not.toContain('ALARM');
  });
});

describe('candidate-latency', () => {
  const states = (minutes: readonly Traffic[]) => alarmStates(template, 'candidate-latency', minutes);

  it('fires when the candidate takes more than twice as long in four minutes of five', () => {
    const slow = { candidate: latencies(40, 2100), control: latencies(40, 1000) };
    const usual = { candidate: latencies(40, 1000), control: latencies(40, 1000) };
    expect(states([slow, slow, usual, slow, slow])).toEqual(['OK', 'OK', 'OK', 'OK', 'ALARM']);
    expect(states([slow, slow, usual, slow, usual, slow, slow])).not.toContain('ALARM');
  });

  it('stays well below the ratio, and with too few requests of either role', () => {
    for (const [candidate, control] of [
      [latencies(40, 1900), latencies(40, 1000)],
      [latencies(9, 9000), latencies(40, 1000)],
      [latencies(40, 9000), latencies(9, 1000)],
    ]) {
      expect(states(every(5, { candidate: candidate ?? {}, control: control ?? {} }))).not.toContain('ALARM');
    }
  });

  it('stays well when the control recorded no latency', () => {
    expect(states(every(5, { candidate: latencies(40, 9000), control: latencies(40, 0) }))).not.toContain(
      'ALARM',
    );
  });
});

describe('candidate-error-fuse', () => {
  const states = (minutes: readonly Traffic[]) => alarmStates(template, 'candidate-error-fuse', minutes);

  it('fires in the first minute with as many errors as its limit, whatever the control does', () => {
    expect(states([{ candidate: requests(100, 30), control: requests(100, 100) }])).toEqual(['ALARM']);
    expect(states([{ candidate: requests(100, 29) }])).toEqual(['OK']);
  });
});

describe('flag-configuration-health', () => {
  const states = (minutes: readonly Traffic[]) => alarmStates(template, 'flag-configuration-health', minutes);
  const served = (stale: number, byDefault: number): Traffic => ({
    all: { ...requests(100), ConfigStale: [stale, 0], ConfigDefault: [byDefault, 0] },
  });

  it('fires after three minutes in which stale and default answers together exceed the share', () => {
    expect(states(every(3, served(3, 3)))).toEqual(['OK', 'OK', 'ALARM']);
  });

  it('stays well at the share, and with too few requests', () => {
    expect(states(every(5, served(5, 0)))).not.toContain('ALARM');
    expect(states(every(5, { all: { ...requests(9), ConfigStale: [9] } }))).not.toContain('ALARM');
  });
});

describe('guard-evidence', () => {
  const states = (evidence: readonly number[], of = template) =>
    alarmStates(
      of,
      'guard-evidence',
      evidence.map((value) => ({ all: { [GUARD_METRIC.evidence]: [value] } })),
    );

  it('fires when the evidence reaches what the promise asks for, and not before', () => {
    expect(states([1, 19.9])).not.toContain('ALARM');
    expect(states([1, 20]).at(-1)).toBe('ALARM');
    const strict = anAlarmTemplate({ guard: { ...GUARD, alpha: 0.01 } });
    expect(states([1, 99], strict)).not.toContain('ALARM');
    expect(states([1, 100], strict).at(-1)).toBe('ALARM');
  });

  it('goes by the greatest evidence of a minute, and is well again when nobody looks any more', () => {
    const looks: readonly Traffic[] = [{ all: { [GUARD_METRIC.evidence]: [1, 50, 2] } }, ...every(5, {})];
    const seen = alarmStates(template, 'guard-evidence', looks);
    expect([seen[0], seen.at(-1)]).toEqual(['ALARM', 'OK']);
  });

  it('is there only where there is a guard', () => {
    expect(propertiesOf(anAlarmTemplate(), 'AWS::CloudWatch::Alarm')).toHaveLength(4);
  });
});

it('tells the alarms about the candidate from the one about the configuration', () => {
  const { ofCandidate } = new RolloutAlarms(aStack(), 'Alarms', {
    service: 'shop',
    stage: 'prod',
    guard: GUARD,
  });
  expect(ofCandidate.map(({ node }) => node.id)).toEqual([
    'candidate-error-rate',
    'candidate-latency',
    'candidate-error-fuse',
  ]);
});
