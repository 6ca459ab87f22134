import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';
import { MINUTE_MS } from '../clock.ts';
import { validationError } from './errors.ts';
import { type MathNode, parseMathExpression } from './math-expression.ts';
import { dimensionPairs } from './metric-intake.ts';
import { evaluateMath } from './metric-math.ts';
import type { DimensionPair, MetricStore } from './metric-store.ts';
import { parseStatistic, type Statistic } from './statistic.ts';
import type { TimeSeries } from './time-series.ts';

/** Limit of GetMetricData (API reference). */
const MAX_QUERIES = 500;
const ID = /^[a-z][a-zA-Z0-9_]{0,254}$/;

/** One query, checked and parsed. */
export type Query = MetricQuery | ExpressionQuery;

interface QueryBase {
  readonly id: string;
  readonly label: string;
  /** Whether its datapoints are part of the answer; default true. */
  readonly returned: boolean;
}

export interface MetricQuery extends QueryBase {
  readonly kind: 'metric';
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly DimensionPair[];
  readonly statistic: Statistic;
  readonly periodMs: number;
}

export interface ExpressionQuery extends QueryBase {
  readonly kind: 'expression';
  readonly expression: MathNode;
}

/**
 * The part of the store that queries read: periods are counted from `startMs` (a full minute), the last one starts
 * before `endMs`, and only what was visible at `asOfMs` counts.
 */
export interface MetricView {
  readonly store: MetricStore;
  readonly startMs: number;
  readonly endMs: number;
  readonly asOfMs: number;
}

/** Checks and parses queries. Throws `ValidationError` for anything this model does not know or CloudWatch refuses. */
export function parseQueries(queries: readonly MetricDataQuery[] | undefined): readonly Query[] {
  if (queries === undefined || queries.length === 0 || queries.length > MAX_QUERIES) {
    throw validationError(`got ${queries?.length ?? 0} metric data queries, allowed are 1 to ${MAX_QUERIES}`);
  }
  const ids = new Set<string>();
  return queries.map((query) => {
    const id = query.Id ?? '';
    if (!ID.test(id)) {
      throw validationError(
        `got id ${JSON.stringify(id)}, allowed is a lower-case letter, then letters, digits, _`,
      );
    }
    if (ids.has(id)) throw validationError(`got id ${id} twice, allowed is once; give each query its own`);
    ids.add(id);
    return parseQuery(query, id);
  });
}

/** The series of every query by its id. Throws `ValidationError` for an unknown id or expressions in a circle. */
export function evaluateQueries(
  queries: readonly Query[],
  view: MetricView,
): ReadonlyMap<string, TimeSeries> {
  const evaluation = new QueryEvaluation(queries, view);
  return new Map(queries.map(({ id }) => [id, evaluation.series(id)]));
}

function parseQuery(query: MetricDataQuery, id: string): Query {
  const { MetricStat: stat, Expression: expression, AccountId: account } = query;
  if (account !== undefined) {
    throw validationError(`got AccountId ${account} for ${id}; metrics of other accounts are not modelled`);
  }
  const returned = query.ReturnData ?? true;
  if (stat !== undefined && expression === undefined) return parseMetricQuery(query, stat, { id, returned });
  if (stat === undefined && expression !== undefined) {
    const label = query.Label ?? id;
    return { kind: 'expression', id, label, returned, expression: parseMathExpression(expression) };
  }
  throw validationError(
    `got ${stat ? 'both' : 'neither'} MetricStat and Expression for ${id}; give one of them`,
  );
}

function parseMetricQuery(
  query: MetricDataQuery,
  stat: MetricStat,
  base: Pick<QueryBase, 'id' | 'returned'>,
): MetricQuery {
  const { Namespace: namespace, MetricName: name, Dimensions: dimensions } = stat.Metric ?? {};
  if (!namespace || !name)
    throw validationError(`got a metric without Namespace or MetricName for ${base.id}`);
  if (stat.Unit !== undefined) {
    throw validationError(
      `got Unit ${stat.Unit} for ${base.id}; a filter by unit is not modelled, leave it out`,
    );
  }
  return {
    ...base,
    kind: 'metric',
    label: query.Label ?? name,
    namespace,
    name,
    dimensions: dimensionPairs(dimensions),
    statistic: parseStatistic(stat.Stat),
    periodMs: periodMs(stat.Period),
  };
}

function periodMs(seconds: number | undefined): number {
  const milliseconds = (seconds ?? 0) * 1000;
  if (milliseconds > 0 && milliseconds % MINUTE_MS === 0) return milliseconds;
  throw validationError(
    `got Period ${seconds}, allowed is a multiple of 60 seconds; periods of high-resolution metrics are not modelled`,
  );
}

/** Evaluates each query once, in whatever order expressions name each other. */
class QueryEvaluation {
  readonly #queries: ReadonlyMap<string, Query>;
  readonly #view: MetricView;
  readonly #done = new Map<string, TimeSeries>();
  readonly #inProgress = new Set<string>();

  constructor(queries: readonly Query[], view: MetricView) {
    this.#queries = new Map(queries.map((query) => [query.id, query]));
    this.#view = view;
  }

  series(id: string): TimeSeries {
    const done = this.#done.get(id);
    if (done !== undefined) return done;
    const query = this.#queries.get(id);
    if (query === undefined) {
      throw validationError(
        `got unknown id ${id} in an expression, allowed are ${[...this.#queries.keys()].join(', ')}; add its query`,
      );
    }
    if (this.#inProgress.has(id))
      throw validationError(`got expression ${id} that depends on itself; break the circle`);
    this.#inProgress.add(id);
    const series =
      query.kind === 'metric' ? readMetric(query, this.#view) : evaluateMath(query.expression, this);
    this.#inProgress.delete(id);
    this.#done.set(id, series);
    return series;
  }

  metrics(contains: string): readonly TimeSeries[] {
    return [...this.#queries.values()]
      .filter((query) => query.kind === 'metric' && query.id.includes(contains))
      .map(({ id }) => this.series(id));
  }
}

function readMetric(query: MetricQuery, view: MetricView): TimeSeries {
  const series = view.store.find(query.namespace, query.name, query.dimensions);
  const points: (number | undefined)[] = [];
  for (let start = view.startMs; start < view.endMs; start += query.periodMs) {
    points.push(series?.statistic(query.statistic, start, start + query.periodMs, view.asOfMs));
  }
  return { periodMs: query.periodMs, points };
}
