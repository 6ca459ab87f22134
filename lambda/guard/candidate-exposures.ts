import type { Flag, FlagDocument, FlagValue } from '../../core/document/flag-document.ts';
import { elementAt } from '../../core/element-at.ts';
import type { Role } from '../../core/evaluation/decision.ts';
import { MINUTE_MS } from '../clock.ts';
import { FLAGS } from '../contract.ts';
import { dimensionValue } from '../dimension-value.ts';
import { ARM_DIMENSION_SETS, DIMENSION, DIMENSION_SETS, METRIC } from '../metric-names.ts';
import { type MetricReader, readSeries, type Series, type TimeRange } from './metric-series.ts';
import type { ServedValue } from './served-trial.ts';

/** Where requests of either side are counted. */
export interface ExposureSource {
  readonly metrics: MetricReader;
  /** Metric dimension `Service`. */
  readonly service: string;
  /** Metric dimension `Environment`. */
  readonly stage: string;
}

/**
 * Reads how often candidates were served which value of the flags that the inference function reads, minute by minute:
 * the values that the document lists and does not kill, and for each flag all others together.
 */
export async function readCandidateExposures(
  { metrics, service, stage }: ExposureSource,
  { flags }: FlagDocument,
  { range, signal }: { readonly range: TimeRange; readonly signal: AbortSignal },
): Promise<readonly ServedValue[]> {
  const read = flags.filter(({ flag }) => NAMES.includes(flag));
  const series = read.flatMap((flag) => seriesOf(flag, { service, stage }));
  const minutes = await readSeries(metrics, { series, range }, signal);
  let at = 0;
  return read.flatMap((flag) => {
    const [first, end] = [at, at + 1 + (flag.allowed?.length ?? 0)];
    at = end;
    return servedValues(flag, elementAt(minutes, first), minutes.slice(first + 1, end));
  });
}

const NAMES: readonly string[] = Object.values(FLAGS);

function servedValues(
  { flag, allowed = [], killed }: Flag,
  all: Float64Array,
  each: readonly Float64Array[],
): readonly ServedValue[] {
  // Where a value that is listed is served, a difference may be what has come in between two reads.
  const unlisted = all.map((sum, minute) => (each.some((one) => elementAt(one, minute) > 0) ? 0 : sum));
  const listed = allowed.map((value, at) => ({ flag, value, minutes: elementAt(each, at) }));
  return [
    { flag, value: undefined, minutes: unlisted },
    ...listed.filter(({ value }) => !killed.includes(value)),
  ];
}

/** Candidates of a flag, then of each of its values. */
function seriesOf({ flag, allowed = [] }: Flag, names: MetricNames): readonly Series[] {
  const ofFlag = { ...names, flag, role: 'candidate' } as const;
  return [exposureSeries(ofFlag), ...allowed.map((value) => exposureSeries({ ...ofFlag, value }))];
}

type MetricNames = Pick<ExposureSource, 'service' | 'stage'>;

/** Requests of one side of a flag, minute by minute; with a value those that were served it. */
export function exposureSeries({
  service,
  stage,
  flag,
  role,
  value,
}: MetricNames & { readonly flag: string; readonly role: Role; readonly value?: FlagValue }): Series {
  const values: Readonly<Record<string, string>> = {
    [DIMENSION.service]: service,
    [DIMENSION.environment]: stage,
    [DIMENSION.flag]: flag,
    [DIMENSION.role]: role,
    [DIMENSION.value]: String(value),
  };
  const names = value === undefined ? DIMENSION_SETS.role : ARM_DIMENSION_SETS.arm;
  return {
    metric: METRIC.requests,
    dimensions: Object.fromEntries(names.map((name) => [name, dimensionValue(values[name] ?? '')])),
    statistic: 'Sum',
    periodMs: MINUTE_MS,
  };
}
