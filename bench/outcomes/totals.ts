import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import { compile } from '../../core/evaluation/compile.ts';
import { evaluate } from '../../core/evaluation/evaluate.ts';
import { unitGroupOf } from '../../lambda/guard/unit-group.ts';
import { ARM_DIMENSION_SETS, METRIC_NAMESPACE, OUTCOME_DIMENSION_SET } from '../../lambda/metric-names.ts';
import type { Answered, Counting } from './sendings.ts';
import { FLAGS, STAGE } from './settings.ts';

/** Samples, sums and sums of squares by series. */
export type Totals = Readonly<Record<string, { readonly samples: number; readonly sum: number }>>;

interface Series {
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const DAYS = 5;
const DAY_SECONDS = 86_400;
/** Of one query of CloudWatch. */
const MAX_QUERIES = 500;

/** What was sent, added up without the functions: a role is looked up in the document, a score is what was drawn. */
export class Truth {
  readonly #compiled = compiled();
  readonly #series = new Map<string, Series & { samples: number; sum: number }>();

  get series(): readonly Series[] {
    return [...this.#series.values()];
  }

  totals(): Totals {
    return Object.fromEntries([...this.#series].map(([key, { samples, sum }]) => [key, { samples, sum }]));
  }

  /** Counts a request; gives the answer where the user is in the comparison. */
  request(
    user: { readonly user_id: string },
    reply: Readonly<Record<string, unknown>>,
  ): Answered | undefined {
    const decision = evaluate(this.#compiled, 'inference_model', user, 0);
    const { role, bucket } = decision;
    const token = reply.exposure_token;
    if (role === undefined) {
      if (token !== undefined) throw new Error('an answer in no comparison carries a token');
      return undefined;
    }
    if (typeof token !== 'string') throw new Error('an answer in a comparison carries no token');
    this.#add('Requests', { ...PLACE, Flag: 'inference_model', Role: role }, 1);
    const group = unitGroupOf(bucket) ?? '';
    return { token, role, value: String(decision.value), group };
  }

  /** Counts an outcome in every series that it belongs to. */
  outcome({ role, value, group, outcome, score }: Counting): void {
    const all: Readonly<Record<string, string>> = {
      ...{ ...PLACE, Flag: 'inference_model', Role: role, Value: value },
      ...{ OutcomeName: outcome, UnitGroup: group },
    };
    const { outcome: byArm, outcomeGroup: byGroup } = ARM_DIMENSION_SETS;
    for (const set of [OUTCOME_DIMENSION_SET, byArm, byGroup]) this.#add('Outcome', among(all, set), score);
    this.#add('OutcomeSquared', among(all, byArm), score ** 2);
  }

  #add(metric: string, dimensions: Readonly<Record<string, string>>, value: number): void {
    const key = keyOf({ metric, dimensions });
    const found = this.#series.get(key) ?? { metric, dimensions, samples: 0, sum: 0 };
    found.samples += 1;
    found.sum += value;
    this.#series.set(key, found);
  }
}

const PLACE = { Service: STAGE.service, Environment: STAGE.stage };

function compiled() {
  const parsed = parseFlagDocumentText(FLAGS);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compile(parsed.value);
}

function among(all: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, all[name] ?? '']));
}

function keyOf({ metric, dimensions }: Series): string {
  return [metric, ...Object.entries(dimensions).map((pair) => pair.join('='))].toSorted().join(' ');
}

/** What CloudWatch has of the same series, read as the command line reads it. */
export async function readTotals(client: CloudWatchClient, startMs: number, truth: Truth): Promise<Totals> {
  const totals: Record<string, { samples: number; sum: number }> = {};
  const series = truth.series;
  for (let at = 0; at < series.length; at += MAX_QUERIES / 2) {
    const part = series.slice(at, at + MAX_QUERIES / 2);
    const queries = part.flatMap((one, n) => [
      query(one, `s${n}`, 'Sum'),
      query(one, `n${n}`, 'SampleCount'),
    ]);
    const values = await read(client, queries, startMs);
    for (const [n, one] of part.entries()) {
      totals[keyOf(one)] = { samples: values.get(`n${n}`) ?? 0, sum: values.get(`s${n}`) ?? 0 };
    }
  }
  return totals;
}

function query({ metric, dimensions }: Series, Id: string, Stat: string): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: METRIC_NAMESPACE, MetricName: metric, Dimensions };
  return { Id, MetricStat: { Metric, Period: DAY_SECONDS, Stat } };
}

async function read(client: CloudWatchClient, MetricDataQueries: MetricDataQuery[], startMs: number) {
  const sums = new Map<string, number>();
  let NextToken: string | undefined;
  do {
    const [StartTime, EndTime] = [new Date(startMs), new Date(startMs + DAYS * DAY_SECONDS * 1000)];
    const command = new GetMetricDataCommand({ MetricDataQueries, StartTime, EndTime, NextToken });
    const answer = await client.send(command);
    for (const { Id = '', Values = [] } of answer.MetricDataResults ?? []) {
      sums.set(
        Id,
        Values.reduce((sum, value) => sum + value, sums.get(Id) ?? 0),
      );
    }
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return sums;
}
