import {
  Color,
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Role } from '../../core/evaluation/decision.ts';
import { PERIOD } from '../constructs/rollout-metrics.ts';

/** The roles have one colour each on the whole dashboard. */
export const ROLE_COLOUR: Readonly<Record<Role, string>> = { candidate: Color.ORANGE, control: Color.BLUE };

/** Of what is tolerated, and of what takes a rollout back. */
export const LIMIT_COLOUR = Color.RED;

/** Graphs stand in rows of three; a dashboard has 24 columns. */
const SIZE = { width: 8, height: 6 };

/** A graph with an axis that says its unit, and begins at 0 unless told otherwise. */
export function graph(title: string, unit: string, props: GraphWidgetProps): GraphWidget {
  const leftYAxis = { label: unit, showUnits: false, min: 0, ...props.leftYAxis };
  return new GraphWidget({ ...SIZE, title, period: PERIOD, ...props, leftYAxis });
}

/** What a line of a graph is made of: a metric by itself, which is not shown, and what is made of it. */
export interface Made {
  /** Name of the metric within the graph; one metric has one name. */
  readonly name: string;
  readonly metric: IMetric;
  /** The expression, by the name of the metric. */
  readonly made: (name: string) => string;
  readonly label: string;
  readonly color: string;
}

/** A line that is made of a metric by an expression. */
export function madeLine({ name, metric, made, label, color }: Made): IMetric {
  const usingMetrics = { [name]: metric };
  return new MathExpression({ expression: made(name), usingMetrics, period: PERIOD, label, color });
}
