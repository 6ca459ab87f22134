import { Duration } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../../lambda/contract.ts';
import type { FlagProvider } from '../flag-providers.ts';
import { WATCH_EVERY_MINUTES, WATCH_HOURS } from '../guard-config.ts';
import { type NumberLimits, requireNumber } from '../require-number.ts';
import { warnOfUnnamedCandidates } from '../safety/launch-darkly-checks.ts';
import { checked } from '../safety/synth-check.ts';
import { allowTakingBack } from './guard-access.ts';
import { createGuardFunction, type GuardFunctionProps } from './guard-function.ts';

export interface GuardWatchProps extends GuardFunctionProps {
  /** Heeded beside the guard; may be empty. */
  readonly alarms: readonly IAlarm[];
  /** How long a rollout is watched from its completion, or from its first comparison by LaunchDarkly, 1 to 168. */
  readonly hours: number;
  /** Time between two looks, 1 to 60 whole minutes. */
  readonly interval: Duration;
  /**
   * Who decides about the flags.
   * @default 'appconfig'
   */
  readonly provider?: FlagProvider;
}

/** Of a watch that there is. */
const HOURS: NumberLimits = { ...WATCH_HOURS, min: 1 };

/**
 * The guard after a deployment: a function that looks at the completed rollout on a schedule, and reverts it or kills
 * its value.
 */
export class GuardWatch extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: GuardWatchProps) {
    super(scope, id);
    const { flags, alarms, hours, interval, provider } = props;
    checked(this, 'out-of-range', () => requireLooks(props));
    const created = createGuardFunction(this, props, {
      handler: 'watch',
      description:
        provider === 'launchdarkly'
          ? 'Judges on a schedule what LaunchDarkly tries out, and kills it'
          : 'Judges a completed rollout on a schedule, and takes it back',
      // A kill is waited for, some 30 seconds, so that the alarms silenced for it can be heeded again. No look outlasts
      // the shortest interval.
      timeout: Duration.minutes(1),
      environment: {
        [ENV.application]: flags.application.applicationId,
        [ENV.environment]: flags.environment.environmentId,
        [ENV.atOnceStrategy]: flags.atOnceStrategy.deploymentStrategyId,
        ...(flags.encryptionKey && { [ENV.encryptionKey]: flags.encryptionKey.keyArn }),
        [ENV.watchHours]: String(hours),
        [ENV.watchedAlarms]: alarms.map((alarm) => alarm.alarmName).join(','),
        ...(provider === 'launchdarkly' && { [ENV.providers]: provider }),
      },
    });
    allowTakingBack(created, flags, provider);
    if (provider === 'launchdarkly') warnOfUnnamedCandidates(this, flags.firstVersion.flags);
    this.function = created.function;
    this.#schedule(interval);
  }

  /** A look that failed is not repeated: the next one comes by itself, and goes by what is true then. */
  #schedule(interval: Duration): void {
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: interval });
    new Rule(this, 'Schedule', {
      description: 'Looks at the rollout that completed last',
      schedule: Schedule.rate(interval),
      targets: [new FunctionTarget(this.function, { retryAttempts: 0, maxEventAge: interval })],
    });
  }
}

function requireLooks({ hours, interval }: GuardWatchProps): void {
  requireNumber('hours', hours, HOURS);
  requireNumber('interval in minutes', interval.toMinutes({ integral: false }), WATCH_EVERY_MINUTES);
}
