import { type Alarm, type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Rule } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { OUTCOMES_METRIC } from '../../lambda/metric-names.ts';
import { requireSource } from '../require-name.ts';
import { checked } from '../safety/synth-check.ts';
import type { ComparisonReport } from './comparison-report.ts';
import type { RolloutEvaluation } from './rollout-evaluation.ts';
import { PERIOD, RolloutMetrics } from './rollout-metrics.ts';
import type { RolloutOutcomes } from './rollout-outcomes.ts';
import { type AlarmOwner, createRunbookAlarm, type Judgement } from './runbook-alarm.ts';

/** Failures that do not pass by themselves: senders, queues and Lambda try again what failed once. */
const LASTING = { bad: 3, of: 5 };

/** What should never happen. The newest minute is judged before all of it has arrived. */
const ONCE = { bad: 1, of: 2 };

/** Attempts at a report, each in a minute of its own, and the longest that all of them take: 5 minutes each, 3 between. */
const ALL_ATTEMPTS = { bad: 3, of: 20 };

export interface MeasureAlarmsProps extends AlarmOwner {
  /** @default - no outcomes, and no alarms about them */
  readonly outcomes?: RolloutOutcomes;
  /** @default - no judge, and no alarms about it */
  readonly evaluation?: RolloutEvaluation;
  /** @default - no report, and no alarm about it */
  readonly report?: ComparisonReport;
}

/**
 * Alarms about what is measured after an answer: the door for outcomes and its key, the judge, the report. They tell people.
 * None is meant to be a monitor: that an outcome is missing says nothing about a candidate.
 */
export class MeasureAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: MeasureAlarmsProps) {
    super(scope, id);
    checked(this, 'name-refused', () => requireSource(props));
    const { outcomes, evaluation, report } = props;
    const judgements = [
      ...(outcomes ? ofOutcomes(outcomes, new RolloutMetrics(props)) : []),
      ...(evaluation ? ofEvaluation(evaluation) : []),
      ...(report ? [ofReport(report)] : []),
    ];
    this.alarms = judgements.map((judgement) => createRunbookAlarm(this, props, judgement));
  }
}

function ofOutcomes(outcomes: RolloutOutcomes, metrics: RolloutMetrics): readonly Judgement[] {
  return [
    {
      heading: 'outcomes-failing',
      metric: worst('outcomes that were not counted, or not noted', {
        ...failuresOf(outcomes.function),
        deferred: metrics.outcomesSum(OUTCOMES_METRIC.deferred),
        unsettled: metrics.outcomesSum(OUTCOMES_METRIC.unsettled),
      }),
      ...{ threshold: 1, atThreshold: true, minutes: LASTING },
      description:
        'In three of five minutes outcomes could not be counted, or not be noted as counted: the function behind the door fails or is throttled, or its table or key cannot be read. Senders are told to send again, and events are; answers and rollouts go on. Look at the log of the function and at its table.',
    },
    {
      heading: 'outcomes-lost',
      metric: worst('events of outcomes that were given up', {
        kept: waitingIn(outcomes.deadLetters),
        undelivered: undelivered(outcomes.events),
      }),
      ...{ threshold: 1, atThreshold: true, minutes: ONCE },
      description:
        'Events with outcomes were given up after all attempts. They are not counted, and wait in the queue of lost outcomes for a week. Answers and rollouts go on. Mend the cause, then send them again: what was counted of them does not count twice.',
    },
    {
      heading: 'token-rotation-failed',
      metric: outcomes.tokenKey.rotation.metricErrors({ period: PERIOD, label: 'failed rotations' }),
      ...{ threshold: 1, atThreshold: true, minutes: ONCE },
      description:
        'The key that signs exposure tokens could not be replaced. The key of before goes on signing, and every token stays valid. Nothing is urgent; look at the log of the rotation, and have the secret rotated again.',
    },
  ];
}

function ofEvaluation({ function: evaluator, queue }: RolloutEvaluation): readonly Judgement[] {
  return [
    {
      heading: 'judge-failing',
      metric: worst('failures of the evaluator', failuresOf(evaluator)),
      ...{ threshold: 1, atThreshold: true, minutes: LASTING },
      description:
        'In three of five minutes the function that has answers judged failed before it could say why, or was throttled. Answers wait in their queue, for four hours at most; users and rollouts do not wait for them. Look at the log of the function.',
    },
    {
      heading: 'answers-unjudged',
      metric: waitingIn(queue.deadLetters),
      ...{ threshold: 1, atThreshold: true, minutes: ONCE },
      description:
        'Answers were given up after five attempts to have them judged, and are kept for a day. Their scores are missing, of either role alike unless the cause is in the answers. Users and rollouts do not wait for them. Look at why the judge could not be asked, then have them judged again.',
    },
  ];
}

function ofReport({ function: reporter }: ComparisonReport): Judgement {
  return {
    heading: 'report-failed',
    metric: reporter.metricErrors({ period: PERIOD, label: 'failed attempts at a report' }),
    ...{ threshold: 1, atThreshold: true, minutes: ALL_ATTEMPTS },
    description:
      'The report on which arm is better failed in all three attempts, so none was told or kept this time. The next one comes at its usual time. Nothing that is measured is lost: model-rollout compare makes the same comparison now.',
  };
}

function failuresOf(of: LambdaFunction): Record<'failed' | 'throttled', IMetric> {
  return {
    failed: of.metricErrors({ period: PERIOD, label: 'failed' }),
    throttled: of.metricThrottles({ period: PERIOD, label: 'throttled' }),
  };
}

function waitingIn(queue: Queue): Metric {
  return queue.metricApproximateNumberOfMessagesVisible({
    ...{ period: PERIOD, statistic: 'Maximum', label: 'given up' },
  });
}

/** Events that never came to the function: it may not be called, or is gone (EventBridge User Guide, "Monitoring"). */
function undelivered({ ruleName }: Rule): Metric {
  return new Metric({
    ...{ namespace: 'AWS/Events', metricName: 'FailedInvocations', dimensionsMap: { RuleName: ruleName } },
    ...{ statistic: 'Sum', period: PERIOD, label: 'not delivered' },
  });
}

function worst(label: string, usingMetrics: Record<string, IMetric>): MathExpression {
  const expression = `MAX([${Object.keys(usingMetrics).join(', ')}])`;
  return new MathExpression({ expression, usingMetrics, label, period: PERIOD });
}
