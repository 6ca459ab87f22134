import type { MetricKind, Moments } from '../../core/experiment/experiment.ts';
import type { Random } from '../../local/random.ts';
import { type Cell, CONTROL } from './cell.ts';

const ARM = 'arm';

/** One exposure: its value, and the second quantity that its metric has. */
type Draw = (random: Random) => readonly [value: number, second: number];

/** A mean of log-normal values beside a covariate that explains about half of their logarithm's variance; no difference. */
export function covariateCell(name: string, exposuresPerDay: number): Cell {
  const draw: Draw = (random) => {
    const [common, own, earlier] = [random.normal(), random.normal(), random.normal()];
    return [Math.exp((common + own / 2) / 2), Math.exp((common + earlier / 2) / 2)];
  };
  const mean = Math.exp(1.25 / 8);
  return pairedCell({ name, kind: 'mean', second: 'covariate', exposuresPerDay, mean, draw });
}

/** Cost per answered request, log-normal, where one request in twenty is paid for and not answered; no difference. */
export function costCell(name: string, exposuresPerDay: number): Cell {
  const failing = 0.05;
  const draw: Draw = (random) => [random.logNormal(-1, 0.9), random.chance(failing) ? 0 : 1];
  const mean = Math.exp(-1 + 0.9 ** 2 / 2) / (1 - failing);
  return pairedCell({ name, kind: 'ratio', second: 'denominator', exposuresPerDay, mean, draw });
}

interface PairedOptions {
  readonly name: string;
  readonly kind: MetricKind;
  readonly second: 'covariate' | 'denominator';
  readonly exposuresPerDay: number;
  readonly mean: number;
  readonly draw: Draw;
}

function pairedCell({ name, kind, second, exposuresPerDay, mean, draw }: PairedOptions): Cell {
  const totals = (random: Random): Moments => {
    let [sum, sumSquares, other, otherSquares, sumProducts] = [0, 0, 0, 0, 0];
    const n = exposuresPerDay / 2;
    for (let at = 0; at < n; at += 1) {
      const [value, paired] = draw(random);
      sum += value;
      sumSquares += value ** 2;
      other += paired;
      otherSquares += paired ** 2;
      sumProducts += value * paired;
    }
    return { n, sum, sumSquares, [second]: { sum: other, sumSquares: otherSquares, sumProducts } };
  };
  const begin = (random: Random) => () => {
    const arms = { [CONTROL]: totals(random), [ARM]: totals(random) };
    return [{ metric: name, kind, direction: 'up', standing: 'primary', arms } as const];
  };
  return { name, arms: [ARM], shares: [1, 1], truths: [{ [CONTROL]: mean, [ARM]: mean }], begin };
}
