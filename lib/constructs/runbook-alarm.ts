import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { MetricSource } from './rollout-metrics.ts';

/** Where alarms, notifications and the dashboard point to; one heading for each alarm and each event. */
export const RUNBOOK = 'docs/runbook.md';

/** What sets one alarm apart from the others. */
export interface Judgement {
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

/** Whose alarm it is, and who hears of it. */
export interface AlarmOwner extends MetricSource {
  /**
   * Topics told when the alarm fires and when it is well again.
   * @default - nobody is told
   */
  readonly topics?: readonly ITopic[];
}

/**
 * An alarm named after service, stage and heading, whose description ends in its place in the runbook. Missing data is
 * not breaching, so it does not stay in `INSUFFICIENT_DATA`, which AppConfig may take for a reason to roll back.
 */
export function createRunbookAlarm(scope: Construct, owner: AlarmOwner, judgement: Judgement): Alarm {
  const { heading, metric, threshold, atThreshold = false, minutes, description } = judgement;
  const alarm = new Alarm(scope, heading, {
    alarmName: `${owner.service}-${owner.stage}-${heading}`,
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
  for (const topic of owner.topics ?? []) {
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
  }
  return alarm;
}
