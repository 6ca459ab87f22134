import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  type IAlarm,
  type IWidget,
  PeriodOverride,
  Row,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { comparisonGraphs } from '../dashboard/comparison-graphs.ts';
import { guardGraphs, verdictLog } from '../dashboard/guard-graphs.ts';
import { outcomeGraphs } from '../dashboard/outcome-graphs.ts';
import { rolloutGraphs } from '../dashboard/rollout-graphs.ts';
import { serviceGraphs } from '../dashboard/service-graphs.ts';
import { requireGuard } from '../guard-config.ts';
import { requireSource } from '../require-name.ts';
import { checked } from '../safety/synth-check.ts';
import type { InferenceFunction } from './inference-function.ts';
import type { RolloutGuard } from './rollout-guard.ts';
import { type MetricSource, RolloutMetrics } from './rollout-metrics.ts';
import type { RolloutOutcomes } from './rollout-outcomes.ts';
import { RUNBOOK } from './runbook-alarm.ts';

/** Graphs in a row of the dashboard. */
const IN_A_ROW = 3;

/** All columns that a dashboard has. */
const FULL_WIDTH = 24;

export interface RolloutDashboardProps extends MetricSource {
  /** Alarms whose states are shown, in this order. */
  readonly alarms: readonly IAlarm[];
  /**
   * Guard whose evidence is shown, and whose outcomes are compared.
   * @default - no guard
   */
  readonly guard?: RolloutGuard;
  readonly inference: InferenceFunction;
  /**
   * Door for outcomes, each of which is shown.
   * @default - no outcomes but those that a guardrail names
   */
  readonly outcomes?: RolloutOutcomes;
  /** Values of the model flag, to be told apart. */
  readonly models: readonly string[];
}

/**
 * A stage on one page, from top to bottom: whether an alarm fires, how far a rollout is, what the guard says, candidate
 * beside control in every metric that a guardrail may name, and the service as a whole.
 *
 * Everything on it follows from `lambda/contract.ts` and the guard's props. Its name has the region, since an account's
 * dashboards have one list for all regions.
 */
export class RolloutDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: RolloutDashboardProps) {
    super(scope, id);
    checked(this, 'name-refused', () => requireSource(props));
    const { service, stage, alarms, guard, inference, models, outcomes } = props;
    const metrics = new RolloutMetrics(props);
    const judged = guard && requireGuard(guard.guard);
    const functions = guard && { tick: guard.tick.function, watch: guard.watch?.function };
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `${service}-${stage}-${Stack.of(this).region}`,
      defaultInterval: Duration.hours(3),
      // A minute is what everything is judged by; a coarser one would hide what fired.
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        [heading(props), alarmStates(alarms)],
        ...section('How far', rolloutGraphs(metrics, guard !== undefined)),
        ...(judged && functions ? section('Guard', guardGraphs(metrics, judged, functions)) : []),
        ...(functions ? [[verdictLog(functions)]] : []),
        ...section('Candidate beside control', comparisonGraphs(metrics, judged, outcomes?.names)),
        ...(outcomes
          ? section('Outcomes', outcomeGraphs(metrics, { outcomes: outcomes.names, door: outcomes.function }))
          : []),
        ...section('Service', serviceGraphs(metrics, { models, inference: inference.function })),
      ],
    });
  }
}

function heading({ service, stage }: MetricSource): IWidget {
  const markdown = [
    `# ${service} ${stage}`,
    `What to do: \`${RUNBOOK}\`, under the name of the alarm or of the event.`,
    '',
    `How it stands: \`npx cdk-model-rollout status --env ${stage}\`. Blue is the control, orange the candidate.`,
  ];
  return new TextWidget({ markdown: markdown.join('\n'), width: 12, height: 4 });
}

function alarmStates(alarms: readonly IAlarm[]): IWidget {
  return new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 12, height: 4 });
}

/** A heading, and below it the widgets in rows. */
function section(title: string, widgets: readonly IWidget[]): IWidget[][] {
  const rows: IWidget[][] = [[new TextWidget({ markdown: `## ${title}`, width: FULL_WIDTH, height: 1 })]];
  for (let at = 0; at < widgets.length; at += IN_A_ROW) {
    rows.push([new Row(...widgets.slice(at, at + IN_A_ROW))]);
  }
  return rows;
}
