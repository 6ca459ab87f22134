import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { GuardProps } from '../../core/guard/parse-guard.ts';
import type { OutcomesProps } from '../../core/outcomes/parse-outcomes.ts';
import { ENV, reportPrefix } from '../../lambda/contract.ts';
import { REPORT_DAYS } from '../comparison-config.ts';
import { guardEnvironment } from '../guard-config.ts';
import { requireTopics } from '../notification-config.ts';
import { requireOutcomes } from '../outcomes-config.ts';
import { requireSource } from '../require-name.ts';
import { requireNumber } from '../require-number.ts';
import { checked } from '../safety/synth-check.ts';
import { acknowledgeWildcard } from './acknowledged-wildcard.ts';
import { BundledFunction } from './bundled-function.ts';
import { type FunctionHosting, hostingOf } from './function-hosting.ts';
import { allowLooking } from './guard-access.ts';
import type { ModelFlags } from './model-flags.ts';
import type { MetricSource } from './rollout-metrics.ts';

/** A comparison reads weeks of metrics, page by page. */
const TIMEOUT = Duration.minutes(5);

export interface ComparisonReportProps extends MetricSource, FunctionHosting {
  /** Flags whose arms are compared. */
  readonly flags: ModelFlags;
  /** Time between two reports, 1 to 31 whole days; each looks back as far. */
  readonly every: Duration;
  /** Topics that are told the verdicts, up to 5; at least one, unless there is a bucket. */
  readonly topics: readonly ITopic[];
  /**
   * Outcomes that are compared beside what every request is measured by.
   * @default - none
   */
  readonly outcomes?: OutcomesProps;
  /**
   * Guard that looks at the stage, whose threshold a report shows.
   * @default - no guard
   */
  readonly guard?: GuardProps;
  /**
   * Bucket that each report is put in as a page.
   * @default - verdicts are told, and no page is kept
   */
  readonly bucket?: IBucket;
}

/** A comparison of the arms that comes by itself, every so many days, and says its verdicts in sentences. */
export class ComparisonReport extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: ComparisonReportProps) {
    super(scope, id);
    checked(this, 'name-refused', () => requireSource(props));
    const days = props.every.toDays({ integral: false });
    checked(this, 'comparison-refused', () => requireNumber('every in days', days, REPORT_DAYS));
    checked(this, 'comparison-refused', () => requireAudience(props));
    const reporter = new BundledFunction(this, 'Handler', {
      handler: 'comparison',
      description: 'Compares the arms of the flag in motion, and tells the verdicts',
      timeout: TIMEOUT,
      memoryMiB: 1024,
      environment: checked(this, 'outcomes-refused', () => environmentOf(props, days)),
      ...hostingOf(props),
    });
    this.function = reporter.function;
    allowLooking(reporter, props.flags);
    const monitors = props.flags.monitors.map(({ alarmArn }) => alarmArn);
    if (monitors.length > 0) this.#allow(['cloudwatch:DescribeAlarmHistory'], monitors);
    const { service, stage, bucket } = props;
    const topics = props.topics.map(({ topicArn }) => topicArn);
    if (topics.length > 0) this.#allow(['sns:Publish'], topics);
    if (bucket) this.#allowReports(reporter, bucket.arnForObjects(`${reportPrefix(service, stage)}*`));
    this.#schedule(props.every);
  }

  #allow(actions: string[], resources: string[]): void {
    this.function.addToRolePolicy(new PolicyStatement({ actions, resources }));
  }

  #allowReports(reporter: BundledFunction, objects: string): void {
    this.#allow(['s3:PutObject'], [objects]);
    acknowledgeWildcard(reporter, objects, 'reports are named after the hour that they end in');
  }

  /** A report that failed is tried again within the day: the next one would come days later. */
  #schedule(every: Duration): void {
    const attempts = { retryAttempts: 2, maxEventAge: Duration.hours(6) };
    this.function.configureAsyncInvoke(attempts);
    new Rule(this, 'Schedule', {
      description: 'Compares the arms of the flag in motion',
      schedule: Schedule.rate(every),
      targets: [new FunctionTarget(this.function, attempts)],
    });
  }
}

function requireAudience({ topics, bucket }: ComparisonReportProps): void {
  if (topics.length > 0) requireTopics('topics', topics.length);
  else if (!bucket) throw noAudience();
}

function noAudience(): Error {
  return new Error(
    'the report has neither topics nor a bucket, so nobody would see it: leave notifications on, or give it a bucket',
  );
}

function environmentOf(props: ComparisonReportProps, days: number): Readonly<Record<string, string>> {
  const { service, stage, flags, outcomes, guard, topics, bucket } = props;
  if (outcomes) requireOutcomes(outcomes);
  return {
    [ENV.service]: service,
    [ENV.stage]: stage,
    [ENV.application]: flags.application.applicationId,
    [ENV.environment]: flags.environment.environmentId,
    [ENV.flagsProfile]: flags.flags.profileId,
    ...(outcomes && { [ENV.outcomes]: JSON.stringify(outcomes) }),
    ...(guard && guardEnvironment(guard)),
    ...(flags.monitors.length > 0 && {
      [ENV.reportMonitors]: flags.monitors.map(({ alarmName }) => alarmName).join(','),
    }),
    ...(topics.length > 0 && { [ENV.reportTopics]: topics.map(({ topicArn }) => topicArn).join(',') }),
    [ENV.reportDays]: String(days),
    ...(bucket && { [ENV.reportBucket]: bucket.bucketName }),
  };
}
