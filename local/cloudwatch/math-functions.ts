import { validationError } from './errors.ts';
import { checkSamePeriod, mapPoints, type TimeSeries } from './time-series.ts';

/** A value of metric math: a scalar, a time series, an array of time series, or FILL's word REPEAT. */
export type MathValue =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly series: TimeSeries }
  | { readonly kind: 'array'; readonly elements: readonly TimeSeries[] }
  | { readonly kind: 'repeat' };

type MathFunction = (values: readonly MathValue[]) => MathValue;

const FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map<string, MathFunction>([
  ['IF', ifFunction],
  ['FILL', fill],
  ['SUM', acrossSeries('SUM', (points) => points.reduce((sum, point) => sum + point, 0))],
  // Missing datapoints count as 0 in the average of an array, as CloudWatch documents.
  ['AVG', acrossSeries('AVG', (points, size) => points.reduce((sum, point) => sum + point, 0) / size)],
  ['MIN', acrossSeries('MIN', (points) => Math.min(...points))],
  ['MAX', acrossSeries('MAX', (points) => Math.max(...points))],
  ['ABS', eachPoint('ABS', Math.abs)],
  ['CEIL', eachPoint('CEIL', Math.ceil)],
  ['FLOOR', eachPoint('FLOOR', Math.floor)],
  ['LOG', eachPoint('LOG', Math.log)],
  ['LOG10', eachPoint('LOG10', Math.log10)],
  ['EXP', eachPoint('EXP', Math.exp)],
  ['SQRT', eachPoint('SQRT', Math.sqrt)],
]);

/** The function of that name. Throws `ValidationError` naming it when it is not modelled. */
export function mathFunction(name: string): MathFunction {
  const found = FUNCTIONS.get(name);
  if (found !== undefined) return found;
  throw validationError(
    `got function ${name}, allowed are ${[...FUNCTIONS.keys(), 'METRICS'].join(', ')}; use one of these`,
  );
}

function misuse(name: string, allowed: string): Error {
  return validationError(`got other arguments for ${name}, allowed is ${allowed}; correct the expression`);
}

/** Applies `change` to a scalar, to each datapoint of a series, or of each series of an array. */
function eachPoint(name: string, change: (value: number) => number): MathFunction {
  return (values) => {
    const [value, ...others] = values;
    if (value === undefined || others.length > 0) throw misuse(name, 'one number, series or array');
    if (value.kind === 'scalar') return { kind: 'scalar', value: change(value.value) };
    if (value.kind === 'series') return { kind: 'series', series: mapPoints(value.series, change) };
    if (value.kind === 'repeat') throw misuse(name, 'one number, series or array');
    return { kind: 'array', elements: value.elements.map((series) => mapPoints(series, change)) };
  };
}

/** Reduces the series of an array, moment by moment, over those that have a datapoint then. */
function acrossSeries(
  name: string,
  reduce: (points: readonly number[], size: number) => number,
): MathFunction {
  return (values) => {
    const [value, ...others] = values;
    const first = value?.kind === 'array' ? value.elements[0] : undefined;
    if (value?.kind !== 'array' || first === undefined || others.length > 0) {
      throw misuse(name, 'one array of at least one series');
    }
    const { elements } = value;
    checkSamePeriod(elements);
    const points = first.points.map((_, index) => {
      const present = elements.flatMap((series) => series.points[index] ?? []);
      return present.length === 0 ? undefined : reduce(present, elements.length);
    });
    return { kind: 'series', series: { periodMs: first.periodMs, points } };
  };
}

const FILL_ARGUMENTS = 'a series or array, and a number or REPEAT';

function fill(values: readonly MathValue[]): MathValue {
  const [value, filler, ...others] = values;
  const fits = filler?.kind === 'scalar' || filler?.kind === 'repeat';
  if (value === undefined || !fits || others.length > 0) throw misuse('FILL', FILL_ARGUMENTS);
  const constant = filler.kind === 'scalar' ? filler.value : undefined;
  if (value.kind === 'series') return { kind: 'series', series: fillSeries(value.series, constant) };
  if (value.kind !== 'array') throw misuse('FILL', FILL_ARGUMENTS);
  return { kind: 'array', elements: value.elements.map((series) => fillSeries(series, constant)) };
}

/** Without a constant, repeats the datapoint before; what is missing before the first one stays missing. */
function fillSeries(series: TimeSeries, constant: number | undefined): TimeSeries {
  let last = constant;
  const points = series.points.map((point) => {
    if (constant === undefined && point !== undefined) last = point;
    return point ?? last;
  });
  return { periodMs: series.periodMs, points };
}

const IF_ARGUMENTS = 'a condition, a value if true and optionally a value if false, none of them an array';

type Branch = { readonly kind: 'scalar'; readonly value: number } | { kind: 'series'; series: TimeSeries };

function ifFunction(values: readonly MathValue[]): MathValue {
  const [condition, whenTrue, whenFalse, ...others] = values;
  if (others.length > 0 || !isBranch(condition) || !isBranch(whenTrue)) throw misuse('IF', IF_ARGUMENTS);
  if (whenFalse !== undefined && !isBranch(whenFalse)) throw misuse('IF', IF_ARGUMENTS);
  if (condition.kind === 'scalar') return chooseWhole(condition.value !== 0, whenTrue, whenFalse);
  const branches = [condition, whenTrue, whenFalse];
  checkSamePeriod(branches.flatMap((branch) => (branch?.kind === 'series' ? [branch.series] : [])));
  const { periodMs, points: conditions } = condition.series;
  const points = conditions.map((point, index) => {
    if (point === undefined) return undefined;
    if (point === 0) return whenFalse && pointOf(whenFalse, index);
    // Documented: true, but no datapoint in the second argument, gives 0.
    return pointOf(whenTrue, index) ?? 0;
  });
  return { kind: 'series', series: { periodMs, points } };
}

function isBranch(value: MathValue | undefined): value is Branch {
  return value?.kind === 'scalar' || value?.kind === 'series';
}

function pointOf(branch: Branch, index: number): number | undefined {
  return branch.kind === 'scalar' ? branch.value : branch.series.points[index];
}

/** A scalar condition takes one branch for all moments; without a value if false, that is an empty series. */
function chooseWhole(condition: boolean, whenTrue: Branch, whenFalse: Branch | undefined): MathValue {
  if (condition) return whenTrue;
  if (whenFalse !== undefined) return whenFalse;
  if (whenTrue.kind === 'scalar') throw misuse('IF', 'a value if false when there is no series');
  const { periodMs, points } = whenTrue.series;
  return { kind: 'series', series: { periodMs, points: points.map(() => undefined) } };
}
