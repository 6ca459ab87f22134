import { Duration } from 'aws-cdk-lib';
import { type Alarm, type IAlarm, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { GuardProps } from '../../core/guard/parse-guard.ts';
import type { OutcomesProps } from '../../core/outcomes/parse-outcomes.ts';
import { GUARD_METRIC } from '../../lambda/metric-names.ts';
import type { FlagProvider } from '../flag-providers.ts';
import {
  guardParameters,
  requireGuard,
  requireJudge,
  WATCH_EVERY_MINUTES,
  WATCH_HOURS,
  watchDefaults,
} from '../guard-config.ts';
import { requireSource } from '../require-name.ts';
import { requireNumber } from '../require-number.ts';
import { checked } from '../safety/synth-check.ts';
import type { FunctionHosting } from './function-hosting.ts';
import { GuardTick } from './guard-tick.ts';
import { GuardWatch } from './guard-watch.ts';
import type { ModelFlags } from './model-flags.ts';
import { PERIOD, RolloutMetrics } from './rollout-metrics.ts';
import { type AlarmOwner, createRunbookAlarm, type Judgement } from './runbook-alarm.ts';

/** Blind looks that are too many, and the fewest minutes they are counted over. */
const BLIND_LOOKS = 3;
const BLIND_MINUTES = 5;

export interface RolloutGuardProps extends AlarmOwner, FunctionHosting {
  /** Flags whose rollouts are judged. */
  readonly flags: ModelFlags;
  /** What is judged, and what is promised. */
  readonly guard: GuardProps;
  /**
   * What is declared beside the guard; the command line reads it where it reads the guard.
   * @default - no outcomes
   */
  readonly outcomes?: OutcomesProps;
  /**
   * Alarms that the watch heeds beside the guard.
   * @default - none
   */
  readonly watchedAlarms?: readonly IAlarm[];
  /**
   * How long a completed rollout is watched, in whole hours, up to a week; none = not at all.
   * @default Duration.hours(72)
   */
  readonly watchTime?: Duration;
  /**
   * Time between two looks of the watch, 1 to 60 whole minutes.
   * @default - 5 minutes; 1 where LaunchDarkly is the provider
   */
  readonly watchInterval?: Duration;
  /**
   * Who decides about the flags. What LaunchDarkly serves is judged by the watch alone, from its first comparison on.
   * @default 'appconfig'
   */
  readonly provider?: FlagProvider;
}

/**
 * The judge of a rollout: AppConfig asks it every minute of a deployment, and it goes on looking by itself once the
 * deployment has completed.
 *
 * `RolloutAlarms` has the alarm on its evidence, since that is a monitor. The alarms here are about the guard itself.
 */
export class RolloutGuard extends Construct {
  /** What is judged, and what is promised. */
  readonly guard: GuardProps;
  readonly tick: GuardTick;
  /** Absent when no completed rollout is watched. */
  readonly watch: GuardWatch | undefined;
  /** Fires when looks come to nothing. It tells people, and takes nothing back. */
  readonly blindAlarm: Alarm;
  /** Fires when the watch has taken a candidate back. Absent when no completed rollout is watched. */
  readonly watchAlarm: Alarm | undefined;

  constructor(scope: Construct, id: string, props: RolloutGuardProps) {
    super(scope, id);
    checked(this, 'name-refused', () => requireSource(props));
    this.guard = props.guard;
    const defaults = watchDefaults(props.provider);
    const {
      watchTime = Duration.hours(defaults.hours),
      watchInterval = Duration.minutes(defaults.everyMinutes),
    } = props;
    const { hours, everyMinutes } = checked(this, 'out-of-range', () =>
      watchLimits(watchTime, watchInterval),
    );
    checked(this, 'guard-refused', () => requireJudge('watchTime', hours, props.provider));
    checked(this, 'guard-refused', () => [requireGuard(props.guard), guardParameters(props)]);
    this.tick = new GuardTick(this, 'Tick', props);
    this.watch = hours === 0 ? undefined : this.#createWatch(props, hours, watchInterval);
    this.blindAlarm = createRunbookAlarm(this, props, this.#blindness(props, everyMinutes));
    this.watchAlarm = this.watch && createRunbookAlarm(this, props, watchActed(props));
  }

  #createWatch(props: RolloutGuardProps, hours: number, interval: Duration): GuardWatch {
    return new GuardWatch(this, 'Watch', { ...props, alarms: props.watchedAlarms ?? [], hours, interval });
  }

  /** Looks that say they are blind, and calls that failed before they could say so, or never came to be. */
  #blindness(props: RolloutGuardProps, everyMinutes: number): Judgement {
    const failures = (of: GuardTick | GuardWatch, label: string) =>
      of.function.metricErrors({ period: PERIOD, label });
    const usingMetrics = {
      blind: new RolloutMetrics(props).guardMax(GUARD_METRIC.blind),
      tickFailed: failures(this.tick, 'ticks failed'),
      tickThrottled: this.tick.function.metricThrottles({ period: PERIOD, label: 'ticks throttled' }),
      ...(this.watch && { watchFailed: failures(this.watch, 'looks of the watch failed') }),
    };
    return {
      heading: 'guard-blind',
      metric: new MathExpression({
        expression: `MAX([${Object.keys(usingMetrics).join(', ')}])`,
        usingMetrics,
        label: 'looks of the guard that came to nothing',
        period: PERIOD,
      }),
      threshold: 1,
      atThreshold: true,
      minutes: { bad: BLIND_LOOKS, of: Math.max(BLIND_MINUTES, BLIND_LOOKS * everyMinutes) },
      description:
        'The guard could not judge in three of its last looks: CloudWatch or AppConfig did not answer, metrics are incomplete, the roles do not have the shares they should have, or a function fails. Only the other alarms guard a rollout until this is mended; nothing is taken back because of it.',
    };
  }
}

function watchLimits(
  time: Duration,
  interval: Duration,
): { readonly hours: number; readonly everyMinutes: number } {
  const hours = time.toHours({ integral: false });
  const everyMinutes = interval.toMinutes({ integral: false });
  requireNumber('watchTime in hours', hours, WATCH_HOURS);
  requireNumber('watchInterval in minutes', everyMinutes, WATCH_EVERY_MINUTES);
  return { hours, everyMinutes };
}

const ACTED: Readonly<Record<FlagProvider, string>> = {
  appconfig:
    'The watch has taken a candidate back after its deployment was complete: it reverted the deployment or killed the value',
  launchdarkly:
    'The watch has killed a value in the flag document that LaunchDarkly serves to candidates, so they get what the control gets',
};

/** AppConfig tells nobody of a revert, and of a kill only that there was a deployment. */
function watchActed(props: RolloutGuardProps): Judgement {
  return {
    heading: 'watch-acted',
    metric: new RolloutMetrics(props).guardMax(GUARD_METRIC.watchActions),
    threshold: 1,
    atThreshold: true,
    minutes: { bad: 1, of: 2 },
    description: `${ACTED[props.provider ?? 'appconfig']}, by the evidence of the guard or an alarm about the candidate. Nothing is left to be done at once; read why before the next rollout.`,
  };
}
