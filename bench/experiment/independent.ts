import type { ExperimentMetric, Moments } from '../../core/experiment/experiment.ts';
import type { Random } from '../../local/random.ts';
import { binomial } from '../guard/draws.ts';
import { type Cell, CONTROL } from './cell.ts';
import type { Population } from './population.ts';

/** One metric of a cell: what the control and the arms draw from. */
export interface Drawn {
  readonly metric: string;
  readonly control: Population;
  readonly arms: Readonly<Record<string, Population>>;
}

/** How a cell is made. */
export interface IndependentOptions {
  readonly name: string;
  readonly exposuresPerDay: number;
  /** Of the control and the arms; they fall to them by chance. */
  readonly shares: readonly number[];
  readonly metrics: readonly Drawn[];
}

/** A cell of independent exposures, every metric drawn for itself. */
export function independentCell({ name, exposuresPerDay, shares, metrics }: IndependentOptions): Cell {
  const arms = Object.keys(metrics[0]?.arms ?? {});
  const populations = metrics.map(
    ({ control, arms: own }): Readonly<Record<string, Population>> => ({ ...own, [CONTROL]: control }),
  );
  const day = (random: Random): readonly ExperimentMetric[] => {
    const sizes = split(exposuresPerDay, shares, random);
    return metrics.map(({ metric, control }, at) => {
      const totals = [CONTROL, ...arms].map((arm, index): [string, Moments] => {
        const population = populations[at]?.[arm] ?? control;
        return [arm, population.draw(sizes[index] ?? 0, random)];
      });
      const { kind } = control;
      return { metric, kind, direction: 'up', standing: 'primary', arms: Object.fromEntries(totals) };
    });
  };
  return {
    name,
    arms,
    shares,
    truths: populations.map((by) =>
      Object.fromEntries(Object.entries(by).map(([arm, { mean }]) => [arm, mean])),
    ),
    begin: (random) => () => day(random),
  };
}

/** Exposures that fall to arms by chance. */
function split(total: number, shares: readonly number[], random: Random): readonly number[] {
  let [left, weight] = [total, shares.reduce((sum, share) => sum + share, 0)];
  return shares.map((share) => {
    const taken = share >= weight ? left : binomial(left, share / weight, random);
    left -= taken;
    weight -= share;
    return taken;
  });
}
