import { type Alarm, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { GuardProps } from '../../core/guard/parse-guard.ts';
import { GUARD_METRIC, METRIC } from '../../lambda/metric-names.ts';
import type { FlagProvider } from '../flag-providers.ts';
import { requireGuard } from '../guard-config.ts';
import { requireSource } from '../require-name.ts';
import { checked } from '../safety/synth-check.ts';
import { type AlarmLimits, alarmLimits } from './alarm-limits.ts';
import { PERIOD, RolloutMetrics } from './rollout-metrics.ts';
import { type AlarmOwner, createRunbookAlarm, type Judgement } from './runbook-alarm.ts';

export interface RolloutAlarmsProps extends AlarmOwner {
  /**
   * Limits that differ from the defaults of {@link AlarmLimits}.
   * @default - the defaults
   */
  readonly limits?: Partial<AlarmLimits>;
  /**
   * Guard of the rollout, whose evidence becomes the fifth alarm.
   * @default - no guard, four alarms
   */
  readonly guard?: GuardProps;
  /**
   * Who decides about the flags: descriptions say who takes a candidate back.
   * @default 'appconfig'
   */
  readonly provider?: FlagProvider;
}

/**
 * The fuse of a rollout: four alarms that compare candidate and control by the minute, crude and quick; and a fifth that
 * fires on the evidence of the guard, if there is one.
 *
 * Every expression is 0 or has no datapoint when there is too little to judge, and missing data is not breaching, so
 * no alarm stays in `INSUFFICIENT_DATA`, which AppConfig may take for a reason to roll back.
 */
export class RolloutAlarms extends Construct {
  /** The alarms, to be used as monitors. */
  readonly alarms: readonly Alarm[];
  /** Those of them that speak against the candidate by what it did itself. */
  readonly ofCandidate: readonly Alarm[];
  readonly #metrics: RolloutMetrics;
  readonly #limits: AlarmLimits;
  /** Who takes a candidate back of which an alarm says that it is worse. */
  readonly #hand: string;
  /** When people have to. */
  readonly #unless: string;

  constructor(scope: Construct, id: string, props: RolloutAlarmsProps) {
    super(scope, id);
    checked(this, 'name-refused', () => requireSource(props));
    this.#metrics = new RolloutMetrics(props);
    this.#limits = checked(this, 'out-of-range', () => alarmLimits(props.limits));
    this.#hand = handOf(props);
    this.#unless = props.provider === 'launchdarkly' ? 'if it does not' : 'if none is running';
    const create = (judgement: Judgement): Alarm => createRunbookAlarm(this, props, judgement);
    this.ofCandidate = [this.#errorRate(), this.#latency(), this.#errorFuse()].map(create);
    this.alarms = [
      ...this.ofCandidate,
      create(this.#configurationHealth()),
      ...(props.guard === undefined ? [] : [create(this.#guardEvidence(props.guard, props.provider))]),
    ];
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
      description: `The candidate fails more often than the control by over ${errorRateTolerancePoints} percentage points. ${this.#hand}; do not start it again before the cause is known.`,
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
          candidateP99: this.#metrics.roleLatency(99, 'candidate'),
          controlP99: this.#metrics.roleLatency(99, 'control'),
        },
        label: 'candidate p99 latency, multiple of control',
        period: PERIOD,
      }),
      threshold: latencyRatio,
      minutes: { bad: 4, of: 5 },
      description: `The candidate's p99 latency is over ${latencyRatio} times the control's. ${this.#hand}; compare output lengths and throttling of the two models.`,
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
      description: `The candidate failed ${errorFuse} times or more within one minute. ${this.#hand}; ${this.#unless}, kill the value in the flag document.`,
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

  /** The other way of the guard's verdict: AppConfig calls the guard itself, and this alarm tells it if that fails. */
  #guardEvidence(guard: GuardProps, provider: FlagProvider = 'appconfig'): Judgement {
    const { alpha } = checked(this, 'guard-refused', () => requireGuard(guard));
    const hand = provider === 'appconfig' ? `${this.#hand}, the watch a completed one` : this.#hand;
    return {
      heading: 'guard-evidence',
      metric: this.#metrics.guardMax(GUARD_METRIC.evidence),
      threshold: 1 / alpha,
      atThreshold: true,
      minutes: { bad: 1, of: 2 },
      description: `The guard finds the candidate worse than tolerated; the chance that it ever says so of one that is not is at most ${alpha}. ${hand}; do not start it again before the cause is known.`,
    };
  }
}

/** What follows an alarm about the candidate; the watch, which heeds it where LaunchDarkly decides, is the guard's. */
function handOf({ provider = 'appconfig', guard }: Pick<RolloutAlarmsProps, 'provider' | 'guard'>): string {
  if (provider === 'appconfig') return 'AppConfig takes a running rollout back';
  return guard === undefined
    ? 'Nobody takes away by himself what LaunchDarkly serves to candidates'
    : 'The watch kills what LaunchDarkly serves to candidates';
}
