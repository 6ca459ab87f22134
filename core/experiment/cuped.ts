import type { Moments, PairedMoments } from './experiment.ts';

/** A regression on a covariate that is the same in both arms. */
export interface CovariateSlope {
  readonly theta: number;
  /** Mean of the covariate over both arms. */
  readonly centre: number;
}

/**
 * Slope of the values on a covariate known before the experiment, pooled within the arms (CUPED: Deng, Xu, Kohavi and
 * Walker, WSDM 2013). `undefined` where an arm has no covariate, or the covariate never varies.
 */
export function covariateSlope(arm: Moments, control: Moments): CovariateSlope | undefined {
  if (!(arm.covariate && control.covariate)) return undefined;
  const [one, other] = [within(arm, arm.covariate), within(control, control.covariate)];
  const squares = one.squares + other.squares;
  if (!(squares > 0)) return undefined;
  return {
    theta: (one.products + other.products) / squares,
    centre: (arm.covariate.sum + control.covariate.sum) / (arm.n + control.n),
  };
}

/** Totals of value − theta·(covariate − centre): the same difference on average, with less noise. */
export function adjusted(moments: Moments, { theta, centre }: CovariateSlope): Moments {
  const { n, sum, sumSquares, covariate } = moments;
  if (!covariate) return moments;
  const products = covariate.sumProducts - centre * sum;
  const squares = covariate.sumSquares - 2 * centre * covariate.sum + n * centre ** 2;
  return {
    n,
    sum: sum - theta * (covariate.sum - n * centre),
    sumSquares: sumSquares - 2 * theta * products + theta ** 2 * squares,
  };
}

interface Within {
  readonly products: number;
  readonly squares: number;
}

/** Sums of products and squares around the arm's own means. */
function within({ n, sum }: Moments, covariate: PairedMoments): Within {
  if (n <= 0) return { products: 0, squares: 0 };
  return {
    products: covariate.sumProducts - (sum * covariate.sum) / n,
    squares: covariate.sumSquares - covariate.sum ** 2 / n,
  };
}
