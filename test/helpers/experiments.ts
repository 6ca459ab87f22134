import type {
  ExperimentData,
  ExperimentMetric,
  Moments,
  PairedMoments,
} from '../../core/experiment/experiment.ts';

/** Totals of values that are listed. */
export function momentsOf(values: readonly number[], covariate?: readonly number[]): Moments {
  const moments = { n: values.length, sum: total(values), sumSquares: total(values.map((one) => one ** 2)) };
  return covariate ? { ...moments, covariate: pairedOf(values, covariate) } : moments;
}

/** Totals of a second quantity of the same exposures. */
export function pairedOf(values: readonly number[], second: readonly number[]): PairedMoments {
  return {
    sum: total(second),
    sumSquares: total(second.map((one) => one ** 2)),
    sumProducts: total(values.map((one, at) => one * (second[at] ?? 0))),
  };
}

/** So many events among `n`. */
export function events(n: number, sum: number): Moments {
  return { n, sum, sumSquares: sum };
}

/** Totals with this mean and standard deviation. */
export function spreadOver(n: number, mean: number, sd: number): Moments {
  return { n, sum: n * mean, sumSquares: (n - 1) * sd ** 2 + n * mean ** 2 };
}

/** A primary proportion of which more is better: 600 of 1,000 of the control `old`, the same of `new`. */
export function aMetric(changes: Partial<ExperimentMetric> = {}): ExperimentMetric {
  return {
    ...{ metric: 'task_completed', kind: 'proportion', direction: 'up', standing: 'primary' },
    arms: { old: events(1000, 600), new: events(1000, 600) },
    ...changes,
  };
}

/** Ten days of `old`, the control, against `new`, in one metric. */
export function anExperiment(changes: Partial<ExperimentData> = {}): ExperimentData {
  const arms = [
    { value: 'old', exposures: 1000 },
    { value: 'new', exposures: 1000 },
  ];
  return { flag: 'inference_model', control: 'old', arms, metrics: [aMetric()], days: 10, ...changes };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
