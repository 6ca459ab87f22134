import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { METRIC } from '../../lambda/contract.ts';
import { type AlarmLimits, alarmLimits } from './alarm-limits.ts';
import { type MetricSource, PERIOD, RolloutMetrics } from './rollout-metrics.ts';

/** Where the alarms' descriptions point to; one heading an alarm. */
export const RUNBOOK = 'docs/runbook.md';

export interface RolloutAlarmsProps extends MetricSource {
  /**
   * Limits that differ from the defaults of {@link AlarmLimits}.
   * @default - the defaults
   */
  readonly limits?: Partial<AlarmLimits>;
  /**
   * Topics told when an alarm fires and when it is well again.
   * @default - nobody is told; AppConfig still takes the rollout back
   */
  readonly topics?: readonly ITopic[];
}

/** What sets one alarm apart from the others. */
interface Judgement {
  /** Heading in the runbook, and end of the alarm's name. */
  readonly heading: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Fires at the threshold too, not only above it. */
  readonly atThreshold?: boolean;
  /**
   * Minutes that must be bad, of how many. The newest minute is judged before all of it has arrived, so an alarm that
   * needs a whole minute looks back one further than it would have to.
   */
  readonly minutes: { readonly bad: number; readonly of: number };
  /** What fired, and what to do first. */
  readonly description: string;
}

/**
 * The fuse of a rollout: four alarms that compare candidate and control by the minute, crude and quick.
 *
 * Every expression is 0 or has no datapoint when there is too little to judge, and missing data is not breaching, so
 * no alarm stays in `INSUFFICIENT_DATA`, which AppConfig may take for a reason to roll back.
 */
export class RolloutAlarms extends Construct {
  /** The alarms, to be used as monitors. */
  readonly alarms: readonly Alarm[];
  readonly #metrics: RolloutMetrics;
  readonly #limits: AlarmLimits;

  constructor(scope: Construct, id: string, props: RolloutAlarmsProps) {
    super(scope, id);
    this.#metrics = new RolloutMetrics(props);
    this.#limits = alarmLimits(props.limits);
    const prefix = `${props.service}-${props.stage}`;
    this.alarms = [this.#errorRate(), this.#latency(), this.#errorFuse(), this.#configurationHealth()].map(
      (judgement) => createAlarm(this, prefix, judgement),
    );
    for (const topic of props.topics ?? []) {
      for (const alarm of this.alarms) {
        alarm.addAlarmAction(new SnsAction(topic));
        alarm.addOkAction(new SnsAction(topic));
      }
    }
  }

  /** Candidate's error rate minus control's, in percentage points. A control without requests counts as faultless. */
  #errorRate(): Judgement {
    const { errorRateTolerancePoints, errorRateMinRequests, errorRateMinErrors } = this.#limits;
    const enough = `candidateRequests >= ${errorRateMinRequests} AND candidateErrors >= ${errorRateMinErrors}`;
    const controlRate =
      'FILL(controlErrors, 0) / IF(FILL(controlRequests, 0) > 0, FILL(controlRequests, 0), 1)';
    return {
      heading: 'candidate-error-rate',
      metric: new MathExpression({
        expression: `IF(${enough}, 100 * (candidateErrors / candidateRequests - ${controlRate}), 0)`,
        usingMetrics: {
          candidateRequests: this.#metrics.roleSum(METRIC.requests, 'candidate'),
          candidateErrors: this.#metrics.roleSum(METRIC.errors, 'candidate'),
          controlRequests: this.#metrics.roleSum(METRIC.requests, 'control'),
          controlErrors: this.#metrics.roleSum(METRIC.errors, 'control'),
        },
        label: 'candidate error rate above control, percentage points',
        period: PERIOD,
      }),
      threshold: errorRateTolerancePoints,
      minutes: { bad: 2, of: 3 },
      description: `The candidate fails more often than the control by over ${errorRateTolerancePoints} percentage points. AppConfig takes a running rollout back; do not start it again before the cause is known.`,
    };
  }

  #latency(): Judgement {
    const { latencyRatio, latencyMinRequests } = this.#limits;
    const enough = `candidateRequests >= ${latencyMinRequests} AND controlRequests >= ${latencyMinRequests}`;
    return {
      heading: 'candidate-latency',
      metric: new MathExpression({
        expression: `IF(${enough}, candidateP99 / controlP99, 0)`,
        usingMetrics: {
          candidateRequests: this.#metrics.roleSum(METRIC.requests, 'candidate'),
          controlRequests: this.#metrics.roleSum(METRIC.requests, 'control'),
          candidateP99: this.#metrics.roleP99('candidate'),
          controlP99: this.#metrics.roleP99('control'),
        },
        label: 'candidate p99 latency, multiple of control',
        period: PERIOD,
      }),
      threshold: latencyRatio,
      minutes: { bad: 4, of: 5 },
      description: `The candidate's p99 latency is over ${latencyRatio} times the control's. AppConfig takes a running rollout back; compare output lengths and throttling of the two models.`,
    };
  }

  #errorFuse(): Judgement {
    const { errorFuse } = this.#limits;
    return {
      heading: 'candidate-error-fuse',
      metric: this.#metrics.roleSum(METRIC.errors, 'candidate'),
      threshold: errorFuse,
      atThreshold: true,
      minutes: { bad: 1, of: 2 },
      description: `The candidate failed ${errorFuse} times or more within one minute. AppConfig takes a running rollout back; if none is running, kill the value in the flag document.`,
    };
  }

  #configurationHealth(): Judgement {
    const { configurationFaultPercent, configurationMinRequests } = this.#limits;
    return {
      heading: 'flag-configuration-health',
      metric: new MathExpression({
        expression: `IF(requests >= ${configurationMinRequests}, 100 * (stale + defaulted) / requests, 0)`,
        usingMetrics: {
          requests: this.#metrics.sum(METRIC.requests),
          stale: this.#metrics.sum(METRIC.configStale),
          defaulted: this.#metrics.sum(METRIC.configDefault),
        },
        label: 'requests answered from stale or default configuration, percent',
        period: PERIOD,
      }),
      threshold: configurationFaultPercent,
      minutes: { bad: 3, of: 3 },
      description: `Over ${configurationFaultPercent} % of requests are answered from stale or default flags: the agent cannot be reached, or a document is refused at run time. AppConfig takes a running rollout back; kills and pins reach nobody until this is mended.`,
    };
  }
}

function createAlarm(scope: Construct, prefix: string, judgement: Judgement): Alarm {
  const { heading, metric, threshold, atThreshold = false, minutes, description } = judgement;
  return new Alarm(scope, heading, {
    alarmName: `${prefix}-${heading}`,
    alarmDescription: `${description} ${RUNBOOK}#${heading}`,
    metric,
    threshold,
    comparisonOperator: atThreshold
      ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
      : ComparisonOperator.GREATER_THAN_THRESHOLD,
    datapointsToAlarm: minutes.bad,
    evaluationPeriods: minutes.of,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
