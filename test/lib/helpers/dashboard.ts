import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { CloudFormationTemplate } from '../../../lib/synthesize.ts';
import { propertiesOf } from './template.ts';

/** A widget as CloudWatch reads it. */
export interface Widget {
  readonly type: 'text' | 'metric' | 'alarm' | 'log';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly query?: string;
    readonly metrics?: readonly Line[];
    readonly alarms?: readonly string[];
    readonly annotations?: { readonly horizontal: readonly { value: number; label: string }[] };
  };
}

/** Namespace, name, and names and values of dimensions; then how it is drawn. An expression has the last alone. */
export type Line = readonly (string | LineOptions)[];

interface LineOptions {
  readonly id?: string;
  readonly label?: string;
  readonly expression?: string;
  readonly visible?: boolean;
  readonly stat?: string;
  readonly period?: number;
}

/** The widgets of a template's one dashboard; references are logical ids, attributes `ID.Attribute`. */
export function widgetsOf(template: CloudFormationTemplate): readonly Widget[] {
  const [dashboard] = propertiesOf<{ DashboardBody: { 'Fn::Join': [string, unknown[]] } }>(
    template,
    'AWS::CloudWatch::Dashboard',
  );
  const [, parts] = dashboard?.DashboardBody['Fn::Join'] ?? ['', []];
  return JSON.parse(parts.map(textOf).join('')).widgets;
}

function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  const { Ref: ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return ref ?? attribute?.join('.') ?? '';
}

/** The graph with a title. */
export function graphOf(widgets: readonly Widget[], title: string): Widget {
  const found = widgets.find(({ properties }) => properties.title === title);
  if (!found) throw new Error(`no widget has the title ${title}`);
  return found;
}

/** What CloudWatch would be asked for to draw a graph; what is not shown has no label. */
export function queriesOf({ properties: { metrics = [] } }: Widget): readonly MetricDataQuery[] {
  return metrics.map((line, at) => {
    const options = optionsOf(line);
    const { id = `line${at}`, label, expression, visible = true, period = 60 } = options;
    const shown = { Id: id, ReturnData: visible, ...(visible && { Label: label ?? String(line[1]) }) };
    if (expression !== undefined) return { ...shown, Expression: expression, Period: period };
    const [Namespace, MetricName] = line.map(String);
    const Metric = { Namespace, MetricName, Dimensions: dimensionsOf(line) };
    return { ...shown, MetricStat: { Metric, Stat: options.stat ?? 'Average', Period: period } };
  });
}

/** Name of a line's metric; `undefined` for an expression. */
export function metricNameOf(line: Line): string | undefined {
  return typeof line[1] === 'string' ? line[1] : undefined;
}

/** Dimensions of a line's metric by name. */
export function dimensionValuesOf(line: Line): Readonly<Record<string, string>> {
  return Object.fromEntries(dimensionsOf(line).map(({ Name, Value }) => [Name, Value]));
}

function dimensionsOf(line: Line): { Name: string; Value: string }[] {
  const texts = line.filter((part) => typeof part === 'string').slice(2);
  return texts.flatMap((Name, at) => (at % 2 === 0 ? [{ Name, Value: texts[at + 1] ?? '' }] : []));
}

function optionsOf(line: Line): LineOptions {
  const last = line.at(-1);
  return typeof last === 'object' ? last : {};
}
