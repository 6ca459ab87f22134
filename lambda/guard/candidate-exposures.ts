import type { Flag, FlagDocument } from '../../core/document/flag-document.ts';
import { elementAt } from '../../core/element-at.ts';
import { MINUTE_MS } from '../clock.ts';
import { FLAGS } from '../contract.ts';
import { CANDIDATE_DIMENSION_SET, DIMENSION, DIMENSION_SETS, METRIC } from '../metric-names.ts';
import { type MetricReader, readSeries, type Series, type TimeRange } from './metric-series.ts';
import type { ServedValue } from './served-trial.ts';

/** Where candidates are counted. */
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
  const dimensions = { [DIMENSION.service]: service, [DIMENSION.environment]: stage };
  const series = read.flatMap((flag) => seriesOf(flag, dimensions));
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
function seriesOf({ flag, allowed = [] }: Flag, source: Readonly<Record<string, string>>): readonly Series[] {
  const ofFlag = { ...source, [DIMENSION.flag]: flag, [DIMENSION.role]: 'candidate' };
  const ofValues = allowed.map((value) => ({ ...ofFlag, [DIMENSION.value]: String(value) }));
  return [
    requests(ofFlag, DIMENSION_SETS.role),
    ...ofValues.map((values) => requests(values, CANDIDATE_DIMENSION_SET)),
  ];
}

function requests(values: Readonly<Record<string, string>>, names: readonly string[]): Series {
  return {
    metric: METRIC.requests,
    dimensions: Object.fromEntries(names.map((name) => [name, values[name] ?? ''])),
    statistic: 'Sum',
    periodMs: MINUTE_MS,
  };
}
